// Durations as people write them: "4s", "8m", "1h30m", "1.5h", or bare seconds.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Parses into milliseconds; false when the text is no duration or lies past 366 days. An empty text, a repeated or
// out-of-order unit and a negative number are refused.
bool duration_parse(const char *text, int64_t *ms);

// Writes for instance "4 seconds", "1 minute 30 seconds", "5.45 seconds", and from 48 hours on "2 days": whole words, for
// people and screen readers.
void duration_words(int64_t ms, char *out, size_t size);
