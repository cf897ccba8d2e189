// What the plain front end shares with the scripted one: lines that are fed to it instead of read.
#pragma once

#include <stddef.h>

#include "front.h"

// Gives it bytes as if they had been typed, and end of file after them; the answers taken from them are shown.
void front_plain_feed(struct front *front, const char *data, size_t length);
