// Whether the person is there to be reminded: what logind knows of their graphical session, and what the notification
// server said. Without logind nothing is locked, nobody is idle and the machine never sleeps. It only listens; between
// changes it does nothing.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct bus;

struct presence_listener {
  void *context;
  void (*on_change)(void *context);  // one of the members below changed
  void (*on_resume)(void *context);  // the machine woke up; on_change follows
};

struct presence {
  const struct presence_listener *listener;
  bool locked;         // the screen is (LockedHint of the person's graphical session)
  bool inhibited;      // do not disturb, as told by presence_inhibit()
  bool asleep;         // the machine is about to sleep (PrepareForSleep)
  int64_t idle_since;  // CLOCK_MONOTONIC milliseconds of the last activity, or -1 while somebody is at the machine
};

// `bus` is the system's and outlives the presence.
struct presence *presence_create(struct bus *bus, const struct presence_listener *listener);
// What the notifier's on_inhibited says is handed on here.
void presence_inhibit(struct presence *presence, bool inhibited);
void presence_destroy(struct presence *presence);
