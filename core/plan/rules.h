// What tend.ini says about reminders: every [remind NAME], [quiet] and [agent]. A rule that is wrong is said with
// file:line and left out; all others hold.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "quiet.h"
#include "rule.h"

struct rules {
  struct rule **items;  // in the order of the file
  size_t count;
  struct arena space;   // which the rules lie in
  struct quiet quiet;   // [quiet] hours, then = drop | defer
  struct {
    char *terminal;     // [agent] terminal: the command that a practice is appended to; NULL: found by the agent
    int64_t idle;       // [agent] idle, ms: so long without a key is time away; by default 10 minutes
    int64_t later;      // [agent] later, ms: how long "Later" puts off; by default 10 minutes
    bool silent;  // [agent] on_missing_bus = terminals | nothing: without a desktop, a line in the person's terminals
  } agent;
  struct zone **zones;  // of the rules that have one
  size_t zones_count;
};

void rules_init(struct rules *rules);  // no rules, the defaults
void rules_finish(struct rules *rules);

// Reads tend.ini over the defaults; rules_init comes first. A file that is missing is no mistake. Mistakes are appended
// to `errors`, a line each; returns how many there were.
size_t rules_read(struct rules *rules, const char *path, struct buf *errors);
size_t rules_read_text(struct rules *rules, const char *name, const char *text, size_t length, struct buf *errors);

const struct rule *rules_find(const struct rules *rules, const char *name);  // NULL when there is none
