// Do-not-disturb, where the notification server has a property for it.
#pragma once

#include <stdbool.h>

#include "bus.h"

enum { QUIET_WAYS = 2 };

typedef void quiet_listener(void *context, bool inhibited);

struct quiet {
  struct bus *bus;
  struct bus_user *user;  // whose calls these are
  quiet_listener *on_inhibited;
  void *context;
  bool inhibited;
  struct quiet_way {
    struct quiet *quiet;
    bool on;
  } ways[QUIET_WAYS];
};

void quiet_init(struct quiet *quiet, struct bus *bus, struct bus_user *user, quiet_listener *on_inhibited,
                void *context);
// Each calls on_inhibited if the state turns out to differ from what was known.
void quiet_ask(struct quiet *quiet);
void quiet_hear(struct quiet *quiet, sd_bus_message *signal);  // PropertiesChanged
void quiet_forget(struct quiet *quiet);  // there is no server
