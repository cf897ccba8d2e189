// Reading an archive; see archive_work.h. A practice is folders and ordinary files; whatever else an archive can hold is
// a reason not to read it.
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "archive_work.h"
#include "memory.h"

static void refuse_entry(const char *name, const char *what) {
  char *sentence = mem_format("'%.200s' %s", name, what);
  refuse(sentence);
  free(sentence);
}

static void refuse_too_much(const struct unpack_limits *limits) {
  char *sentence = mem_format("its files have more than %zu MB in all", limits->bytes >> 20);
  refuse(sentence);
  free(sentence);
}

static void refuse_too_many(const struct unpack_limits *limits) {
  char *sentence = mem_format("there are more than %zu files in it", limits->files);
  refuse(sentence);
  free(sentence);
}

static struct archive *open_archive(const struct buf *bytes) {
  struct archive *archive = archive_read_new();
  archive_read_support_filter_gzip(archive);
  archive_read_support_filter_xz(archive);
  archive_read_support_filter_zstd(archive);
  archive_read_support_filter_bzip2(archive);
  archive_read_support_format_tar(archive);
  archive_read_support_format_gnutar(archive);
  archive_read_support_format_zip(archive);
  if (archive_read_open_memory(archive, bytes->data, bytes->len) == ARCHIVE_OK) return archive;
  refuse("it is no archive that tend reads: .tend, .tar.gz, .tar.xz, .tar.zst, .tar.bz2, .tar or .zip");
  archive_read_free(archive);
  return NULL;
}

static const char *name_of(struct archive_entry *entry) {
  const char *name = archive_entry_pathname_utf8(entry);
  return name ? name : archive_entry_pathname(entry);
}

// Why an entry is none that belongs into a practice; NULL for a file or a folder.
static const char *strangeness(struct archive_entry *entry) {
  if (archive_entry_hardlink(entry)) return "is a link to another file";
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
    case AE_IFDIR: return NULL;
    case AE_IFLNK: return "is a symbolic link";
    default: return "is a device or a pipe";
  }
}

// However much the entry says that it has.
static bool read_data(struct archive *archive, struct buf *data, size_t most) {
  char chunk[65536];
  la_ssize_t got;
  while ((got = archive_read_data(archive, chunk, sizeof chunk)) > 0) {
    buf_add(data, chunk, (size_t)got);
    if (data->len > most) return false;
  }
  return got == 0;
}

// False when there is no more to be said.
static bool take_entry(struct archive *archive, struct archive_entry *entry, const struct unpack_limits *limits,
                       size_t *bytes) {
  const char *name = name_of(entry), *strange = strangeness(entry);
  if (!name) return refuse("there is a file in it whose name is no text"), false;
  if (strange) return refuse_entry(name, strange), false;
  if (archive_entry_filetype(entry) == AE_IFDIR) return true;
  if (strlen(name) > FRAME_NAME_MAX) return refuse_entry(name, "has a name that is too long"), false;
  struct buf data = {0};
  size_t left = limits->bytes - *bytes, most = limits->leaves_out && left > FRAME_DATA_MAX ? FRAME_DATA_MAX : left;
  bool whole = read_data(archive, &data, most), sent = false;
  if (whole) sent = frame_send(0, FRAME_FILE, name, buf_text(&data), data.len);
  else if (data.len > most && most < left) sent = true;  // a film, which nobody asked for
  else if (data.len > most) refuse_too_much(limits);
  else refuse_entry(name, "cannot be read: the archive is damaged");
  if (whole) *bytes += data.len;  // so there are never more of them than the limit
  buf_finish(&data);
  return sent;
}

void unpack(const struct buf *bytes, const struct unpack_limits *limits) {
  struct archive *archive = open_archive(bytes);
  struct archive_entry *entry;
  size_t entries = 0, files = 0, total = 0;
  int status = ARCHIVE_EOF;
  while (archive && (status = archive_read_next_header(archive, &entry)) >= ARCHIVE_WARN && status != ARCHIVE_EOF) {
    files += archive_entry_filetype(entry) == AE_IFREG;
    if (++entries > limits->entries || files > limits->files) {
      refuse_too_many(limits);
      break;
    }
    if (!take_entry(archive, entry, limits, &total)) break;
  }
  if (!archive) return;
  if (status == ARCHIVE_EOF) frame_send(0, FRAME_END, "", NULL, 0);
  else if (status < ARCHIVE_WARN) refuse("the archive is damaged");
  archive_read_free(archive);
}
