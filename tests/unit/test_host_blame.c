// What a script is told of its mistakes: one clean line, with the place of the call.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_host_play.h"

static void a_wrong_call_is_blamed_at_its_line(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"ask('?', { witin = 3 })", NULL, "fail error: mine.lua:1: ask: unknown option 'witin' (did you mean 'within'?)"},
      {"\n\nask('?', { within = 'soon' })", NULL,
       "fail error: mine.lua:3: ask: 'within' must be a duration such as 30, \"4s\" or \"8m\", not \"soon\""},
      {"ask('?', { private = 'yes' })", NULL,
       "fail error: mine.lua:1: ask: 'private' must be true or false, not \"yes\""},
      {"ask('?', 5)", NULL, "fail error: mine.lua:1: ask: the options must be a table, not 5"},
      {"ask('?', { 'within' })", NULL, "fail error: mine.lua:1: ask: its options are written as name = value"},
      {"ask()", NULL, "fail error: mine.lua:1: ask: the question must be a text, not nothing"},
      {"say {}", NULL, "fail error: mine.lua:1: say: what is said must be a text, not a table"},
      {"say(print)", NULL, "fail error: mine.lua:1: 'print' is not there; say(text) shows a line"},
      {"say(nul)", NULL, "fail error: mine.lua:1: unknown name 'nul'"},
      {"breath()", NULL, "fail error: mine.lua:1: unknown name 'breath' (did you mean 'breathe'?)"},
      {"jurnal.add {}", NULL, "fail error: mine.lua:1: unknown name 'jurnal' (did you mean 'journal'?)"},
      {"choose('?', { 'a', {} })", NULL,
       "fail error: mine.lua:1: choose: the options must be a list of texts, not a table"},
      {"choose('?', {})", NULL,
       "fail error: mine.lua:1: choose: there is nothing to choose from; give it at least one option"},
      {"wait(-1)", NULL,
       "fail error: mine.lua:1: wait: the duration must be a duration such as 30, \"4s\" or \"8m\", not -1"},
      {"wait(1/0)", NULL,
       "fail error: mine.lua:1: wait: the duration must be a duration such as 30, \"4s\" or \"8m\", not inf"},
      {"every(0.01, say)", NULL, "fail error: mine.lua:1: every: the duration must be at least 0.05 seconds"},
      {"after(1, 'x')", NULL, "fail error: mine.lua:1: after: what to do must be a function, not \"x\""},
      {"together(1)", NULL, "fail error: mine.lua:1: together: part 1 must be a function, not 1"},
      {"breathe { inhail = 4 }", NULL,
       "fail error: mine.lua:1: breathe: unknown option 'inhail' (did you mean 'inhale'?)"},
      {"breathe {}", NULL,
       "fail error: mine.lua:1: breathe: no phase is named, as in breathe { inhale = 4, exhale = 6 }"},
      {"breathe { inhale = 4, cycles = 0 }", NULL,
       "fail error: mine.lua:1: breathe: 'cycles' must be a number from 1 to 1000"},
      {"breathe { { 'in', 700 } }", NULL,
       "fail error: mine.lua:1: breathe: 'phases' must be 1 to 16 pairs of a word and seconds (0 to 600)"},
      {"notify('x', { actions = { 'a', 'b', 'c', 'd' } })", NULL,
       "fail error: mine.lua:1: notify: 'actions' must be a list of at most 3 texts"},
      {"draw('d', {})", NULL, "fail error: mine.lua:1: draw: the deck has no cards"},
      {"remember('k', say)", NULL, "fail error: mine.lua:1: remember: it was given a function"},
      {"remember('k', { 1, 2, x = 3 })", NULL,
       "fail error: mine.lua:1: remember: it was given a table that mixes names and numbers"},
      {"remember('k', 0/0)", NULL, "fail error: mine.lua:1: remember: it was given a number that is not finite"},
      {"remember('k', '\\xff')", NULL, "fail error: mine.lua:1: remember: it was given a text that is not UTF-8"},
      {"remember('k', { ['a\\0b'] = 1 })", NULL,
       "fail error: mine.lua:1: remember: it was given a name that is not UTF-8"},
      {"say 'a\\0b'", NULL, "fail error: mine.lua:1: say: it was given a text with a zero byte in it"},
      {"say(('x'):rep(20000))", NULL, "fail error: mine.lua:1: say: 'text' must be a text of at most 16384 bytes"},
      {"say(('x'):rep(2000000))", NULL, "fail error: mine.lua:1: say: it was given more than 1 MiB of text"},
      {"journal.add { lines = { ('x'):rep(600000), ('y'):rep(600000) } }", NULL,
       "fail error: mine.lua:1: journal.add: it was given more than 1 MiB of text"},
      {"local t = {} t.t = t remember('k', t)", NULL,
       "fail error: mine.lua:1: remember: it was given a table nested more than 16 deep"},
      {"local t = {} for i = 1, 30000 do t[i] = i end remember('k', t)", NULL,
       "fail error: mine.lua:1: remember: it was given a table of more than 20000 values"},
      {"journal.add { lines = { ('\"'):rep(600000) } }", NULL,
       "fail error: mine.lua:1: journal.add: it is larger than 1048576 bytes"},
      {"remember('k', { [1/0] = 1 })", NULL,
       "fail error: mine.lua:1: remember: it was given a table that mixes names and numbers"},
      {"remind_me { text = 'x' }", NULL,
       "fail error: mine.lua:1: remind_me: give one of 'after' (a duration) and 'at' (a time such as \"15:00\")"},
      {"remind_me 'x'", NULL, "fail error: mine.lua:1: remind_me: what it is given must be a table, not \"x\""},
      {"setting 'minuts'", NULL,
       "fail error: mine.lua:1: setting: plugin.ini has no setting 'minuts' (did you mean 'minutes'?)"},
      {"journal.sreach {}", NULL, "fail error: mine.lua:1: 'journal.sreach' is not there (did you mean 'search'?)"},
      {"say('x' .. nil)", NULL, "fail error: mine.lua:1: attempt to concatenate a nil value; where a question was passed over the answer is nil, as "
       "'if' finds out"},
      {"say 'x", NULL, "fail error: mine.lua:1: unfinished string near <eof>; a text ends on its line, with the mark that it began with"},
      {"breathe 'x'", "?no breath is called 'x'",
       "breathe {'pattern':'x'}\nfail error: mine.lua:1: breathe: no breath is called 'x'"},
      {"function f() ask('?', { witin = 3 }) end\ntogether(f)", NULL,
       "fail error: mine.lua:1: ask: unknown option 'witin' (did you mean 'within'?)"},
      {"\xEF\xBB\xBF#!/usr/bin/env tend\nsay(nul)", NULL, "fail error: mine.lua:2: unknown name 'nul'"},
      {"#", NULL, "done"},
      {"\x1BLua", NULL, "fail error: mine.lua: it is compiled Lua, and a practice comes as text"},
  };
  EXPECT_ALL(rows);
}

