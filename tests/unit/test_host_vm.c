// What a script says and asks: each word a request, and what it must not reach.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test_host_play.h"

static void each_word_is_one_request(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"", NULL, "done"},
      {"say 'one' say(2)", NULL, "say one\nsay 2\ndone"},
      {"wait '3s' wait(1.5) say(elapsed())", NULL, "wait 3000\nwait 4500\nsay 4.5\ndone"},
      {"say(ask('Where?', { within = '8m', default = 'here', private = true }))", "by the river",
       "ask {'default':'here','private':true,'text':'Where?','within':480.0}\nsay by the river\ndone"},
      {"say(tostring(ask 'Where?'))", "-", "ask {'text':'Where?'}\nsay nil\ndone"},
      {"say(tostring(ask('Where?', { within = 5 }))) say(elapsed())", NULL,
       "ask {'text':'Where?','within':5}\nsay nil\nsay 5.0\ndone"},
      {"say(write('Go on.', { within = '1m' }))", "two\nlines",
       "write {'text':'Go on.','within':60.0}\nsay two\nlines\ndone"},
      {"say(table.concat({ choose('How?', { 'flat', 'bright' }) }, '/'))", "2",
       "choose {'options':['flat','bright'],'text':'How?'}\nsay bright/2\ndone"},
      {"say(select('#', choose('How?', { 'flat' })) .. '')", "-",
       "choose {'options':['flat'],'text':'How?'}\nsay 1\ndone"},
      {"breathe { cycles = 4, inhale = 4, exhale = 6 }", NULL,
       "breathe {'cycles':4,'phases':[['in',4],['out',6]]}\ndone"},
      {"breathe { inhale = 4, hold = 7, exhale = 8, rest = 1, minutes = 2 }", NULL,
       "breathe {'minutes':2,'phases':[['in',4],['hold',7],['out',8],['hold',1]]}\ndone"},
      {"breathe { { 'in', 5.5 }, { 'out', '5s' }, cycles = 30 }", NULL,
       "breathe {'cycles':30,'phases':[['in',5.5],['out',5.0]]}\ndone"},
      {"breathe('box', { minutes = 3 })", NULL, "breathe {'minutes':3,'pattern':'box'}\ndone"},
      {"chime() chime 'bell'", NULL, "chime\nchime {'name':'bell'}\ndone"},
      {"say(notify('Look.', { actions = { 'seen', 'skip' }, within = 60 }))", "seen",
       "notify {'actions':['seen','skip'],'text':'Look.','within':60}\nsay seen\ndone"},
      {"say(draw('cards', { 'a', 'b', 'c' }))", "3", "draw {'cards':['a','b','c'],'deck':'cards'}\nsay c\ndone"},
      {"remember('place', { x = 1, y = { 'a', true } }) remember 'place'", NULL,
       "remember {'key':'place','value':{'x':1,'y':['a',true]}}\nremember {'key':'place'}\ndone"},
      {"say(recall 'place') say(recall('place', 'nowhere'))", "home|-",
       "recall {'key':'place'}\nsay home\nrecall {'key':'place'}\nsay nowhere\ndone"},
      {"say(journal.add { title = 'T', lines = { 'a', 1 }, text = 'x', mood = 'flat', tags = { 't' }, fields = { f = "
       "1.5 } })",
       "id-1",
       "journal.add {'fields':{'f':1.5},'lines':['a','1'],'mood':'flat','tags':['t'],'text':'x','title':'T'}\nsay "
       "id-1\ndone"},
      {"remind_me { after = '1h30m', text = 'Again.' } remind_me { at = '15:00', text = 'Again.' }", NULL,
       "remind_me {'after':5400.0,'text':'Again.'}\nremind_me {'at':'15:00','text':'Again.'}\ndone"},
      {"local d = today() say(d.day .. d.part)", "{\"value\": {\"day\": 3, \"part\": \"night\"}}",
       "today\nsay 3night\ndone"},
      {"say(setting 'minutes' + 1) say(setting 'voice')", NULL, "say 21\nsay soft\ndone"},
  };
  EXPECT_ALL(rows);
}

