// Do-not-disturb; see quiet.h. A server that has none of the properties answers with an error, which means no.
#include "quiet.h"

#include <string.h>

#include "notice_message.h"
#include "systemd.h"

static const struct {
  const char *interface, *property;
} ways[QUIET_WAYS] = {
    {NOTICE_SERVER, "Inhibited"},            // KDE
    {"org.dunstproject.cmd0", "paused"},  // dunst
};

void quiet_init(struct quiet *quiet, struct bus *bus, struct bus_user *user, quiet_listener *on_inhibited,
                void *context) {
  *quiet = (struct quiet){.bus = bus, .user = user, .on_inhibited = on_inhibited, .context = context};
  for (int i = 0; i < QUIET_WAYS; i++) quiet->ways[i].quiet = quiet;
}

static void settle(struct quiet *quiet) {
  bool inhibited = false;
  for (int i = 0; i < QUIET_WAYS; i++) inhibited = inhibited || quiet->ways[i].on;
  if (inhibited == quiet->inhibited) return;
  quiet->inhibited = inhibited;
  quiet->on_inhibited(quiet->context, inhibited);
}

static void on_property(void *context, sd_bus_message *reply) {
  struct quiet_way *way = context;
  int on = 0;
  way->on = reply && sd.bus_message_read(reply, "v", "b", &on) > 0 && on;
  settle(way->quiet);
}

static void ask(struct quiet_way *way, const char *interface, const char *property) {
  struct quiet *quiet = way->quiet;
  sd_bus_message *message = bus_message(quiet->bus, NOTICE_SERVER, NOTICE_PATH, BUS_ITSELF ".Properties", "Get");
  sd.bus_message_set_auto_start(message, 0);
  sd.bus_message_append(message, "ss", interface, property);
  bus_send(quiet->bus, quiet->user, message, on_property, way);
}

void quiet_ask(struct quiet *quiet) {
  for (int i = 0; i < QUIET_WAYS; i++) ask(&quiet->ways[i], ways[i].interface, ways[i].property);
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
void quiet_hear(struct quiet *quiet, sd_bus_message *signal) {
  const char *interface;
  int on = 0;
  if (sd.bus_message_read_basic(signal, 's', &interface) <= 0) return;
  for (int i = 0; i < QUIET_WAYS; i++) {
    if (strcmp(ways[i].interface, interface) != 0) continue;
    if (read_changed(signal, ways[i].property, &on)) quiet->ways[i].on = on;
    else if (is_invalidated(signal, ways[i].property)) ask(&quiet->ways[i], interface, ways[i].property);
  }
  settle(quiet);
}

void quiet_forget(struct quiet *quiet) {
  for (int i = 0; i < QUIET_WAYS; i++) quiet->ways[i].on = false;
  settle(quiet);
}