static void whatever_was_thrown_becomes_one_clean_line(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"error 'plain'", NULL, "fail error: mine.lua:1: plain"},
      {"error('bare', 0)", NULL, "fail error: bare"},
      {"error()", NULL, "fail error: error was called with a nil; give it a text"},
      {"error {}", NULL, "fail error: error was called with a table; give it a text"},
      {"error(true)", NULL, "fail error: error was called with a boolean; give it a text"},
      {"error(say)", NULL, "fail error: error was called with a function; give it a text"},
      {"error((coroutine.running()))", NULL, "fail error: error was called with a thread; give it a text"},
      {"error(12)", NULL, "fail error: 12"},
      {"error(setmetatable({}, { __tostring = function() while true do end end }))", NULL,
       "fail error: error was called with a table; give it a text"},
      {"error('two\\nlines\\27[2J\\u{202e}', 0)", NULL, "fail error: two lines[2J"},
      {"error('\\xff\\0bad', 0)", NULL, "fail error: bad"},
      {"assert(false, 'said')", NULL, "fail error: mine.lua:1: said"},
      {"assert(nil)", NULL, "fail error: mine.lua:1: assertion failed!"},
      // What Lua's own functions complain about is the practice's line, also where the prelude stands in between.
      {"string.format('%d', 'x')", NULL,
       "fail error: mine.lua:1: bad argument #2 to 'string.format' (number expected, got string)"},
      {"string.rep()", NULL, "fail error: mine.lua:1: bad argument #1 to 'rep' (string expected, got no value); what belongs to a text is called "
       "with a colon: text:upper()"},
      {"setmetatable(1, {})", NULL,
       "fail error: mine.lua:1: bad argument #1 to 'setmetatable' (table expected, got number)"},
      {"rawset({}, 0/0, 1)", NULL, "fail error: mine.lua:1: table index is NaN"},
      {"_G[0/0] = 1", NULL, "fail error: mine.lua:1: table index is NaN"},
      {"coroutine.wrap(1)", NULL, "fail error: mine.lua:1: coroutine.wrap: what it is given must be a function, not 1"},
      {"coroutine.resume(1)", NULL,
       "fail error: mine.lua:1: coroutine.resume: what it is given must be a coroutine, not 1"},
      {"coroutine.close(1)", NULL,
       "fail error: mine.lua:1: coroutine.close: what it is given must be a coroutine, not 1"},
      {"coroutine.wrap(function() coroutine.close((coroutine.running())) end)()", NULL,
       "fail error: mine.lua:1: cannot close a running coroutine"},
  };
  EXPECT_ALL(rows);
}

static void a_long_complaint_is_cut_between_characters(void **state) {
  (void)state;
  static struct play play;
  begin(&play, "");
  run(&play,
      start_message("mine.lua", json_pack("{s:s}", "mine.lua", "error('x' .. ('\xF0\x9F\x8C\xBF'):rep(1000), 0)")));
  assert_int_equal(play.log.len, strlen("fail error: x") + 396);
  end(&play);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wrong_call_is_blamed_at_its_line),
      cmocka_unit_test(whatever_was_thrown_becomes_one_clean_line),
      cmocka_unit_test(a_long_complaint_is_cut_between_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
