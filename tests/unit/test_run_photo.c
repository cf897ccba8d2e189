// Photos that a practice asks for, and what was typed instead of one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_run_stage.h"

static void a_photo_that_was_not_given_is_no_draft(void **state) {
  (void)state;
  permit("journal.add");
  stage.front.offers_drafts = true;
  begin();
  host("{'verb':'write','id':1,'text':'Page?'}");
  answers("fine");
  host("{'verb':'photo','id':2,'text':'Found?'}");
  stage.unfinished = "~/half a pa";
  leaves();
  stage.unfinished = NULL;
  buf_clear(&stage.seen);
  expect_journal("fields", "[{'asked':['Page?'],'half_typed':false,'unfinished':true}]");
  destroy();
  begin();
  host("{'verb':'write','id':1,'text':'Page?'}");
  expect("page Page?\n");
}

static void a_path_is_told_without_what_a_terminal_obeys(void **state) {
  (void)state;
  permit("journal.add");
  begin();
  host("{'verb':'photo','id':1,'text':'Found?'}");
  buf_clear(&stage.seen);
  answers("/no\x1B[2Jwhere\u202E");
  expect("care /no[2Jwhere: cannot be opened: No such file or directory. You can try again, or skip it.\nline Found?\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      STAGE_TEST(a_photo_that_was_not_given_is_no_draft),
      STAGE_TEST(a_path_is_told_without_what_a_terminal_obeys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
