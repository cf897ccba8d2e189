// Do-not-disturb; see inhibit.h. A server that has none of the properties answers with an error, which means no.
#include "inhibit.h"

#include <string.h>

#include "notice_message.h"
#include "systemd.h"

static const struct {
  const char *interface, *property;
} ways[INHIBIT_WAYS] = {
    {NOTICE_SERVER, "Inhibited"},            // KDE
    {"org.dunstproject.cmd0", "paused"},  // dunst
};

void inhibit_init(struct inhibit *inhibit, struct bus *bus, struct bus_user *user, inhibit_listener *on_inhibited,
                  void *context) {
  *inhibit = (struct inhibit){.bus = bus, .user = user, .on_inhibited = on_inhibited, .context = context};
  for (int i = 0; i < INHIBIT_WAYS; i++) inhibit->ways[i].inhibit = inhibit;
}

static void settle(struct inhibit *inhibit) {
  bool inhibited = false;
  for (int i = 0; i < INHIBIT_WAYS; i++) inhibited = inhibited || inhibit->ways[i].on;
  if (inhibited == inhibit->inhibited) return;
  inhibit->inhibited = inhibited;
  inhibit->on_inhibited(inhibit->context, inhibited);
}

static void on_property(void *context, sd_bus_message *reply) {
  struct inhibit_way *way = context;
  int on = 0;
  way->on = reply && sd.bus_message_read(reply, "v", "b", &on) > 0 && on;
  settle(way->inhibit);
}

static void ask(struct inhibit_way *way, const char *interface, const char *property) {
  struct inhibit *inhibit = way->inhibit;
  sd_bus_message *message = bus_message(inhibit->bus, NOTICE_SERVER, NOTICE_PATH, BUS_PROPERTIES, "Get");
  sd.bus_message_set_auto_start(message, 0);
  sd.bus_message_append(message, "ss", interface, property);
  bus_send(inhibit->bus, inhibit->user, message, on_property, way);
}

void inhibit_ask(struct inhibit *inhibit) {
  for (int i = 0; i < INHIBIT_WAYS; i++) ask(&inhibit->ways[i], ways[i].interface, ways[i].property);
}

// Reads the a{sv} of the properties that changed. True when `property` is among them.
static bool read_changed(sd_bus_message *signal, const char *property, int *on) {
  bool found = false;
  const char *name;
  if (sd.bus_message_enter_container(signal, 'a', "{sv}") < 0) return false;
  while (sd.bus_message_enter_container(signal, 'e', "sv") > 0) {
    if (sd.bus_message_read_basic(signal, 's', &name) <= 0) return false;
    if (strcmp(name, property) != 0) sd.bus_message_skip(signal, "v");
    else found = sd.bus_message_read(signal, "v", "b", on) > 0;
    if (sd.bus_message_exit_container(signal) < 0) return false;
  }
  sd.bus_message_exit_container(signal);
  return found;
}

// Reads the names of those that changed to a value that was not sent.
static bool is_invalidated(sd_bus_message *signal, const char *property) {
  const char *name;
  if (sd.bus_message_enter_container(signal, 'a', "s") < 0) return false;
  while (sd.bus_message_read_basic(signal, 's', &name) > 0)
    if (strcmp(name, property) == 0) return true;
  return false;
}

// dunst tells of its properties several times for every notification of anyone, so this asks nothing that it need not.
void inhibit_hear(struct inhibit *inhibit, sd_bus_message *signal) {
  const char *interface;
  int on = 0;
  if (sd.bus_message_read_basic(signal, 's', &interface) <= 0) return;
  for (int i = 0; i < INHIBIT_WAYS; i++) {
    if (strcmp(ways[i].interface, interface) != 0) continue;
    if (read_changed(signal, ways[i].property, &on)) inhibit->ways[i].on = on;
    else if (is_invalidated(signal, ways[i].property)) ask(&inhibit->ways[i], interface, ways[i].property);
  }
  settle(inhibit);
}

void inhibit_forget(struct inhibit *inhibit) {
  for (int i = 0; i < INHIBIT_WAYS; i++) inhibit->ways[i].on = false;
  settle(inhibit);
}
