// Do-not-disturb, where the notification server has a property for it.
#pragma once

#include <stdbool.h>

#include "bus.h"

enum { INHIBIT_WAYS = 2 };

typedef void inhibit_listener(void *context, bool inhibited);

struct inhibit {
  struct bus *bus;
  struct bus_user *user;  // whose calls these are
  inhibit_listener *on_inhibited;
  void *context;
  bool inhibited;
  struct inhibit_way {
    struct inhibit *inhibit;
    bool on;
  } ways[INHIBIT_WAYS];
};

void inhibit_init(struct inhibit *inhibit, struct bus *bus, struct bus_user *user, inhibit_listener *on_inhibited,
                  void *context);
// Each calls on_inhibited if the state turns out to differ from what was known.
void inhibit_ask(struct inhibit *inhibit);
void inhibit_hear(struct inhibit *inhibit, sd_bus_message *signal);  // PropertiesChanged
void inhibit_forget(struct inhibit *inhibit);  // there is no server