static void what_reaches_out_or_in_is_not_there(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"say(load 'x')", NULL,
       "fail error: mine.lua:1: 'load' is not there; require reads another file of the same practice"},
      {"os.exit()", NULL, "fail error: mine.lua:1: 'os' is not there; today() and elapsed() tell the time"},
      {"io.open 'x'", NULL, "fail error: mine.lua:1: 'io' is not there; journal.add, remember and recall keep things"},
      {"debug.getinfo(1)", NULL, "fail error: mine.lua:1: unknown name 'debug'"},
      {"collectgarbage()", NULL, "fail error: mine.lua:1: unknown name 'collectgarbage'"},
      {"string.dump(say)", NULL, "fail error: mine.lua:1: 'string.dump' is not there"},
      {"(''):dump()", NULL, "fail error: mine.lua:1: 'string.dump' is not there"},
      {"math.randomseed(1)", NULL, "fail error: mine.lua:1: 'math.randomseed' is not there"},
      {"string.rep = nil", NULL, "fail error: mine.lua:1: string: it cannot be changed"},
      {"rawset(string, 'find', nil)", NULL, "fail error: mine.lua:1: string: it cannot be changed"},
      {"table.insert(table, 1)", NULL, "fail error: mine.lua:1: table: it cannot be changed"},
      {"rawset(journal, 'add', say)", NULL, "fail error: mine.lua:1: journal: it cannot be changed"},
      {"rawset(every(1, say), 'stop', say)", NULL, "fail error: mine.lua:1: every timer: it cannot be changed"},
      {"say = 1", NULL, "fail error: mine.lua:1: 'say' is a word of tend; give yours another name"},
      {"function ask() end", NULL, "fail error: mine.lua:1: 'ask' is a word of tend; give yours another name"},
      {"setmetatable({}, { __gc = say })", NULL,
       "fail error: mine.lua:1: setmetatable: a practice has no use for __gc"},
      {"setmetatable(_G, {})", NULL, "fail error: mine.lua:1: cannot change a protected metatable"},
      {"setmetatable(string, {})", NULL, "fail error: mine.lua:1: cannot change a protected metatable"},
      {"for _, v in ipairs { '', string, _G, journal, math, coroutine, _ENV } do say(tostring(getmetatable(v))) end",
       NULL, "say false\nsay false\nsay false\nsay false\nsay false\nsay false\nsay false\ndone"},
      {"local n = {} for k in pairs(string) do n[#n + 1] = k end table.sort(n) say(table.concat(n, ' '))", NULL,
       "say byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper\ndone"},
      {"local n = {} for k in next, _G do n[#n + 1] = k end say(#n)", NULL, "say 0\ndone"},
      {"mine = 1 say(_G.mine) local _ENV = { say = say } say(tostring == nil and 'bare' or '?')", NULL,
       "say 1\nsay bare\ndone"},
      {"string.format('%p', {})", NULL, "fail error: mine.lua:1: string.format: %p is not there"},
      {"string.format('%%%-20p', say)", NULL, "fail error: mine.lua:1: string.format: %p is not there"},
      {"say(string.format('100%%p %d %s', 1, 'x'))", NULL, "say 100%p 1 x\ndone"},
      {"say(tostring {}) say(tostring(say)) say(tostring(coroutine.create(say)))", NULL,
       "say table\nsay function\nsay thread\ndone"},
      {"say(tostring(string.rep)) say(string.format('%s %10s', {}, say))", NULL,
       "say function\nsay table   function\ndone"},
      {"say(tostring(setmetatable({}, { __name = 'a thing 1' })))", NULL, "say a thing 1\ndone"},
      {"say(tostring(setmetatable({}, { __tostring = function() return 'mine' end })))", NULL, "say mine\ndone"},
      {"say((select(2, pcall(function() return _G[{}] end))))", NULL, "say mine.lua:1: unknown name '(a table)'\ndone"},
      {"say((select(2, pcall(function() return string[say] end))))", NULL,
       "say mine.lua:1: 'string.(a function)' is not there\ndone"},
      {"say((select(2, pcall(error, {}))) ~= nil and 'table' or '')", NULL, "say table\ndone"},
      {"say(tostring(nil) .. tostring(1.5) .. tostring(true))", NULL, "say nil1.5true\ndone"},
  };
  EXPECT_ALL(rows);
}

