// What waits, and what runs side by side.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_host_play.h"

static void a_request_passes_through_what_the_script_is_inside(void **state) {
  (void)state;
  static const char cannot[] =
      "fail error: mine.lua:1: say: it cannot wait here, inside a function that Lua's own library calls (as in "
      "table.sort or string.gsub)";
  static const struct row rows[] = {
      {"local co = coroutine.wrap(function() say(ask 'a') coroutine.yield(7) say 'b' end) say(co()) co()", "x",
       "ask {'text':'a'}\nsay x\nsay 7\nsay b\ndone"},
      {"local function deep(n) if n == 0 then return ask 'deep' end return coroutine.wrap(deep)(n - 1) end "
       "say(deep(20))",
       "found", "ask {'text':'deep'}\nsay found\ndone"},
      {"say(select(2, pcall(ask, 'a'))) say(select(2, xpcall(ask, say, 'b')))", "x|y",
       "ask {'text':'a'}\nsay x\nask {'text':'b'}\nsay y\ndone"},
      {"local t = setmetatable({}, { __index = function(_, k) return ask(k) end }) say(t.name)", "x",
       "ask {'text':'name'}\nsay x\ndone"},
      {"for line in function() return ask 'more?' end do say(line) end", "x|y|-",
       "ask {'text':'more?'}\nsay x\nask {'text':'more?'}\nsay y\nask {'text':'more?'}\ndone"},
      {"do local c <close> = setmetatable({}, { __close = function() say 'closed' end }) say 'open' end", NULL,
       "say open\nsay closed\ndone"},
      {"table.sort({ 2, 1 }, function() say 'x' end)", NULL, cannot},
      {"('x'):gsub('x', function() say 'x' end)", NULL, cannot},
      // A request that was sent further in, and cannot be waited for, is taken back.
      {"pcall(table.sort, { 2, 1 }, function() coroutine.wrap(ask)('lost') end) say(ask 'real')", "x|y",
       "ask {'text':'lost'}\ncancel\nask {'text':'real'}\nsay y\ndone"},
      {"local co\ntogether(function() co = coroutine.running() wait(2) end, function() wait(1)\nsay(select(2, "
       "pcall(coroutine.resume, co)))\n"
       "say(select(2, pcall(coroutine.close, co))) end)",
       NULL,
       "wait 2000\nwait 1000\nsay mine.lua:3: coroutine.resume: that coroutine is waiting for something else\n"
       "say mine.lua:4: coroutine.close: that coroutine is waiting for something else\ndone"},
      {"local co = coroutine.create(function() wait(2) end)\ntogether(function() coroutine.resume(co) end, function() "
       "wait(1)\n"
       "say(select(2, pcall(coroutine.resume, co)))\nsay(select(2, pcall(coroutine.close, co))) end)",
       NULL,
       "wait 2000\nwait 1000\nsay mine.lua:3: coroutine.resume: that coroutine is waiting for something else\n"
       "say mine.lua:4: coroutine.close: that coroutine is waiting for something else\ndone"},
  };
  EXPECT_ALL(rows);
}

static void strands_run_side_by_side(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"together(function() say 'a' wait(2) say 'b' end, function() wait(1) say 'c' end) say 'd'", NULL,
       "say a\nwait 1000\nwait 2000\nsay c\nsay b\nsay d\ndone"},
      {"together() say 'x'", NULL, "say x\ndone"},
      {"after(5, function() say 'later' end) say 'now'", NULL, "say now\nwait 5000\nsay later\ndone"},
      {"local t = after(5, function() say 'never' end) t:stop() say 'now'", NULL, "say now\ndone"},
      {"local t = after(5, function() say 'never' end) wait(1) t:stop() t:stop() say(elapsed())", NULL,
       "wait 1000\nwait 5000\ncancel\nsay 1.0\ndone"},
      {"local n, t = 0 t = every(2, function() n = n + 1 say(n .. ' at ' .. elapsed()) if n == 3 then t:stop() end "
       "end)",
       NULL, "wait 2000\nsay 1 at 2.0\nwait 4000\nsay 2 at 4.0\nwait 6000\nsay 3 at 6.0\ndone"},
      // Turns that passed while it was busy are left out, and the rest stay where they were.
      {"local n, t = 0 t = every(2, function() n = n + 1 if n == 1 then wait(5) end say(elapsed()) if n == 2 then "
       "t:stop() end end)",
       NULL, "wait 2000\nwait 7000\nsay 7.0\nwait 8000\nsay 8.0\ndone"},
      {"local t = every(1, function() say 'tick' end) wait(2.5) t.stop() say 'over'", NULL,
       "wait 2500\nwait 1000\nsay tick\nwait 2000\nsay tick\nwait 3000\ncancel\nsay over\ndone"},
      {"say(tostring(within(5, function() wait(1) end))) say(elapsed())", NULL,
       "wait 5000\nwait 1000\ncancel\nsay true\nsay 1.0\ndone"},
      {"say(tostring(within(1, function() wait(5) end))) say(elapsed())", NULL,
       "wait 1000\nwait 5000\ncancel\nsay false\nsay 1.0\ndone"},
      {"say(tostring(within(1, function() end)))", NULL, "wait 1000\ncancel\nsay true\ndone"},
      {"say(tostring(within(1, function() return ask 'x' end)))", "y",
       "wait 1000\nask {'text':'x'}\ncancel\nsay true\ndone"},
      {"local t = {} for i = 1, 3 do t[i] = function() wait(4 - i) say(i) end end together(table.unpack(t))", NULL,
       "wait 3000\nwait 2000\nwait 1000\nsay 3\nsay 2\nsay 1\ndone"},
      {"together(function() error 'x' end, function() wait(1) say 'never' end)", NULL, "fail error: mine.lua:1: x"},
  };
  EXPECT_ALL(rows);
}

static void what_a_strand_started_is_cancelled_with_it(void **state) {
  (void)state;
  static struct play play;
  begin(&play, "");
  run(&play,
      start_message("mine.lua",
                    json_pack("{s:s}", "mine.lua",
                              "within(1, function()\n"
                              "  every(0.3, function() say 'tick' end)\n"
                              "  together(function() wait(9) end, function() within(8, function() wait(7) end) end)\n"
                              "end)\n"
                              "wait(20) say('over ' .. elapsed())")));
  count_of(buf_text(&play.log), "say tick", 3);
  count_of(buf_text(&play.log), "cancel", 4);
  count_of(buf_text(&play.log), "say over 21.0\ndone", 1);
  end(&play);
}

static void two_hundred_and_fifty_six_strands_may_run(void **state) {
  (void)state;
  static struct play play;
  begin(&play, "");
  run(&play, start_message("mine.lua",
                           json_pack("{s:s}", "mine.lua", "for i = 1, 255 do after(1, function() say(i) end) end")));
  count_of(buf_text(&play.log), "wait 1000", 255);
  count_of(buf_text(&play.log), "say 255\ndone", 1);
  end(&play);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_request_passes_through_what_the_script_is_inside),
      cmocka_unit_test(strands_run_side_by_side),
      cmocka_unit_test(what_a_strand_started_is_cancelled_with_it),
      cmocka_unit_test(two_hundred_and_fifty_six_strands_may_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
