// A breath as a plan; see breath.h.
#include "breath.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "text.h"

struct pattern {
  const char *name;
  int cycles;       // when the practice names none
  int cycles_most;  // 0: no bound of its own
  struct breath_phase phases[4];
};

static const struct pattern patterns[] = {
    {"extended", 6, 0, {{"in", 4}, {"out", 6}}},
    {"box", 4, 0, {{"in", 4}, {"hold", 4}, {"out", 4}, {"hold", 4}}},
    // Weil's relaxing breath: four cycles, eight at the very most.
    {"4-7-8", 4, 8, {{"in", 4}, {"hold", 7}, {"out", 8}}},
    // 5.5 breaths a minute, in and out alike: Lin 2014, doi 10.1016/j.ijpsycho.2013.12.006.
    {"coherent", 6, 0, {{"in", 5.45}, {"out", 5.45}}},
    // Cyclic sighing: Balban 2023, doi 10.1016/j.xcrm.2022.100895. The paper gives no seconds; these are our choice.
    {"sigh", 5, 0, {{"in", 2.5}, {"top-up", 1}, {"out", 7}}},
};

enum { PATTERNS = sizeof patterns / sizeof *patterns };

static const struct pattern *find_pattern(const char *name, struct fault *fault) {
  const char *names[PATTERNS + 1] = {NULL};
  for (size_t i = 0; i < PATTERNS; i++) {
    names[i] = patterns[i].name;
    if (strcmp(name, patterns[i].name) == 0) return &patterns[i];
  }
  const char *nearest = text_nearest(name, names);
  if (nearest) fault_set(fault, "no breath is called '%s' (did you mean '%s'?)", name, nearest);
  else fault_set(fault, "no breath is called '%s'; there are extended, box, 4-7-8, coherent and sigh", name);
  return NULL;
}

static double cycle_seconds(const struct breath *breath) {
  double seconds = 0;
  for (size_t i = 0; i < breath->phases_count; i++) seconds += breath->phases[i].seconds;
  return seconds;
}

static bool is(const struct breath_phase *phase, const char *name) { return strcasecmp(phase->name, name) == 0; }

// Authors have words of their own for it.
static bool is_hold(const struct breath_phase *phase) {
  static const char *const words[] = {"hold", "pause", "retain", "keep", "still"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strncasecmp(phase->name, words[i], strlen(words[i])) == 0) return true;
  return false;
}

bool breath_has_holds(const struct breath *breath) {
  for (size_t i = 0; i < breath->phases_count; i++)
    if (is_hold(&breath->phases[i])) return true;
  return false;
}

// Holds become a longer out-breath, as far as that stays easy: at most twice the in-breath, the ratio that the
// patterns for calming have anyway.
static void leave_out_holds(struct breath *breath) {
  double held = 0, in = 0;
  size_t kept = 0;
  for (size_t i = 0; i < breath->phases_count; i++) {
    const struct breath_phase *phase = &breath->phases[i];
    if (is_hold(phase)) held += phase->seconds;
    else breath->phases[kept++] = *phase;
    if (is(phase, "in") || is(phase, "top-up")) in += phase->seconds;
  }
  if (kept == breath->phases_count) return;
  breath->without_holds = true;
  breath->phases_count = kept;
  for (size_t i = 0; i < kept; i++) {
    struct breath_phase *phase = &breath->phases[i];
    if (!is(phase, "out")) continue;
    double longest = fmax(phase->seconds, 2 * in);
    phase->seconds = fmin(phase->seconds + held, longest);
    break;
  }
}

static void choose_phases(struct breath *breath, const struct breath_wish *wish, const struct pattern *pattern) {
  if (pattern) {
    for (; breath->phases_count < 4 && pattern->phases[breath->phases_count].name[0]; breath->phases_count++)
      breath->phases[breath->phases_count] = pattern->phases[breath->phases_count];
  } else {
    breath->phases_count = wish->phases_count;
    memcpy(breath->phases, wish->phases, sizeof wish->phases);
  }
}

static int choose_cycles(const struct breath_wish *wish, const struct pattern *pattern, double seconds) {
  int cycles = wish->cycles          ? wish->cycles
               : wish->minutes > 0   ? (int)fmax(1, round(wish->minutes * 60 / seconds))
               : pattern             ? pattern->cycles
                                     : 6;
  return pattern && pattern->cycles_most && cycles > pattern->cycles_most ? pattern->cycles_most : cycles;
}

bool breath_plan(struct breath *breath, const struct breath_wish *wish, bool holds_allowed, struct fault *fault) {
  *breath = (struct breath){0};
  const char *name = wish->pattern ? wish->pattern : wish->phases_count == 0 ? "extended" : NULL;
  const struct pattern *pattern = name ? find_pattern(name, fault) : NULL;
  if (name && !pattern) return false;
  choose_phases(breath, wish, pattern);
  if (!holds_allowed) leave_out_holds(breath);
  double seconds = cycle_seconds(breath);
  if (seconds < 1) return fault_set(fault, "a breath of %g seconds cannot be followed; give it at least 1", seconds);
  breath->cycles = choose_cycles(wish, pattern, seconds);
  if (breath->cycles * seconds > BREATH_HOURS_MAX * 3600.0)
    return fault_set(fault, "%d cycles of %g seconds are more than %d hours", breath->cycles, seconds,
                     BREATH_HOURS_MAX);
  return true;
}

int64_t breath_steps(const struct breath *breath) { return (int64_t)breath->phases_count * breath->cycles; }

int64_t breath_step_start(const struct breath *breath, int64_t step) {
  size_t phases = breath->phases_count;
  double seconds = (double)(step / (int64_t)phases) * cycle_seconds(breath);
  for (size_t i = 0; i < (size_t)step % phases; i++) seconds += breath->phases[i].seconds;
  return llround(seconds * 1e3);
}