static void only_tend_makes_requests(void **state) {
  (void)state;
  static const char forged[] =
      "fail error: mine.lua:1: coroutine.yield: there is no coroutine of your own around this line";
  static const struct row rows[] = {
      {"coroutine.yield()", NULL, forged},
      {"coroutine.yield({ verb = 'say', text = 'x' })", NULL, forged},
      {"pcall(coroutine.yield, {})", NULL, "done"},
      {"together(function() coroutine.yield() end)", NULL, forged},
      // What is yielded in a coroutine of one's own comes out where it was resumed, and nowhere else.
      {"local co = coroutine.create(function() coroutine.yield { verb = 'say', text = 'x' } end) coroutine.resume(co) "
       "say 'y'",
       NULL, "say y\ndone"},
      // Closing does not give the private token away, and nothing waits meanwhile.
      {"local co = coroutine.create(function() local c <close> = setmetatable({}, { __close = function() say 'x' end "
       "}) "
       "coroutine.yield() end)\ncoroutine.resume(co)\nlocal ok, what = coroutine.close(co)\nsay(type(what)) "
       "pcall(coroutine.yield, what) say 'y'",
       NULL, "say string\nsay y\ndone"},
      {"local co = coroutine.create(function() local c <close> = setmetatable({}, { __close = function() "
       "coroutine.yield(1) end }) "
       "coroutine.yield() end)\ncoroutine.resume(co) say(tostring(coroutine.close(co))) say(coroutine.status(co))",
       NULL, "say false\nsay dead\ndone"},
      {"within(1, function() local c <close> = setmetatable({}, { __close = function() say 'never' end }) wait(2) end) "
       "say 'y'",
       NULL, "wait 1000\nwait 2000\ncancel\nsay y\ndone"},
  };
  EXPECT_ALL(rows);
}

