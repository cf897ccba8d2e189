// What tend-archive does once it is sealed, without the socket.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive_work.h"

enum { MB = 1 << 20 };

static size_t sent, sent_bytes;
static char refusal[200];

bool frame_send(int fd, enum frame_kind kind, const char *name, const void *data, size_t length) {
  (void)fd, (void)name;
  if (kind == FRAME_FILE) sent++, sent_bytes += length;
  if (kind == FRAME_REFUSED) snprintf(refusal, sizeof refusal, "%.*s", (int)length, (const char *)data);
  return true;
}

static void add_file(struct archive *archive, size_t length) {
  char *zeros = calloc(1, length);
  struct archive_entry *entry = archive_entry_new();
  archive_entry_set_pathname(entry, "file");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_size(entry, (la_int64_t)length);
  assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
  assert_int_equal(archive_write_data(archive, zeros, length), length);
  archive_entry_free(entry);
  free(zeros);
}

// An archive of files of these lengths, which end with 0, is unpacked within the limits.
static void unpack_files(const size_t *lengths, const struct unpack_limits *limits) {
  const size_t room = 128 * MB;
  struct buf bytes = {0};
  buf_reserve(&bytes, room);
  struct archive *archive = archive_write_new();
  archive_write_set_format_ustar(archive);
  assert_int_equal(archive_write_open_memory(archive, bytes.data, room, &bytes.len), ARCHIVE_OK);
  for (; *lengths; lengths++) add_file(archive, *lengths);
  assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
  sent = sent_bytes = 0;
  refusal[0] = '\0';
  unpack(&bytes, limits);
  buf_finish(&bytes);
}

static void what_is_left_out_makes_no_room(void **state) {
  (void)state;
  const struct unpack_limits limits = {"", 9, 9, FRAME_DATA_MAX + 1, true};
  unpack_files((const size_t[]){FRAME_DATA_MAX + MB, 9 * MB, 9 * MB, 0}, &limits);
  assert_int_equal(sent_bytes, 9 * MB);
  assert_string_equal(refusal, "its files have more than 16 MB in all");
}

static void what_is_left_out_takes_no_room(void **state) {
  (void)state;
  const struct unpack_limits limits = {"", 9, 9, FRAME_DATA_MAX + 1, true};
  unpack_files((const size_t[]){FRAME_DATA_MAX + MB, FRAME_DATA_MAX, 1, 0}, &limits);
  assert_int_equal(sent, 2);
  assert_string_equal(refusal, "");
}

static void a_practice_leaves_nothing_out(void **state) {
  (void)state;
  unpack_files((const size_t[]){9 * MB, 0}, &unpack_practice);
  assert_int_equal(sent, 0);
  assert_string_equal(refusal, "its files have more than 8 MB in all");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_left_out_makes_no_room),
      cmocka_unit_test(what_is_left_out_takes_no_room),
      cmocka_unit_test(a_practice_leaves_nothing_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
