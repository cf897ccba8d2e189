// The terminal itself: raw mode and the alternate screen, entered and always left again, even when this program dies
// of a signal or for want of memory. There is one terminal, so this is the one place with process-wide state.
#pragma once

#include <stdbool.h>

#include "buf.h"
#include "screen.h"

// Takes the terminal over: raw input on `in`, the alternate screen, bracketed paste. False when `in` or `out` is no
// terminal.
bool tty_enter(int in, int out);
void tty_leave(void);  // gives it back as it was; harmless when not entered

// What Ctrl-Z means: gives the terminal back, stops, and takes the terminal over again once we are in the foreground.
// False when this program was asked to end meanwhile; then the terminal stays with whoever has it.
bool tty_suspend(void);
bool tty_is_ours(void);  // we are in its foreground, where a terminal can tell that

// Adds what was typed of a line that has not been ended: it is with the terminal still, which gives it out where it no
// longer waits for lines. Nothing of what is no terminal, or of one that somebody else has in the foreground.
void tty_fetch_begun(int in, struct buf *out);

void tty_size(int out, int *rows, int *columns);  // 24 x 80 when it cannot be told
enum screen_depth tty_depth(void);                // by NO_COLOR, COLORTERM and TERM
bool tty_speaks_utf8(void);                       // by the locale
bool tty_is_capable(int in, int out);             // both are terminals, TERM is not dumb, and ACCESSIBLE is not set