static void a_file_of_the_same_practice_can_be_required(void **state) {
  (void)state;
  static const struct {
    const char *main, *other, *expected;
  } rows[] = {
      {"local o = require 'other' o.f() say(require 'other' == o and 'same' or 'two')",
       "return { f = function() say 'hi' end }", "say hi\nsay same\ndone"},
      {"require 'other' say(tostring(mine))", "mine = 1", "say 1\ndone"},
      {"say(tostring(require 'other'))", "", "say true\ndone"},
      {"require 'othr'", "",
       "fail error: mine/main.lua:1: require: this practice has no file 'othr.lua' (did you mean 'other.lua'?)"},
      {"require '../../etc/passwd'", "",
       "fail error: mine/main.lua:1: require: this practice has no file '//////etc/passwd.lua'"},
      {"require 'other'", "\nsay(", "fail error: mine/other.lua:2: unexpected symbol near <eof>"},
      {"require 'other'", "\nsay {}", "fail error: mine/other.lua:2: say: what is said must be a text, not a table"},
      {"require {}", "", "fail error: mine/main.lua:1: require: the name must be a text, not a table"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    static struct play play;
    begin(&play, "");
    run(&play,
        start_message("main.lua", json_pack("{s:s, s:s}", "main.lua", rows[i].main, "other.lua", rows[i].other)));
    assert_string_equal(buf_text(&play.log), rows[i].expected);
    end(&play);
  }
}

static void a_refusal_is_nil_and_a_sentence(void **state) {
  (void)state;
  static const struct row rows[] = {
      {"local id, why = journal.add { text = 'x' } say(tostring(id)) say(why)",
       "!journal.add is not allowed for this practice",
       "journal.add {'text':'x'}\nsay nil\nsay journal.add is not allowed for this practice\ndone"},
      {"assert(journal.add { text = 'x' })", "!journal.add is not allowed for this practice",
       "journal.add {'text':'x'}\nfail refused: mine.lua:1: journal.add is not allowed for this practice"},
      {"local ok, why = notify 'x' if not ok then error(why) end", "!notify is not allowed for this practice",
       "notify {'text':'x'}\nfail refused: mine.lua:1: notify is not allowed for this practice"},
      {"assert(pcall(error, 'x'))", NULL, "fail error: mine.lua:1: x"},
      // What the manifest does not name is the author's to mend, with the line to paste.
      {"say 'a'\njournal.mine()", NULL,
       "say a\nfail refused: mine.lua:2: journal.mine: under [permissions] add the line: journal.read = own"},
      {"say(select(2, pcall(journal.mine)))", NULL,
       "say mine.lua:1: journal.mine: under [permissions] add the line: journal.read = own\ndone"},
  };
  EXPECT_ALL(rows);
}

static void limits_end_the_practice(void **state) {
  (void)state;
  static const char time[] = "fail time: ";
  static const struct {
    const char *script, *start;
  } rows[] = {
      {"while true do end", time},
      {"while true do pcall(function() while true do end end) end", time},
      {"local ok = pcall(function() while true do end end) say 'caught'", time},
      {"pcall(function() while true do end end)", time},
      {"coroutine.wrap(function() while true do end end)()", time},
      {"together(function() while true do end end)", time},
      {"after(0, function() repeat until false end)", "wait 0\nfail time: "},
      {"table.sort({ 1, 2, 3 }, function() while true do end end)", time},
      {"local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end", "fail memory: "},
      {"('x'):rep(1 << 40)", "fail error: "},
      // Few and large, so that memory ends long before time on any machine.
      {"local most, t = {} for i = 1, 4000 do most[i] = i end "
       "while true do t = { t, table.unpack(most) } end",
       "fail memory: "},
      {"for i = 1, 257 do after(1, say) end", "fail strands: mine.lua:1: more than 256 strands at once"},
      {"for i = 1, 257 do pcall(after, 1, function() end) end error 'x'", "fail "},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    static struct play play;
    begin(&play, "");
    run(&play, start_message("mine.lua", json_pack("{s:s}", "mine.lua", rows[i].script)));
    if (strncmp(buf_text(&play.log), rows[i].start, strlen(rows[i].start)) != 0)
      fail_msg("%s gave\n%s", rows[i].script, buf_text(&play.log));
    assert_true(vm_memory_peak(play.vm) <= VM_MEMORY_DEFAULT);
    end(&play);
  }
}

static void memory_that_was_given_back_can_be_used_again(void **state) {
  (void)state;
  expect(
      "for i = 1, 20 do pcall(function() local t = {} for j = 1, 1000 do t[j] = ('x'):rep(100000) .. j end end) end "
      "say 'still here'",
      "", "say still here\ndone");
}

static void an_unasked_reply_changes_nothing(void **state) {
  (void)state;
  static struct play play;
  begin(&play, "");
  tell(&play, start_message("mine.lua", json_pack("{s:s}", "mine.lua", "say(ask 'a')")));
  tell(&play, json_pack("{s:s, s:i, s:i, s:s}", "verb", "reply", "re", 77, "t", 0, "value", "forged"));
  assert_string_equal(buf_text(&play.log), "ask {'text':'a'}");
  end(&play);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_word_is_one_request),
      cmocka_unit_test(what_reaches_out_or_in_is_not_there),
      cmocka_unit_test(only_tend_makes_requests),
      cmocka_unit_test(a_file_of_the_same_practice_can_be_required),
      cmocka_unit_test(a_refusal_is_nil_and_a_sentence),
      cmocka_unit_test(limits_end_the_practice),
      cmocka_unit_test(memory_that_was_given_back_can_be_used_again),
      cmocka_unit_test(an_unasked_reply_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
