// What a script says and asks, without a process: each row is a script, the answers it gets, and the messages that
// come of it. Time is this file's own, so that hours take no time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "vm.h"
#include "wire.h"

enum { OPEN_MAX = 512, MESSAGES_MAX = 4000 };

struct open {
  json_int_t id;
  double due;
  json_t *reply;  // what it will be answered with at `due`
};

// A practice that runs, and the person and the clock on the other side of it.
struct play {
  struct vm *vm;
  struct buf out, log;
  struct wire_reader reader;
  const char *answers;  // "one|-|!not allowed|?a mistake": nothing for '-', a refusal for '!', a problem for '?'
  double t;
  struct open open[OPEN_MAX];
  size_t open_count, messages;
  bool over;
};

// {'text':'hi'}: the rest of a message, its quotes turned so that rows can be read.
static void log_rest(struct buf *log, const json_t *body) {
  json_t *rest = json_copy((json_t *)body);
  json_object_del(rest, "verb");
  json_object_del(rest, "id");
  char *text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
  for (char *quote = text; (quote = strchr(quote, '"'));) *quote = '\'';
  if (json_object_size(rest)) buf_format(log, " %s", text);
  free(text);
  json_decref(rest);
}

static void log_message(struct play *play, const struct wire_message *message) {
  const json_t *body = message->body;
  const char *text = json_string_value(json_object_get(body, "text"));
  if (play->log.len) buf_add_char(&play->log, '\n');
  buf_add_text(&play->log, message->verb->name);
  switch (message->id) {
    case WIRE_SAY: buf_format(&play->log, " %s", text); break;
    case WIRE_FAIL: buf_format(&play->log, " %s: %s", json_string_value(json_object_get(body, "kind")), text); break;
    case WIRE_WAIT: buf_format(&play->log, " %.0f", json_number_value(json_object_get(body, "until"))); break;
    case WIRE_CANCEL: break;
    default: log_rest(&play->log, body);
  }
}

static json_t *next_answer(struct play *play) {
  size_t length = strcspn(play->answers, "|");
  char *text = strndup(play->answers, length), *rest;
  play->answers += length + (play->answers[length] == '|');
  long number = strtol(text, &rest, 10);
  json_t *reply = *text == '-'             ? json_object()
                  : *text == '!'           ? json_pack("{s:s}", "refused", text + 1)
                  : *text == '?'           ? json_pack("{s:s}", "problem", text + 1)
                  : *text == '{'           ? json_loads(text, 0, NULL)
                  : *rest == '\0' && *text ? json_pack("{s:I}", "value", (json_int_t)number)
                                           : json_pack("{s:s}", "value", text);
  assert_non_null(reply);
  free(text);
  return reply;
}

static void open_request(struct play *play, const struct wire_message *message) {
  assert_true(play->open_count < OPEN_MAX);
  struct open *open = &play->open[play->open_count];
  const json_t *within = json_object_get(message->body, "within");
  *open = (struct open){json_integer_value(json_object_get(message->body, "id")), play->t, NULL};
  for (size_t i = 0; i < play->open_count; i++) assert_int_not_equal(play->open[i].id, open->id);
  if (message->id == WIRE_WAIT)
    open->due = json_number_value(json_object_get(message->body, "until"));
  else if (message->id != WIRE_SAY && *play->answers)
    open->reply = next_answer(play);
  else if (within)
    open->due = play->t + json_number_value(within) * 1e3;
  if (!open->reply) open->reply = json_object();
  play->open_count++;
}

static void close_request(struct play *play, json_int_t id) {
  for (size_t i = 0; i < play->open_count; i++) {
    if (play->open[i].id != id) continue;
    json_decref(play->open[i].reply);
    memmove(&play->open[i], &play->open[i + 1], (--play->open_count - i) * sizeof *play->open);
    return;
  }
}

static void take_message(struct play *play, const struct wire_message *message) {
  assert_true(++play->messages < MESSAGES_MAX);
  assert_false(play->over);  // nothing follows the last word
  log_message(play, message);
  if (message->id == WIRE_DONE || message->id == WIRE_FAIL)
    play->over = true;
  else if (message->id == WIRE_CANCEL)
    close_request(play, json_integer_value(json_object_get(message->body, "id")));
  else
    open_request(play, message);
}

