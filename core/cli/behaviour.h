// How two versions of a practice behave: the same answers, from the kept transcripts of the first one and of somebody who
// does anything, are given to both, and what is shown, written and refused is compared. Nothing is kept and nobody is told.
#pragma once

#include "practice.h"

// Prints what differs, or that nothing does. False where the person broke off.
bool behaviour_compare(const struct practice *before, const struct practice *after);
// Prints the lines of their files that differ.
void behaviour_compare_files(const struct practice *before, const struct practice *after);
