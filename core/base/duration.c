// Durations as people write them; see duration.h.
#include "duration.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  char suffix;
  double ms;
} units[] = {{'d', 86400e3}, {'h', 3600e3}, {'m', 60e3}, {'s', 1e3}};

enum { UNITS = sizeof units / sizeof *units };

static const double longest_ms = 366 * 86400e3;

// Reads a plain decimal number ("12", "5.45"): no sign, no exponent, no hex, whatever strtod would take.
static const char *read_number(const char *text, double *value) {
  size_t whole = strspn(text, "0123456789"), length = whole;
  if (text[length] == '.') length += 1 + strspn(text + length + 1, "0123456789");
  if (whole == 0 || length > 18) return NULL;
  char digits[20] = {0};
  memcpy(digits, text, length);
  *value = strtod(digits, NULL);
  return text + length;
}

static int find_unit(char suffix, int from) {
  while (from < UNITS && units[from].suffix != suffix) from++;
  return from;
}

bool duration_parse(const char *text, int64_t *ms) {
  double number, total = 0;
  const char *at = read_number(text, &number);
  if (!at) return false;
  if (*at == '\0') total = number * 1e3;
  for (int unit = 0; *at; unit++) {
    unit = find_unit(*at, unit);
    if (unit == UNITS) return false;
    total += number * units[unit].ms;
    if (*++at == '\0') break;
    at = read_number(at, &number);
    if (!at || *at == '\0') return false;
  }
  if (total > longest_ms) return false;
  *ms = llround(total);
  return true;
}

static void add_part(char *out, size_t size, const char *number, const char *unit) {
  size_t used = strlen(out);
  snprintf(out + used, size - used, "%s%s %s%s", used ? " " : "", number, unit, strcmp(number, "1") ? "s" : "");
}

void duration_words(int64_t ms, char *out, size_t size) {
  char number[32];
  int64_t hours = ms / 3600000, minutes = ms / 60000 % 60, rest = ms % 60000, days = hours >= 48 ? hours / 24 : 0;
  out[0] = '\0';
  hours -= days * 24;
  if (days > 0) {
    snprintf(number, sizeof number, "%lld", (long long)days);
    add_part(out, size, number, "day");
  }
  if (hours > 0) {
    snprintf(number, sizeof number, "%lld", (long long)hours);
    add_part(out, size, number, "hour");
  }
  if (minutes > 0) {
    snprintf(number, sizeof number, "%lld", (long long)minutes);
    add_part(out, size, number, "minute");
  }
  if (rest > 0 || ms < 1000) {
    snprintf(number, sizeof number, "%.5g", (double)rest / 1e3);
    add_part(out, size, number, "second");
  }
}
