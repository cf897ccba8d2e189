// What rule.c and rule_on.c share. Private to them.
#pragma once

#include "rule.h"

enum { RULE_ITEM_MAX = 64 };

// Cuts the next item off a list with commas: without the space around it, single spaces inside. *rest becomes NULL
// after the last one. False, with what there is in `item`, when it is empty or too long.
bool rule_next_item(const char **rest, char item[RULE_ITEM_MAX]);

bool rule_read_on(struct rule_draft *draft, const char *value, struct fault *fault);
