// Writing an archive; see archive_work.h. The same files give the same bytes: no times, owners or modes of this machine.
#include <archive.h>
#include <archive_entry.h>

#include "archive_work.h"

static la_ssize_t keep(struct archive *archive, void *context, const void *bytes, size_t length) {
  (void)archive;
  buf_add(context, bytes, length);
  return (la_ssize_t)length;
}

static struct archive *begin(struct buf *out) {
  struct archive *archive = archive_write_new();
  archive_write_set_format_ustar(archive);
  archive_write_add_filter_gzip(archive);
  archive_write_set_options(archive, "gzip:!timestamp,gzip:compression-level=9");
  archive_write_set_bytes_per_block(archive, 0);
  if (archive_write_open(archive, out, NULL, keep, NULL) == ARCHIVE_OK) return archive;
  archive_write_free(archive);
  return NULL;
}

static bool add(struct archive *archive, const struct frame *frame) {
  struct archive_entry *entry = archive_entry_new();
  archive_entry_set_pathname(entry, frame->name);
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, (la_int64_t)frame->data.len);
  archive_entry_set_mtime(entry, 0, 0);
  bool ok = archive_write_header(archive, entry) == ARCHIVE_OK &&
            archive_write_data(archive, buf_text(&frame->data), frame->data.len) == (la_ssize_t)frame->data.len;
  archive_entry_free(entry);
  return ok;
}

void pack(void) {
  struct buf out = {0};
  struct frame frame = {0};
  struct archive *archive = begin(&out);
  bool ok = archive != NULL, more;
  while ((more = frame_receive(0, &frame, FRAME_PATIENT)) && frame.kind == FRAME_FILE) ok = ok && add(archive, &frame);
  if (archive) ok &= archive_write_close(archive) == ARCHIVE_OK;
  archive_write_free(archive);
  if (ok && more) frame_send(0, FRAME_ARCHIVE, "", out.data, out.len);
  else refuse("it could not be put together");
  buf_finish(&frame.data);
  buf_finish(&out);
}
