// The home on a terminal; see home.h.
#include "home.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "glyph.h"
#include "keyboard.h"
#include "memory.h"
#include "screen.h"
#include "tty.h"

enum { LEFT = 3, KIND_COLUMNS = 9, ABOUT_ROWS = 2, ABOUT_COLUMNS = 74 };

static const struct style plain = {0}, faint = {.dim = true}, strong = {.bold = true}, own = {.colour = 0xD8A657};

struct picker {
  const struct home *home;
  struct screen *screen;
  struct keyboard keys;
  struct buf filter;
  size_t *shown;  // rows that match the filter
  size_t shown_count, selected, top;
  bool help, done;
  int picked;
};

static const int signals[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t resized, stopping, woken, leaving;

static void on_signal(int number) {
  switch (number) {
    case SIGWINCH: resized = 1; break;
    case SIGTSTP: stopping = 1; break;
    case SIGCONT: woken = 1; break;
    default: leaving = 1; break;
  }
}

static bool matches(const struct home_row *row, const char *filter) {
  return strcasestr(row->name, filter) || strcasestr(row->title, filter) || strcasestr(row->kind, filter) ||
         strcasestr(row->summary, filter);
}

static void apply_filter(struct picker *picker) {
  picker->shown_count = picker->selected = picker->top = 0;
  for (size_t i = 0; i < picker->home->rows_count; i++)
    if (matches(&picker->home->rows[i], buf_text(&picker->filter))) picker->shown[picker->shown_count++] = i;
}

static void put(struct picker *picker, int row, int column, const char *text, int most, struct style style) {
  size_t taken, length = strlen(text), shown = glyph_wrap(text, length, most, &taken);
  if (most > 0) screen_put(picker->screen, row, column, text, shown, style);
}

static void put_row(struct picker *picker, int at, size_t index, bool selected, bool names_kind) {
  const struct home_row *row = &picker->home->rows[index];
  int columns = screen_columns(picker->screen);
  struct buf title = {0};
  buf_add_text(&title, row->title);
  if (row->minutes) buf_format(&title, ", %d min", row->minutes);
  if (names_kind) put(picker, at, LEFT, row->kind, KIND_COLUMNS - 1, faint);
  if (selected) put(picker, at, LEFT + KIND_COLUMNS - 2, tty_speaks_utf8() ? "\xE2\x80\xBA" : ">", 1, own);
  put(picker, at, LEFT + KIND_COLUMNS, title.data, columns - LEFT - KIND_COLUMNS, selected ? strong : plain);
  buf_finish(&title);
}

static void put_rows(struct picker *picker, int top, int bottom) {
  size_t room = bottom > top ? (size_t)(bottom - top) : 1;
  if (picker->selected < picker->top) picker->top = picker->selected;
  if (picker->selected >= picker->top + room) picker->top = picker->selected + 1 - room;
  const char *kind = "";
  for (size_t i = 0; i < room && picker->top + i < picker->shown_count; i++) {
    size_t index = picker->shown[picker->top + i];
    const char *own_kind = picker->home->rows[index].kind;
    put_row(picker, top + (int)i, index, picker->top + i == picker->selected, strcmp(kind, own_kind) != 0);
    kind = own_kind;
  }
  if (picker->shown_count == 0)
    put(picker, top, LEFT, "Nothing has that in its name. Backspace takes letters back.", 70, faint);
}

// What the selected one is about, below the list.
static void put_about(struct picker *picker, int row) {
  if (picker->shown_count == 0) return;
  const char *text = picker->home->rows[picker->shown[picker->selected]].summary;
  int width = screen_columns(picker->screen) - LEFT - 1;
  if (width > ABOUT_COLUMNS) width = ABOUT_COLUMNS;
  for (int i = 0; i < ABOUT_ROWS && *text; i++) {
    size_t taken, shown = glyph_wrap(text, strlen(text), width, &taken);
    screen_put(picker->screen, row + i, LEFT, text, shown, faint);
    text += taken;
  }
}

static int put_top(struct picker *picker) {
  const struct home *home = picker->home;
  int row = screen_rows(picker->screen) > 12, width = screen_columns(picker->screen) - LEFT - 1;
  put(picker, row++, LEFT, home->greeting, width, strong);
  for (size_t i = 0; i < home->notes_count; i++) put(picker, row++, LEFT, home->notes[i], width, own);
  struct buf kept = {0};
  for (size_t i = 0; i < home->kept_count; i++) buf_format(&kept, "%s%s", i ? ", " : "Kept lately: ", home->kept[i]);
  if (kept.len) put(picker, row++, LEFT, kept.data, width, faint);
  buf_finish(&kept);
  return row + 1;
}

static void put_help(struct picker *picker, int row) {
  static const char *const lines[] = {
      "Arrows move, Enter begins, letters look for a practice.",
      "Esc takes the letters back, then goes. Ctrl-C goes at once.",
      "",
      "In a practice, Esc is the way out: go on, breathe normally, ground, or leave.",
      "Whatever you wrote is kept.",
      "",
      "tend run FILE.lua       a practice of your own",
      "tend journal list       what you kept",
      "tend --help             everything else",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    put(picker, row + (int)i, LEFT, lines[i], screen_columns(picker->screen) - LEFT - 1, plain);
}

static void put_footer(struct picker *picker, int row) {
  struct buf text = {0};
  if (picker->filter.len) buf_format(&text, "looking for: %s    enter  begin    esc  all of them", picker->filter.data);
  else
    buf_add_text(&text, picker->help ? "any key  back" : "enter  begin    type to look for one    ?  help    esc  go");
  put(picker, row, LEFT, text.data, screen_columns(picker->screen) - LEFT - 1, faint);
  buf_finish(&text);
}

static void paint(struct picker *picker) {
  struct buf bytes = {0};
  screen_clear(picker->screen);
  int rows = screen_rows(picker->screen), top = put_top(picker);
  if (picker->help) put_help(picker, top);
  else put_rows(picker, top, rows - ABOUT_ROWS - 3);
  if (!picker->help && rows > 10) put_about(picker, rows - ABOUT_ROWS - 2);
  put_footer(picker, rows - 1);
  screen_flush(picker->screen, &bytes);
  file_write_all(STDOUT_FILENO, bytes.data, bytes.len);
  buf_finish(&bytes);
}

static void move(struct picker *picker, long by) {
  long last = (long)picker->shown_count - 1, to = (long)picker->selected + by;
  if (last < 0) return;
  picker->selected = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

static void go(struct picker *picker, int picked) {
  picker->picked = picked;
  picker->done = true;
}

static void shorten(struct picker *picker, size_t by) {
  buf_drop_end(&picker->filter, by);
  apply_filter(picker);
}

static void suspend(struct picker *picker) {
  if (!tty_suspend()) go(picker, -1);
  screen_forget(picker->screen);
}

static void take_control(struct picker *picker, char letter) {
  if (letter == 'c' || letter == 'd') go(picker, -1);
  else if (letter == 'z') suspend(picker);
  else if (letter == 'l') screen_forget(picker->screen);
  else if (letter == 'u') shorten(picker, picker->filter.len);
}

static void take_text(struct picker *picker, const struct key *key) {
  bool asks_help = picker->filter.len == 0 && key->length == 1 && key->text[0] == '?';
  if (asks_help) {
    picker->help = true;
    return;
  }
  if (picker->filter.len == 0 && key->text[0] == ' ') return;
  buf_add(&picker->filter, key->text, key->length);
  apply_filter(picker);
}

static void take(struct picker *picker, const struct key *key) {
  if (picker->help && key->name != KEY_CONTROL) {
    picker->help = false;
    return;
  }
  switch (key->name) {
    case KEY_UP: move(picker, -1); break;
    case KEY_DOWN:
    case KEY_TAB: move(picker, 1); break;
    case KEY_PAGE_UP: move(picker, -8); break;
    case KEY_PAGE_DOWN: move(picker, 8); break;
    case KEY_HOME: move(picker, -1000000); break;
    case KEY_END: move(picker, 1000000); break;
    case KEY_ENTER:
      if (picker->shown_count) go(picker, (int)picker->shown[picker->selected]);
      break;
    case KEY_BACKSPACE: shorten(picker, glyph_before(buf_text(&picker->filter), picker->filter.len)); break;
    case KEY_ESCAPE:
      if (picker->filter.len) shorten(picker, picker->filter.len);
      else go(picker, -1);
      break;
    case KEY_CONTROL: take_control(picker, key->text[0]); break;
    case KEY_TEXT: take_text(picker, key); break;
    default: break;
  }
}

static void measure(struct picker *picker) {
  int rows, columns;
  tty_size(STDOUT_FILENO, &rows, &columns);
  screen_resize(picker->screen, rows, columns);
}

// Signals are let in only while this waits: for keys, for a signal, or for an Esc to stay alone. False when the
// terminal is gone.
static bool wait_for_keys(struct picker *picker, const sigset_t *mask, bool *late) {
  static const struct timespec escape = {0, KEYBOARD_ESCAPE_MS * 1000000L};
  struct pollfd input = {STDIN_FILENO, POLLIN, 0};
  int ready = ppoll(&input, 1, keyboard_waiting(&picker->keys) ? &escape : NULL, mask);
  *late = ready == 0;
  if (ready <= 0) return ready == 0 || errno == EINTR;
  char chunk[1024];
  ssize_t got = read(STDIN_FILENO, chunk, sizeof chunk);
  if (got > 0) keyboard_add(&picker->keys, chunk, (size_t)got);
  return got > 0;
}

static void take_signals(struct picker *picker) {
  if (stopping || (woken && !tty_is_ours())) {
    stopping = 0;
    suspend(picker);
  } else if (woken) {
    // Whoever had the terminal meanwhile may have left it in any state.
    tty_leave();
    tty_enter(STDIN_FILENO, STDOUT_FILENO);
  }
  if (woken || resized) measure(picker);
  woken = resized = 0;
}

static void pick(struct picker *picker, const sigset_t *mask) {
  for (bool late = false; !picker->done && !leaving;) {
    paint(picker);
    if (!wait_for_keys(picker, mask, &late)) return;
    for (struct key key; !picker->done && (key = keyboard_next(&picker->keys, late)).name != KEY_NONE;)
      take(picker, &key);
    take_signals(picker);
  }
}

int home_pick(const struct home *home) {
  struct picker picker = {.home = home, .picked = -1};
  if (!tty_enter(STDIN_FILENO, STDOUT_FILENO)) return -1;
  const struct sigaction action = {.sa_handler = on_signal};
  struct sigaction before[SIGNALS];
  sigset_t held, mask;
  sigemptyset(&held);
  for (int i = 0; i < SIGNALS; i++) sigaddset(&held, signals[i]);
  sigprocmask(SIG_BLOCK, &held, &mask);
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &action, &before[i]);
  picker.screen = screen_create(tty_depth());
  picker.shown = mem_zero(home->rows_count + 1, sizeof *picker.shown);
  measure(&picker);
  apply_filter(&picker);
  pick(&picker, &mask);
  tty_leave();
  for (int i = 0; i < SIGNALS; i++) sigaction(signals[i], &before[i], NULL);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  screen_destroy(picker.screen);
  keyboard_finish(&picker.keys);
  buf_finish(&picker.filter);
  free(picker.shown);
  return picker.picked;
}
