// A line in the person's own terminals, for a machine without a desktop.
#pragma once

// $TEND_TERMINALS, a pattern of paths, takes the place of /dev/pts and the consoles: so that tests do not write on a
// tester's. Writes `text` (clean) to every terminal that is this person's and takes messages (`mesg y`). Returns how
// many there were.
int agent_terminals_write(const char *text);
