// Pictures for the journal; see photo.h.
#include "photo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "file.h"
#include "memory.h"
#include "picture.h"
#include "text.h"

// Its last part, as far as it can be said in text.
static char *name_of(const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  struct buf clean = {0};
  text_clean(&clean, name, strlen(name), false);
  char *copy = mem_copy(buf_text(&clean));
  buf_finish(&clean);
  return copy;
}

json_t *photo_take_path(struct journal *journal, const char *path, struct fault *fault) {
  struct buf bytes = {0};
  json_t *record = NULL;
  char *name = name_of(path);
  if (file_read(path, JOURNAL_ATTACHMENT_MAX, &bytes, fault)) {
    const struct picture *picture = picture_of(bytes.data, bytes.len);
    if (picture) record = journal_attach(journal, bytes.data, bytes.len, picture->type, name, fault);
    else fault_set(fault, "%s: is no picture that tend knows (JPEG, PNG, GIF, WebP, HEIC, AVIF)", path);
  }
  if (bytes.data) explicit_bzero(bytes.data, bytes.len);
  buf_finish(&bytes);
  free(name);
  return record;
}

static bool is_hex(const char *at) { return isxdigit((unsigned char)at[0]) && isxdigit((unsigned char)at[1]); }

static char hex(const char *at) {
  const char digits[] = {at[0], at[1], '\0'};
  return (char)strtol(digits, NULL, 16);
}

// What a file manager or a shell puts around a path when it is dropped into a terminal.
static char *path_of_typed(const char *typed) {
  struct buf path = {0};
  while (*typed == ' ') typed++;
  size_t length = strlen(typed);
  while (length && strchr(" \t\r\n", typed[length - 1])) length--;
  bool quoted = length >= 2 && strchr("'\"", typed[0]) && typed[length - 1] == typed[0];
  if (quoted) typed++, length -= 2;
  bool url = length > 7 && strncmp(typed, "file://", 7) == 0;
  if (url) typed += 7, length -= 7;
  const char *home = getenv("HOME");
  if (!quoted && !url && home && length > 1 && strncmp(typed, "~/", 2) == 0) {
    buf_add_text(&path, home);
    typed++, length--;
  }
  for (size_t i = 0; i < length; i++) {
    if (url && typed[i] == '%' && i + 2 < length && is_hex(typed + i + 1)) {
      buf_add_char(&path, hex(typed + i + 1));
      i += 2;
    } else if (!quoted && !url && typed[i] == '\\' && i + 1 < length) buf_add_char(&path, typed[++i]);
    else buf_add_char(&path, typed[i]);
  }
  char *copy = mem_copy(buf_text(&path));
  buf_finish(&path);
  return copy;
}

json_t *photo_take(struct journal *journal, const char *typed, struct fault *fault) {
  char *path = path_of_typed(typed);
  json_t *record = photo_take_path(journal, path, fault);
  free(path);
  return record;
}
