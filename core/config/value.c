// The kinds of values that .ini files hold; see value.h.
#include "value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "duration.h"
#include "text.h"

const char *value_hint(const char *word, const char *const *candidates, char out[VALUE_HINT_MAX]) {
  const char *nearest = text_nearest(word, candidates);
  out[0] = '\0';
  if (nearest) snprintf(out, VALUE_HINT_MAX, " (did you mean '%s'?)", nearest);
  return out;
}

bool value_needs(const char *key, const char *what, const char *text, struct fault *fault) {
  if (text[0] == '\0') return fault_set(fault, "'%s' needs %s, and has no value", key, what);
  const char *more = strlen(text) > VALUE_QUOTED_MAX ? "..." : "";
  return fault_set(fault, "'%s' needs %s, not '%.*s%s'", key, what, VALUE_QUOTED_MAX, text, more);
}

bool value_yes_no(const char *key, const char *text, bool *out, struct fault *fault) {
  static const struct {
    const char *word;
    bool yes;
  } words[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"on", true}, {"off", false}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcmp(text, words[i].word) != 0) continue;
    *out = words[i].yes;
    return true;
  }
  return value_needs(key, "yes or no", text, fault);
}

// strtod would take exponents, hex and "nan", and would ask the locale for the decimal point.
bool value_parse_number(const char *text, double *out) {
  bool negative = *text == '-';
  const char *at = text + negative;
  int64_t digits = 0;
  int count = 0, decimals = -1;
  for (; *at; at++) {
    if (*at == '.' && decimals < 0 && count > 0) {
      decimals = 0;
    } else if (*at >= '0' && *at <= '9' && count < 15) {
      digits = digits * 10 + (*at - '0');
      count++;
      decimals += decimals >= 0;
    } else {
      return false;
    }
  }
  if (count == 0 || decimals == 0) return false;
  double value = decimals > 0 ? (double)digits / pow(10, decimals) : (double)digits;
  *out = negative && digits != 0 ? -value : value;
  return true;
}

static void say_range(char *out, size_t size, const char *what, double least, double most) {
  if (isinf(least) && isinf(most))
    snprintf(out, size, "%s", what);
  else if (isinf(most))
    snprintf(out, size, "%s of at least %.15g", what, least);
  else if (isinf(least))
    snprintf(out, size, "%s of at most %.15g", what, most);
  else
    snprintf(out, size, "%s from %.15g to %.15g", what, least, most);
}

bool value_number(const char *key, const char *text, double least, double most, double *out, struct fault *fault) {
  double value;
  if (value_parse_number(text, &value) && value >= least && value <= most) {
    *out = value;
    return true;
  }
  char what[96];
  say_range(what, sizeof what, "a number", least, most);
  return value_needs(key, what, text, fault);
}

bool value_whole(const char *key, const char *text, double least, double most, int64_t *out, struct fault *fault) {
  double value;
  if (!strchr(text, '.') && value_parse_number(text, &value) && value >= least && value <= most) {
    *out = (int64_t)value;  // exact: at most 15 digits
    return true;
  }
  char what[96];
  say_range(what, sizeof what, "a whole number", least, most);
  return value_needs(key, what, text, fault);
}

bool value_duration(const char *key, const char *text, double least, double most, int64_t *ms, struct fault *fault) {
  int64_t value;
  if (duration_parse(text, &value) && (double)value >= least * 1e3 && (double)value <= most * 1e3) {
    *ms = value;
    return true;
  }
  char from[64], to[64], what[192] = "a duration such as 8m or 1h30m";
  if (isfinite(least) && isfinite(most)) {
    duration_words(llround(least * 1e3), from, sizeof from);
    duration_words(llround(most * 1e3), to, sizeof to);
    snprintf(what, sizeof what, "a duration from %s to %s", from, to);
  }
  return value_needs(key, what, text, fault);
}

bool value_word(const char *key, const char *text, const char *const *words, size_t *out, struct fault *fault) {
  struct buf what = {0};
  for (size_t i = 0; words[i]; i++) {
    if (strcmp(text, words[i]) == 0) {
      *out = i;
      buf_finish(&what);
      return true;
    }
    buf_add_text(&what, i == 0 ? "" : words[i + 1] ? ", " : " or ");
    buf_add_text(&what, words[i]);
  }
  struct fault plain;
  char hint[VALUE_HINT_MAX];
  value_needs(key, buf_text(&what), text, &plain);
  buf_finish(&what);
  return fault_set(fault, "%s%s", plain.text, value_hint(text, words, hint));
}
