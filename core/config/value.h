// The kinds of values that .ini files hold. Each function reads one text or leaves a sentence such as
// "'pace' needs a number from 0 to 4, not 'fast'". None depends on the locale.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

enum { VALUE_QUOTED_MAX = 60 };  // bytes of a value that a sentence repeats

// Leaves the sentence that `key` needs `what` and has `text`, and is false.
bool value_needs(const char *key, const char *what, const char *text, struct fault *fault);

// yes or no; true, false, on and off are taken too.
bool value_yes_no(const char *key, const char *text, bool *out, struct fault *fault);

// A plain decimal number ("20", "-0.5": no exponent, at most 15 digits) from `least` to `most`; either may be infinite.
bool value_number(const char *key, const char *text, double least, double most, double *out, struct fault *fault);
bool value_whole(const char *key, const char *text, double least, double most, int64_t *out, struct fault *fault);

// A duration from `least` to `most` seconds; either may be infinite.
bool value_duration(const char *key, const char *text, double least, double most, int64_t *ms, struct fault *fault);

// One of `words`, which ends with NULL; *out is its index.
bool value_word(const char *key, const char *text, const char *const *words, size_t *out, struct fault *fault);

// A plain decimal number without bounds.
bool value_parse_number(const char *text, double *out);

// Writes " (did you mean 'WORD'?)" into `out`, or nothing when no candidate is near. Returns `out`.
enum { VALUE_HINT_MAX = 96 };
const char *value_hint(const char *word, const char *const *candidates, char out[VALUE_HINT_MAX]);