static void hear(struct play *play) {
  struct wire_message message;
  struct fault fault;
  const char *text;
  size_t length;
  wire_reader_add(&play->reader, buf_text(&play->out), play->out.len);
  buf_clear(&play->out);
  while (wire_reader_next(&play->reader, &text, &length, &fault) > 0) {
    if (!wire_decode(text, length, WIRE_HOST, &message, &fault)) fail_msg("%s", fault.text);
    take_message(play, &message);
    json_decref(message.body);
  }
}

static void tell(struct play *play, json_t *body) {
  bool goes_on = vm_receive(play->vm, body);
  json_decref(body);
  hear(play);
  assert_int_equal(goes_on, !play->over);
}

// Answers what is due next; false when nothing is open.
static bool answer_next(struct play *play) {
  size_t first = 0;
  if (!play->open_count) return false;
  for (size_t i = 1; i < play->open_count; i++)
    if (play->open[i].due < play->open[first].due) first = i;
  struct open open = play->open[first];
  if (open.due > play->t) play->t = open.due;
  json_t *reply = json_incref(open.reply);
  close_request(play, open.id);
  json_object_set_new(reply, "verb", json_string("reply"));
  json_object_set_new(reply, "re", json_integer(open.id));
  json_object_set_new(reply, "t", json_real(play->t));
  tell(play, reply);
  return true;
}

static void begin(struct play *play, const char *answers) {
  *play = (struct play){.answers = answers};
  play->vm = vm_create(&play->out);
  assert_non_null(play->vm);
}

static void end(struct play *play) {
  while (play->open_count) close_request(play, play->open[0].id);
  vm_destroy(play->vm);
  wire_reader_finish(&play->reader);
  buf_finish(&play->out);
  buf_finish(&play->log);
}

static json_t *start_message(const char *main, json_t *files) {
  return json_pack("{s:s, s:s, s:s, s:o, s:{s:i, s:s}, s:{s:s}, s:i, s:i}", "verb", "start", "name", "mine", "main",
                   main, "files", files, "settings", "minutes", 20, "voice", "soft", "undeclared", "journal.read",
                   "under [permissions] add the line: journal.read = own", "seed", 7, "memory", VM_MEMORY_DEFAULT);
}

static void run(struct play *play, json_t *start) {
  tell(play, start);
  while (!play->over && answer_next(play)) {
  }
  if (!play->over) buf_add_text(&play->log, "\nwaits for ever");
}

static void expect(const char *script, const char *answers, const char *expected) {
  static struct play play;
  begin(&play, answers);
  run(&play, start_message("mine.lua", json_pack("{s:s}", "mine.lua", script)));
  if (strcmp(buf_text(&play.log), expected) != 0)
    fail_msg("\n-- the script\n%s\n-- was to give\n%s\n-- and gave\n%s", script, expected, buf_text(&play.log));
  end(&play);
}

struct row {
  const char *script, *answers, *expected;
};

#define EXPECT_ALL(rows)                                  \
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) \
  expect(rows[i].script, rows[i].answers ? rows[i].answers : "", rows[i].expected)

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

static void count_of(const char *log, const char *word, int expected) {
  int count = 0;
  for (const char *at = log; (at = strstr(at, word)); at++) count++;
  if (count != expected) fail_msg("'%s' stands %d times, not %d, in\n%s", word, count, expected, log);
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
      cmocka_unit_test(a_wrong_call_is_blamed_at_its_line),
      cmocka_unit_test(what_reaches_out_or_in_is_not_there),
      cmocka_unit_test(only_tend_makes_requests),
      cmocka_unit_test(a_request_passes_through_what_the_script_is_inside),
      cmocka_unit_test(strands_run_side_by_side),
      cmocka_unit_test(what_a_strand_started_is_cancelled_with_it),
      cmocka_unit_test(whatever_was_thrown_becomes_one_clean_line),
      cmocka_unit_test(a_long_complaint_is_cut_between_characters),
      cmocka_unit_test(a_file_of_the_same_practice_can_be_required),
      cmocka_unit_test(a_refusal_is_nil_and_a_sentence),
      cmocka_unit_test(limits_end_the_practice),
      cmocka_unit_test(memory_that_was_given_back_can_be_used_again),
      cmocka_unit_test(two_hundred_and_fifty_six_strands_may_run),
      cmocka_unit_test(an_unasked_reply_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
