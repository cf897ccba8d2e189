#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "date.h"
#include "rules.h"

static size_t read_text(struct rules *rules, const char *text, struct buf *errors) {
  rules_init(rules);
  buf_clear(errors);
  return rules_read_text(rules, "t.ini", text, strlen(text), errors);
}

static void what_is_right_says_itself_in_words(void **state) {
  (void)state;
  static const struct {
    const char *keys, *words;
  } rows[] = {
      {"at = 08:30", "at 08:30"},
      {"at = 21:00,8:30 ,  00:00", "at 00:00, 08:30, 21:00"},
      {"at = 08:30\non = daily", "at 08:30"},
      {"at = 08:30\non = weekdays", "at 08:30 on weekdays"},
      {"at = 08:30\non = mon-fri", "at 08:30 on weekdays"},
      {"at = 08:30\non = fri-mon", "at 08:30 on Mon, Fri, weekends"},
      {"at = 08:30\non = sat", "at 08:30 on Sat"},
      {"at = 08:30\non = saturday, tue", "at 08:30 on Tue, Sat"},
      {"at = 08:30\non = sunday-sunday", "at 08:30 on Sun"},
      {"at = 08:30\non = weekends, weekdays", "at 08:30"},
      {"at = 08:30\non = 1st, 2nd, 3rd, 11th, 12th, 13th, 21st, 31st",
       "at 08:30 on the 1st, the 2nd, the 3rd, the 11th, the 12th, the 13th, the 21st, the 31st"},
      {"at = 08:30\non = last, 15th", "at 08:30 on the 15th, the last of the month"},
      {"at = 08:30\non = 2026-12-24, 2024-02-29", "at 08:30 on 2024-02-29, 2026-12-24"},
      {"at = 08:30\non = every 2 weeks from 2026-11-23", "at 08:30 every 2 weeks from 2026-11-23"},
      {"at = 08:30\non = every week from 2026-11-23", "at 08:30 every week from 2026-11-23"},
      {"at = 08:30\non = every  3   days  from 2026-11-23, sun", "at 08:30 on Sun, every 3 days from 2026-11-23"},
      {"every = 90m", "every 1 hour 30 minutes"},
      {"every = 90m\nbetween = 22:00-02:00", "every 1 hour 30 minutes between 22:00 and 02:00"},
      {"every = 24h", "every 24 hours"},
      {"random = 1", "once a day at random"},
      {"random = 3\nbetween = 09:00 - 18:00\napart = 45m",
       "3 times a day at random between 09:00 and 18:00, at least 45 minutes apart"},
      {"random = 2\nbetween = 18:00-24:00", "2 times a day at random between 18:00 and 24:00"},
      {"at = 08:30\nzone = Europe/Berlin", "at 08:30 (Europe/Berlin)"},
      {"at = 08:30\nzone = floating", "at 08:30"},
      {"at = 08:30\nmissed = skip\ntext = A moment?", "at 08:30"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct rules rules;
    struct buf errors = {0}, text = {0}, words = {0};
    buf_format(&text, "[remind r]\npractice = p\n%s\n", rows[i].keys);
    read_text(&rules, buf_text(&text), &errors);
    assert_string_equal(buf_text(&errors), "");
    assert_int_equal(rules.count, 1);
    rule_say(&words, rules.items[0]);
    assert_string_equal(buf_text(&words), rows[i].words);
    rules_finish(&rules);
    buf_finish(&errors);
    buf_finish(&text);
    buf_finish(&words);
  }
}

static void what_is_wrong_is_one_sentence_with_its_line(void **state) {
  (void)state;
  static const char days[] =
      "t.ini:4: 'on' needs days such as weekdays, mon-fri, sat, 15th, last, 2026-12-24 or every 2 weeks from "
      "2026-11-23, not ";
  static const struct {
    const char *keys, *sentence;
  } rows[] = {
      {"", "t.ini:2: [remind r] does not say when: add at = 08:30, or every = 90m, or random = 3\n"},
      {"at = 08:30\nevery = 90m", "t.ini:2: [remind r] has both 'at' and 'every': keep one of the two\n"},
      {"random = 2\nevery = 90m", "t.ini:2: [remind r] has both 'every' and 'random': keep one of the two\n"},
      {"at = 25:00", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, not '25:00'\n"},
      {"at = 24:00", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, not '24:00'\n"},
      {"at = 8", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, not '8'\n"},
      {"at = 8:3", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, not '8:3'\n"},
      {"at = 08.30", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, not '08.30'\n"},
      {"at = 08:30,", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, and has no value\n"},
      {"at =", "t.ini:3: 'at' needs times of the day such as 08:30, 21:00, and has no value\n"},
      {"at = 08:30, 8:30", "t.ini:3: 'at' has 8:30 twice: keep one of them\n"},
      {"every = 10s", "t.ini:3: 'every' needs a duration from 1 minute to 24 hours, not '10s'\n"},
      {"every = 2d", "t.ini:3: 'every' needs a duration from 1 minute to 24 hours, not '2d'\n"},
      {"every = often", "t.ini:3: 'every' needs a duration from 1 minute to 24 hours, not 'often'\n"},
      {"random = 0", "t.ini:3: 'random' needs a whole number from 1 to 24, not '0'\n"},
      {"random = 25", "t.ini:3: 'random' needs a whole number from 1 to 24, not '25'\n"},
      {"at = 08:30\nbetween = 09:00-18:00",
       "t.ini:2: [remind r] has 'between', which is for every and random: 'at' says the times itself\n"},
      {"random = 3\nbetween = 09:00", "t.ini:4: 'between' needs a span of the day such as 09:00-18:00, not '09:00'\n"},
      {"random = 3\nbetween = 09:00-09:00",
       "t.ini:4: 'between' needs a span of the day such as 09:00-18:00, not '09:00-09:00'\n"},
      {"random = 3\nbetween =", "t.ini:4: 'between' needs a span of the day such as 09:00-18:00, and has no value\n"},
      {"every = 9h\nbetween = 09:00-18:00",
       "t.ini:2: [remind r] never comes: 'every' is as long as the whole of 'between', or longer\n"},
      {"every = 90m\napart = 45m", "t.ini:2: [remind r] has 'apart', which is for random only: remove it\n"},
      {"random = 3\nbetween = 09:00-18:00\napart = 5h",
       "t.ini:2: [remind r] has no room for 3 times that are 5 hours apart: at most 4 hours 29 minutes would fit\n"},
      {"at = 08:30\nmissed = maybe", "t.ini:4: 'missed' needs skip, once, or once within 2h, not 'maybe'\n"},
      {"at = 08:30\nmissed = once within",
       "t.ini:4: 'missed' needs skip, once, or once within 2h, not 'once within'\n"},
      {"at = 08:30\nmissed = once within long",
       "t.ini:4: 'missed = once within' needs a duration from 1 second to 31 days, not 'long'\n"},
      {"at = 08:30\nzone = Europe/Berln",
       "t.ini:4: there is no time zone 'Europe/Berln' (did you mean 'Europe/Berlin'?)\n"},
      {"at = 08:30\nzone =",
       "t.ini:4: 'zone' needs floating, or a time zone such as Europe/Berlin, and has no value\n"},
      {"at = 08:30\nevry = 2h", "t.ini:4: unknown key 'evry' in [remind r] (did you mean 'every'?)\n"},
      {"at = 08:30\nat = 08:31", "t.ini:4: 'at' was already given in line 3 for this section: keep one of the two\n"},
      {"at = 08:30\non = mondey", "'mondey' (did you mean 'monday'?)\n"},
      {"at = 08:30\non = weekday", "'weekday' (did you mean 'weekdays'?)\n"},
      {"at = 08:30\non = 1th", "'1th'\n"},
      {"at = 08:30\non = 32nd", "'32nd'\n"},
      {"at = 08:30\non = 0th", "'0th'\n"},
      {"at = 08:30\non = 11st", "'11st'\n"},
      {"at = 08:30\non = mon-", "'mon-' (did you mean 'mon'?)\n"},
      {"at = 08:30\non = 2026-02-30", "'2026-02-30'\n"},
      {"at = 08:30\non = 2026-2-3", "'2026-2-3'\n"},
      {"at = 08:30\non = 1969-12-31", "'1969-12-31'\n"},
      {"at = 08:30\non = every 0 weeks from 2026-11-23", "'every 0 weeks from 2026-11-23'\n"},
      {"at = 08:30\non = every 2 months from 2026-11-23", "'every 2 months from 2026-11-23'\n"},
      {"at = 08:30\non = every 2 weeks", "'every 2 weeks'\n"},
      {"at = 08:30\non = mon tue", "'mon tue'\n"},
      {"at = 08:30\non =", "''\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct rules rules;
    struct buf errors = {0}, text = {0}, sentence = {0};
    buf_format(&text, "[remind r]\npractice = p\n%s\n[remind good]\npractice = p\nat = 08:00\n", rows[i].keys);
    buf_format(&sentence, "%s%s", *rows[i].sentence == '\'' ? days : "", rows[i].sentence);
    read_text(&rules, buf_text(&text), &errors);
    // A key that is given twice keeps its first value; every other mistake keeps the whole rule away.
    assert_string_equal(buf_text(&errors), buf_text(&sentence));
    assert_non_null(rules_find(&rules, "good"));
    rules_finish(&rules);
    buf_finish(&errors);
    buf_finish(&text);
    buf_finish(&sentence);
  }
}

static void sections_without_a_right_name_are_told_once(void **state) {
  (void)state;
  static const struct {
    const char *text, *errors;
  } rows[] = {
      {"[remind]\nat = 1\non = x\n",
       "t.ini:2: [remind] does not name a reminder in small letters: write for instance [remind morning]\n"},
      {"[remind Morning]\nat = 1\non = x\n",
       "t.ini:2: [remind Morning] does not name a reminder in small letters: write for instance [remind morning]\n"},
      {"[remind a]\nat = 08:30\n",
       "t.ini:2: [remind a] does not say what for: add for instance practice = three-breaths\n"},
      {"[remind a]\nat = 08:30\npractice = Three Breaths\n",
       "t.ini:3: 'practice' needs the name of a practice, as 'tend list' shows it, not 'Three Breaths'\n"},
      {"[quiet]\nhours = 22:00\n", "t.ini:2: 'hours' needs a span of the day such as 22:00-07:30, not '22:00'\n"},
      {"[quiet]\nhours =\n", "t.ini:2: 'hours' needs a span of the day such as 22:00-07:30, and has no value\n"},
      {"[quiet]\nthen = dorp\n", "t.ini:2: 'then' needs drop or defer, not 'dorp' (did you mean 'drop'?)\n"},
      {"[quiet]\nhour = 22:00-07:30\n", "t.ini:2: unknown key 'hour' in [quiet] (did you mean 'hours'?)\n"},
      {"[agent]\nidle = 1s\n", "t.ini:2: 'idle' needs a duration from 1 minute to 24 hours, not '1s'\n"},
      {"[agent]\nlatter = 10m\n", "t.ini:2: unknown key 'latter' in [agent] (did you mean 'later'?)\n"},
      {"[agent]\non_missing_bus = shout\n", "t.ini:2: 'on_missing_bus' needs terminals or nothing, not 'shout'\n"},
      {"[look]\nfront = anything\n[practice p]\nx = 1\n[what]\ny = 1\n", ""},
  };
  struct buf errors = {0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct rules rules;
    read_text(&rules, rows[i].text, &errors);
    assert_string_equal(buf_text(&errors), rows[i].errors);
    assert_int_equal(rules.count, 0);
    rules_finish(&rules);
  }
  buf_finish(&errors);
}

static void everything_finds_its_place(void **state) {
  (void)state;
  struct rules rules;
  struct buf errors = {0};
  read_text(&rules, "", &errors);
  assert_false(quiet_is_set(&rules.quiet));
  assert_null(rules.agent.terminal);
  assert_int_equal(rules.agent.idle, 600000);
  assert_int_equal(rules.agent.later, 600000);
  assert_false(rules.agent.silent);
  rules_finish(&rules);
  read_text(
      &rules,
      "[quiet]\nhours = 22:00-07:30\nthen = defer\n[agent]\nterminal = xterm -e\nidle = 5m\nlater = 1h\n"
      "on_missing_bus = nothing\n[remind a]\npractice = p\nat = 08:30\nzone = Europe/Berlin\ntext = Hello\n"
      "[remind b]\npractice = q\nrandom = 2\nbetween = 22:00-02:00\nmissed = once within 90m\n[remind a]\non = sat\n"
      "[remind c]\npractice = q\nat = 1:00\nzone = Europe/Berlin\nmissed = once\n",
      &errors);
  assert_string_equal(buf_text(&errors), "");
  assert_int_equal(rules.quiet.from, 22 * 60);
  assert_int_equal(rules.quiet.until, 31 * 60 + 30);
  assert_int_equal(rules.quiet.then, QUIET_DEFER);
  assert_string_equal(rules.agent.terminal, "xterm -e");
  assert_int_equal(rules.agent.idle, 300000);
  assert_int_equal(rules.agent.later, 3600000);
  assert_true(rules.agent.silent);
  assert_int_equal(rules.count, 3);
  const struct rule *a = rules_find(&rules, "a"), *b = rules_find(&rules, "b"), *c = rules_find(&rules, "c");
  assert_ptr_equal(a, rules.items[0]);
  assert_int_equal(a->weekdays, 0x20);
  assert_string_equal(a->text, "Hello");
  assert_int_equal(a->missed, RULE_ONCE);
  assert_int_equal(a->within, 2 * 3600000);
  assert_int_equal(a->line, 10);
  assert_int_equal(b->until, 26 * 60);
  assert_int_equal(b->within, 90 * 60000);
  assert_string_equal(b->text, "");
  assert_ptr_equal(a->zone, c->zone);
  assert_true(c->within == INT64_MAX);
  assert_int_equal(rules.zones_count, 1);
  assert_null(rules_find(&rules, "d"));
  rules_finish(&rules);
  buf_finish(&errors);
}

static void a_file_that_is_not_there_holds_no_rules(void **state) {
  (void)state;
  struct rules rules;
  struct buf errors = {0};
  rules_init(&rules);
  assert_int_equal(rules_read(&rules, "/nonexistent/tend.ini", &errors), 0);
  assert_int_equal(rules_read(&rules, "/dev/null", &errors), 1);
  assert_string_equal(buf_text(&errors), "/dev/null: not an ordinary file\n");
  rules_finish(&rules);
  buf_finish(&errors);
}

static void days_of_every_kind_are_found(void **state) {
  (void)state;
  static const struct {
    const char *on, *from, *next;  // next: NULL when there is none
  } rows[] = {
      {"sat", "2026-11-23", "2026-11-28"},
      {"mon", "2026-11-23", "2026-11-23"},
      {"31st", "2027-01-31", "2027-01-31"},
      {"31st", "2027-02-01", "2027-03-31"},
      {"31st", "2026-11-01", "2026-12-31"},
      {"31st", "2026-06-01", "2026-07-31"},
      {"29th", "2027-02-01", "2027-03-29"},
      {"29th", "2028-02-01", "2028-02-29"},
      {"last", "2027-02-01", "2027-02-28"},
      {"last", "2028-02-01", "2028-02-29"},
      {"2026-12-24", "2026-12-24", "2026-12-24"},
      {"2026-12-24", "2026-12-25", NULL},
      {"9999-12-31, 2026-12-24", "2026-12-25", "9999-12-31"},
      {"every 2 weeks from 2026-11-23", "2026-01-01", "2026-11-23"},
      {"every 2 weeks from 2026-11-23", "2026-11-24", "2026-12-07"},
      {"every 3 days from 2026-11-23, 2026-11-24", "2026-11-24", "2026-11-24"},
      {"every 3 days from 2026-11-23, 2026-11-24", "2026-11-25", "2026-11-26"},
      {"every 999 weeks from 2026-11-23", "2026-11-24", "2046-01-15"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct rules rules;
    struct buf errors = {0}, text = {0};
    int32_t from, next;
    char found[DATE_TEXT_MAX];
    buf_format(&text, "[remind r]\npractice = p\nat = 08:00\non = %s\n", rows[i].on);
    read_text(&rules, buf_text(&text), &errors);
    assert_string_equal(buf_text(&errors), "");
    assert_true(date_parse(rows[i].from, 10, &from));
    assert_int_equal(rule_next_date(rules.items[0], from, &next), rows[i].next != NULL);
    if (rows[i].next) assert_string_equal(date_text(next, found), rows[i].next);
    for (int32_t day = from; rows[i].next && day <= next && day < from + 400; day++)
      assert_int_equal(rule_is_on(rules.items[0], day), day == next);
    rules_finish(&rules);
    buf_finish(&errors);
    buf_finish(&text);
  }
}

static void dates_agree_with_the_c_library(void **state) {
  (void)state;
  for (int32_t day = -25567; day < 300000; day += 2) {
    time_t time = day * INT64_C(86400);
    struct tm civil;
    gmtime_r(&time, &civil);
    struct date date = date_civil(day);
    assert_int_equal(date.year, civil.tm_year + 1900);
    assert_int_equal(date.month, civil.tm_mon + 1);
    assert_int_equal(date.day, civil.tm_mday);
    assert_int_equal(date_days(date.year, date.month, date.day), day);
    assert_int_equal(date_weekday(day), (civil.tm_wday + 6) % 7);
    assert_in_range(date.day, 1, date_month_length(date.year, date.month));
  }
}

static size_t allocated(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

static void ten_thousand_rules_are_small(void **state) {
  (void)state;
  enum { RULES = 10000 };
  struct rules rules;
  struct buf errors = {0}, text = {0};
  for (int i = 0; i < RULES; i++)
    buf_format(&text,
               "[remind r%d]\npractice = three-breaths\nat = 08:30, 21:00\non = mon-fri, 1st\nzone = Europe/Berlin\n"
               "text = A moment for three breaths?\n",
               i);
  size_t before = allocated();
  read_text(&rules, buf_text(&text), &errors);
  assert_int_equal(rules.count, RULES);
  // A sanitizer's allocator does not tell, and gives 0.
  assert_true((allocated() - before) / RULES <= 400);
  rules_finish(&rules);
  buf_finish(&errors);
  buf_finish(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_right_says_itself_in_words),
      cmocka_unit_test(what_is_wrong_is_one_sentence_with_its_line),
      cmocka_unit_test(sections_without_a_right_name_are_told_once),
      cmocka_unit_test(everything_finds_its_place),
      cmocka_unit_test(a_file_that_is_not_there_holds_no_rules),
      cmocka_unit_test(days_of_every_kind_are_found),
      cmocka_unit_test(dates_agree_with_the_c_library),
      cmocka_unit_test(ten_thousand_rules_are_small),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
