// The words of `tend doctor`; see doctor.h. Nothing is wider than 80 columns, unless a path is.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "doctor.h"
#include "glyph.h"
#include "tty.h"

enum { COLUMNS = 79, NAME_COLUMNS = 10 };

static const enum stopper others[] = {STOPPED_BY_LANDLOCK, STOPPED_BY_LIMIT, STOPPED_BY_CLOSING, STOPPED_BY_SYSTEM};

// Prints `text` in lines, each after `indent` spaces; the first line has them already.
static void print_wrapped(const char *text, int indent) {
  size_t left = strlen(text), taken, shown;
  for (bool first = true; left > 0; first = false, text += taken, left -= taken) {
    shown = glyph_wrap(text, left, COLUMNS - indent, &taken);
    // A path or a command is one word, to be copied: it is never broken.
    if (taken == shown && taken < left) {
      size_t word = strcspn(text + taken, " ");
      shown += word;
      taken = shown + (text[shown] == ' ');
    }
    printf("%*s%.*s\n", first ? 0 : indent, "", (int)shown, text);
  }
}

// "Landlock, rlimit", or with `last` as " and " what belongs between the last two.
static void join(struct buf *out, unsigned stoppers, const char *last) {
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (!(stoppers & others[i])) continue;
    stoppers &= ~(unsigned)others[i];
    buf_add_text(out, stopper_name(others[i]));
    if (stoppers) buf_add_text(out, (stoppers & (stoppers - 1)) ? ", " : last);
  }
}

static void print_row(const char *words, const char *by, const char *also) {
  printf(*also ? "  %-*s %-11s %s\n" : "  %-*s %s\n", WAY_COLUMNS, words, by, also);
}

static void print_table(const struct trial *trial) {
  print_row("way out", "stopped by", "and without that by");
  for (int way = 0; way < WAY_COUNT; way++) {
    struct buf also = {0};
    join(&also, trial->ways[way].also, ", ");
    bool out = trial->ways[way].by == STOPPED_BY_NOTHING;
    print_row(way_words((enum way)way), out ? "NOTHING: it got out" : stopper_name(trial->ways[way].by),
              out ? "" : buf_text(&also));
    buf_finish(&also);
  }
}

// The same as sentences, for a screen reader or a pipe.
static void print_lines(const struct trial *trial) {
  for (int way = 0; way < WAY_COUNT; way++) {
    const char *words = way_words((enum way)way);
    enum stopper by = trial->ways[way].by;
    struct buf also = {0};
    join(&also, trial->ways[way].also, " and ");
    if (by == STOPPED_BY_NOTHING) printf("%s: it got out, nothing stopped it\n", words);
    else if (by == STOPPED_UNCLEAR) printf("%s: unclear what stopped it, if anything\n", words);
    else if (by == STOPPED_NOT_HERE) printf("%s: this kind of machine has no such way\n", words);
    else if (also.len == 0) printf("%s: stopped by %s\n", words, stopper_name(by));
    else printf("%s: stopped by %s, else by %s\n", words, stopper_name(by), buf_text(&also));
    buf_finish(&also);
  }
}

static void print_legend(const struct trial *trial) {
  print_wrapped("seccomp ends the process at once; Landlock hides every file; rlimit is a resource limit; closing: "
                "the descriptor is closed; system: this machine lets nobody do it.", 0);
  if (!trial->landlock)
    print_wrapped("This kernel has no Landlock, or it is switched off (Linux 5.13 and later have it); seccomp alone "
                  "keeps files out of reach.", 0);
}

static void print_outcome(const struct trial *trial) {
  bool unclear = false;
  for (int way = 0; way < WAY_COUNT; way++) unclear |= trial->ways[way].by == STOPPED_UNCLEAR;
  if (trial->out == 0) return print_wrapped("Nothing got out.", 0);
  printf("%s %zu of %d.\n", unclear ? "Got out, or unclear:" : "Got out:", trial->out, WAY_COUNT);
  print_wrapped("Please run no practice of a stranger on this machine, and report this with the lines above; "
                "SECURITY.md says how.", 0);
}

static void print_trial(const struct trial *trial, bool table) {
  print_wrapped("Each way out of the sandbox, tried on this machine by a process that is sealed as practices are:", 0);
  putchar('\n');
  if (table) print_table(trial);
  else print_lines(trial);
  putchar('\n');
  print_outcome(trial);
  print_legend(trial);
}

static void print_unsealed(const struct fault *unsealed) {
  struct buf text = {0};
  buf_format(&text, "The sandbox cannot be set up on this machine, so no practice runs here: %s.", unsealed->text);
  print_wrapped(buf_text(&text), 0);
  if (strncmp(unsealed->text, "seccomp", 7) == 0)
    print_wrapped("The kernel, or the container around tend, does not offer seccomp filters "
                  "(CONFIG_SECCOMP_FILTER); without them tend seals nothing in.", 0);
  buf_finish(&text);
}

static void print_check(const struct check *check) {
  struct buf text = {0};
  buf_format(&text, "%s%s%s%s", buf_text(&check->text), check->advice.len ? " To do: " : "", buf_text(&check->advice),
             check->advice.len ? "." : "");
  printf("%s:%*s", check->name, NAME_COLUMNS - 1 - (int)strlen(check->name), "");
  print_wrapped(buf_text(&text), NAME_COLUMNS);
  buf_finish(&text);
}

void doctor_print(const struct trial *trial, const struct fault *unsealed, const struct check checks[CHECKS]) {
  if (unsealed) print_unsealed(unsealed);
  else print_trial(trial, tty_is_capable(STDOUT_FILENO, STDOUT_FILENO));
  putchar('\n');
  for (int i = 0; i < CHECKS; i++) print_check(&checks[i]);
}
