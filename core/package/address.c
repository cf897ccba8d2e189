// Where a practice comes from; see address.h.
#include "address.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "frame.h"
#include "memory.h"
#include "paths.h"
#include "text.h"

static bool is_there(const char *folder, const char *name) {
  char *path = path_join(folder, name);
  bool there = access(path, F_OK) == 0;
  free(path);
  return there;
}

static bool is_repository(const char *folder) {
  return is_there(folder, ".git") || (is_there(folder, "HEAD") && is_there(folder, "objects"));
}

// What is on this machine: a folder with a practice, a repository, an archive.
static bool take_path(struct address *address, const char *text) {
  struct stat info;
  if (stat(text, &info) < 0) return false;
  bool is_folder = S_ISDIR(info.st_mode), practice = is_folder && is_there(text, "plugin.ini");
  if (!is_folder && !S_ISREG(info.st_mode)) return false;
  if (is_folder && !practice && !is_repository(text)) practice = true;  // it will say what is missing
  address->kind = !is_folder ? ADDRESS_ARCHIVE : practice ? ADDRESS_FOLDER : ADDRESS_GIT;
  address->place = realpath(text, NULL);
  if (address->place && text_is_utf8(address->place, strlen(address->place), NULL)) return true;
  free(address->place);
  address->place = NULL;
  return false;
}

static bool is_url(const char *text) {
  static const char *const schemes[] = {"https://", "http://", "git://", "ssh://", "file://"};
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    if (strncmp(text, schemes[i], strlen(schemes[i])) == 0) return true;
  const char *at = strchr(text, '@'), *colon = strchr(text, ':');
  return text[0] != '-' && at && colon && at < colon && colon[1] && colon[1] != ':' && !memchr(text, '/', (size_t)(colon - text));
}

// Where "@revision" begins: after the host, whose own '@' stands before a name.
static char *revision_of(char *text) {
  char *host = strstr(text, "://"), *path = host ? strchr(host + 3, '/') : strchr(text, ':');
  if (!host && !path) path = text;
  return path ? strrchr(path, '@') : NULL;
}

static bool split(struct address *address, const char *text) {
  char *copy = mem_copy(text), *hash = strrchr(copy, '#');
  if (hash) *hash = '\0';
  char *at = revision_of(copy);
  if (at) *at = '\0';
  bool local = !is_url(copy), known = local ? take_path(address, copy) && address->kind != ADDRESS_ARCHIVE : true;
  if (known) {
    address->kind = ADDRESS_GIT;
    if (!local) address->place = mem_copy(copy);
    address->revision = at && at[1] ? mem_copy(at + 1) : NULL;
    address->subfolder = hash && hash[1] ? mem_copy(hash + 1) : NULL;
  }
  free(copy);
  return known;
}

bool address_parse(struct address *address, const char *text, struct fault *fault) {
  *address = (struct address){0};
  if (!text_is_utf8(text, strlen(text), NULL)) return fault_set(fault, "the place is not written in UTF-8");
  // A folder that is called like an address is never taken for it.
  if (!is_url(text) && take_path(address, text)) return true;
  address_finish(address);
  if ((is_url(text) || strpbrk(text, "#@")) && split(address, text)) {
    const char *revision = address->revision;
    if (!revision || revision[0] != '-') return true;
    return fault_set(fault, "'%s' is no branch, tag or commit", revision);
  }
  return fault_set(fault,
                   "'%s' is no folder, no archive (.tend, .tar.gz, .tar.xz, .zip) and no git repository "
                   "(https://...[@tag][#folder])",
                   text);
}

void address_finish(struct address *address) {
  free(address->place);
  free(address->revision);
  free(address->subfolder);
  *address = (struct address){0};
}

char *address_words(const struct address *address) {
  const char *revision = address->revision, *subfolder = address->subfolder;
  return mem_format("%s%s%s%s%s", address->place, revision ? "@" : "", revision ? revision : "", subfolder ? "#" : "",
                    subfolder ? subfolder : "");
}

bool address_same_place(const char *one, const char *other) {
  struct address a = {0}, b = {0};
  bool known = address_parse(&a, one, NULL) && address_parse(&b, other, NULL);
  bool same = known ? a.kind == b.kind && strcmp(a.place, b.place) == 0 &&
                          strcmp(a.subfolder ? a.subfolder : "", b.subfolder ? b.subfolder : "") == 0
                    : strcmp(one, other) == 0;
  address_finish(&a);
  address_finish(&b);
  return same;
}

static bool read_archive(const struct address *address, struct bundle *bundle, struct buf *archive,
                         struct fault *fault) {
  return file_read(address->place, FRAME_DATA_MAX, archive, fault) && bundle_read_archive_bytes(bundle, archive, fault);
}

bool address_fetch(const struct address *address, struct bundle *bundle, struct buf *archive, char **commit,
                  struct fault *fault) {
  struct fault why;
  *commit = NULL;
  bool ok = false;
  switch (address->kind) {
    case ADDRESS_FOLDER: ok = bundle_read_folder(bundle, address->place, &why); break;
    case ADDRESS_ARCHIVE: ok = read_archive(address, bundle, archive, &why); break;
    case ADDRESS_GIT:
      ok = bundle_read_git(bundle, address->place, address->revision, address->subfolder, commit, &why);
      break;
  }
  return ok || fault_set(fault, "%.400s: %s", address->place, why.text);
}
