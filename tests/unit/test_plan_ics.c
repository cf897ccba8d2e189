#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ics.h"
#include "test_plan_scratch.h"
#include "text.h"

static void lines_are_folded_and_texts_escaped(void **state) {
  (void)state;
  static const struct {
    const char *value;
    bool escape;
    const char *line;
  } rows[] = {
      {"a", true, "N:a\r\n"},
      {"", true, "N:\r\n"},
      {"a,b;c\\d\ne", true, "N:a\\,b\\;c\\\\d\\ne\r\n"},
      {"FREQ=DAILY;X=1,2", false, "N:FREQ=DAILY;X=1,2\r\n"},
      {"1234567890123456789012345678901234567890123456789012345678901234567890123", false,
       "N:1234567890123456789012345678901234567890123456789012345678901234567890123\r\n"},
      {"12345678901234567890123456789012345678901234567890123456789012345678901234", false,
       "N:1234567890123456789012345678901234567890123456789012345678901234567890123\r\n 4\r\n"},
      {"123456789012345678901234567890123456789012345678901234567890123456789012\xC3\xBC", false,
       "N:123456789012345678901234567890123456789012345678901234567890123456789012\r\n \xC3\xBC\r\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf out = {0};
    ics_line(&out, "N", rows[i].value, rows[i].escape);
    assert_string_equal(buf_text(&out), rows[i].line);
    buf_finish(&out);
  }
}

// Takes the folds out again; no line may be longer than 75 bytes or cut a character.
static void unfold(const struct buf *folded, struct buf *out) {
  for (const char *line = buf_text(folded); *line;) {
    size_t length = strcspn(line, "\r");
    assert_true(length <= 75 && text_is_utf8(line, length, NULL));
    assert_memory_equal(line + length, "\r\n", 2);
    buf_add(out, line + (*line == ' '), length - (*line == ' '));
    line += length + 2;
    if (*line && *line != ' ') fail_msg("a fold without a space: %s", line);
  }
}

static void unescape(const struct buf *text, struct buf *out) {
  for (const char *at = buf_text(text); *at; at++) {
    if (*at == '\\') buf_add_char(out, *++at == 'n' ? '\n' : *at);
    else buf_add_char(out, *at);
  }
}

static void any_text_unfolds_to_itself(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "a", " ", ",", ";", "\\", "\n", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x8C\xBF", "word "};
  srand(1);
  for (int i = 0; i < 5000; i++) {
    struct buf value = {0}, line = {0}, whole = {0}, plain = {0};
    for (int n = rand() % 150; n > 0; n--) buf_add_text(&value, pieces[rand() % 10]);
    ics_line(&line, "SUMMARY", buf_text(&value), true);
    unfold(&line, &whole);
    unescape(&whole, &plain);
    assert_string_equal(buf_text(&plain) + strlen("SUMMARY:"), buf_text(&value));
    buf_finish(&value);
    buf_finish(&line);
    buf_finish(&whole);
    buf_finish(&plain);
  }
}

static void calendar(const char *zone, const char *ini, struct buf *out) {
  struct scratch scratch;
  scratch_init(&scratch, zone, ini);
  int64_t now = scratch_time(&scratch, "2026-11-23 12:00");
  scratch.context.start = now;
  ics_write(out, &scratch.rules, &scratch.context, now);
  scratch_finish(&scratch);
}

static void what_a_calendar_can_count_recurs(void **state) {
  (void)state;
  static const struct {
    const char *keys, *begin, *recurs;
  } rows[] = {
      {"at = 08:30", "DTSTART:20261123T083000", "RRULE:FREQ=DAILY"},
      {"at = 08:30\non = weekends", "DTSTART:20261128T083000", "RRULE:FREQ=WEEKLY;BYDAY=SA,SU"},
      {"at = 08:30\non = tue-thu", "DTSTART:20261124T083000", "RRULE:FREQ=WEEKLY;BYDAY=TU,WE,TH"},
      {"at = 08:30\non = 1st, last", "DTSTART:20261130T083000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,-1"},
      {"at = 08:30\non = every 2 weeks from 2026-11-24", "DTSTART:20261124T083000", "RRULE:FREQ=WEEKLY;INTERVAL=2"},
      {"at = 08:30\non = every 3 days from 2026-01-01", "DTSTART:20261124T083000", "RRULE:FREQ=DAILY;INTERVAL=3"},
      {"at = 08:30\nzone = Asia/Tokyo", "DTSTART;TZID=Asia/Tokyo:20261123T083000", "RRULE:FREQ=DAILY"},
      {"at = 08:30\n[quiet]\nhours = 22:00-07:30", "DTSTART:20261123T083000", "RRULE:FREQ=DAILY"},
      {"at = 08:30\non = 2026-12-24, 2026-12-31", "DTSTART:20261224T083000", "RDATE:20261231T083000"},
      {"at = 08:30\non = mon, 1st", "DTSTART:20261130T083000", "RDATE:20261201T083000,20261207T083000"},
      {"at = 22:30\n[quiet]\nhours = 22:00-07:30\nthen = defer", "DTSTART:20261124T073000", "RDATE:20261125T073000,"},
      {"every = 4h\nbetween = 09:00-18:00", "DTSTART:20261123T160000", "RDATE:20261124T130000,20261124T170000,"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf ini = {0}, out = {0};
    buf_format(&ini, "[remind r]\npractice = p\n%s\n", rows[i].keys);
    calendar("Europe/Berlin", buf_text(&ini), &out);
    if (!strstr(buf_text(&out), rows[i].begin) || !strstr(buf_text(&out), rows[i].recurs))
      fail_msg("%s", buf_text(&out));
    assert_int_equal(strstr(buf_text(&out), "BEGIN:VTIMEZONE") != NULL, strstr(rows[i].keys, "zone") != NULL);
    buf_finish(&ini);
    buf_finish(&out);
  }
}

static void a_whole_calendar_reads_as_the_standard_has_it(void **state) {
  (void)state;
  struct buf out = {0};
  calendar("UTC",
           "[remind r]\npractice = three-breaths\nat = 08:30, 21:00\nzone = Europe/Berlin\ntext = Breathe, slowly\n"
           "[remind never]\npractice = p\nat = 1:00\non = 2020-01-01\n",
           &out);
  assert_string_equal(
      buf_text(&out),
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tend//tend " TEND_VERSION
      "//EN\r\n"
      "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
      "BEGIN:STANDARD\r\nDTSTART:20251026T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
      "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\n"
      "RDATE:20270328T020000,20280326T020000,20290325T020000,20300331T020000,20310\r\n"
      " 330T020000,20320328T020000,20330327T020000,20340326T020000,20350325T020000\r\n"
      " ,20360330T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
      "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\n"
      "RDATE:20271031T030000,20281029T030000,20291028T030000,20301027T030000,20311\r\n"
      " 026T030000,20321031T030000,20331030T030000,20341029T030000,20351028T030000\r\n"
      " ,20361026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
      "END:VTIMEZONE\r\n"
#define EVENT(uid, time)                                                                                             \
  "BEGIN:VEVENT\r\nUID:" uid "@tend.invalid\r\nDTSTAMP:20261123T120000Z\r\nDTSTART;TZID=Europe/Berlin:20261123T" time \
  "\r\nSUMMARY:Breathe\\, slowly\r\nTRANSP:TRANSPARENT\r\nRRULE:FREQ=DAILY\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"      \
  "DESCRIPTION:three-breaths\r\nTRIGGER:PT0S\r\nEND:VALARM\r\nEND:VEVENT\r\n"
      EVENT("r-0830", "083000") EVENT("r-2100", "210000") "END:VCALENDAR\r\n");
  buf_finish(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_folded_and_texts_escaped),
      cmocka_unit_test(any_text_unfolds_to_itself),
      cmocka_unit_test(what_a_calendar_can_count_recurs),
      cmocka_unit_test(a_whole_calendar_reads_as_the_standard_has_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
