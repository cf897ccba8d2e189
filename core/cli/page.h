// One text on the full screen, to be written on.
#pragma once

#include <stdbool.h>

#include "buf.h"

// Shows `text` under a heading and lets the person change it until they end it, leave, or a signal ends this program;
// `text` is then as they left it, and *signal (0: none) is to be raised when it was kept. False where no screen is to
// be had.
bool page_edit(const char *heading, struct buf *text, int *signal);
