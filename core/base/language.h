// The languages that the person reads, from the environment, as gettext looks at it: LANGUAGE, then LC_ALL, LC_MESSAGES
// and LANG.
#pragma once

#include <stddef.h>

enum { LANGUAGES_MAX = 8, LANGUAGE_SIZE = 16 };

// Fills in names such as "de_AT" and "de", the dearest first; none where it is C or POSIX. Gives how many.
size_t language_wanted(char wanted[LANGUAGES_MAX][LANGUAGE_SIZE]);
