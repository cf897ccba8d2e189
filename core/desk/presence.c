// Presence, from logind; see presence.h. The session that counts is the one that logind calls the user's display: an
// agent that a service manager started belongs to no session itself. Its state is asked for anew after every signal
// that it changed.
#include "presence.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bus.h"
#include "memory.h"
#include "systemd.h"

#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define MANAGER LOGIND ".Manager"

struct watch {
  struct presence presence;
  struct bus *bus;
  struct bus_user user;
  char *session;  // its path, or NULL
};

// What is read from a session.
struct session {
  const char *type;
  int locked, idle;
  uint64_t idle_since;  // microseconds
};

static void change(struct watch *watch, bool locked, int64_t idle_since) {
  struct presence *presence = &watch->presence;
  if (presence->locked == locked && presence->idle_since == idle_since) return;
  presence->locked = locked;
  presence->idle_since = idle_since;
  presence->listener->on_change(presence->listener->context);
}

static void call(struct watch *watch, sd_bus_message *message, bus_handler *handler) {
  sd.bus_message_set_auto_start(message, 0);  // where logind is not running it is not missed
  bus_send(watch->bus, &watch->user, message, handler, watch);
}

// The session's state.

static void read_property(sd_bus_message *reply, const char *name, struct session *session) {
  if (strcmp(name, "Type") == 0) sd.bus_message_read(reply, "v", "s", &session->type);
  else if (strcmp(name, "LockedHint") == 0) sd.bus_message_read(reply, "v", "b", &session->locked);
  else if (strcmp(name, "IdleHint") == 0) sd.bus_message_read(reply, "v", "b", &session->idle);
  else if (strcmp(name, "IdleSinceHintMonotonic") == 0) sd.bus_message_read(reply, "v", "t", &session->idle_since);
  else sd.bus_message_skip(reply, "v");
}

// On a text terminal logind works idleness out when asked, and sends no signal when it ends: believed, it would last
// for ever.
static bool is_graphical(const char *type) {
  return strcmp(type, "x11") == 0 || strcmp(type, "wayland") == 0 || strcmp(type, "mir") == 0;
}

static void on_session(void *context, sd_bus_message *reply) {
  struct session session = {.type = ""};
  const char *name;
  if (!reply || sd.bus_message_enter_container(reply, 'a', "{sv}") <= 0) return change(context, false, -1);
  while (sd.bus_message_enter_container(reply, 'e', "sv") > 0) {
    if (sd.bus_message_read_basic(reply, 's', &name) <= 0) break;
    read_property(reply, name, &session);
    if (sd.bus_message_exit_container(reply) < 0) break;
  }
  bool idle = session.idle && is_graphical(session.type);
  change(context, session.locked, idle ? (int64_t)(session.idle_since / 1000) : -1);
}

static void ask_session(struct watch *watch) {
  sd_bus_message *message = bus_message(watch->bus, LOGIND, watch->session, BUS_PROPERTIES, "GetAll");
  sd.bus_message_append(message, "s", LOGIND ".Session");
  call(watch, message, on_session);
}

static void on_properties(void *context, sd_bus_message *signal) {
  struct watch *watch = context;
  const char *path = sd.bus_message_get_path(signal);
  if (watch->session && path && strcmp(watch->session, path) == 0) ask_session(watch);
}

// Which session it is.

static void forget_session(struct watch *watch) {
  free(watch->session);
  watch->session = NULL;
  change(watch, false, -1);
}

static void follow(struct watch *watch, const char *session) {
  free(watch->session);
  watch->session = mem_copy(session);
  ask_session(watch);
}

static void on_display(void *context, sd_bus_message *reply) {
  struct watch *watch = context;
  const char *id = "", *session = NULL;
  if (!reply || sd.bus_message_read(reply, "v", "(so)", &id, &session) <= 0 || !*id) return forget_session(watch);
  follow(watch, session);
}

static void on_user(void *context, sd_bus_message *reply) {
  struct watch *watch = context;
  const char *user;
  if (!reply || sd.bus_message_read(reply, "o", &user) <= 0) return forget_session(watch);
  sd_bus_message *message = bus_message(watch->bus, LOGIND, user, BUS_PROPERTIES, "Get");
  sd.bus_message_append(message, "ss", LOGIND ".User", "Display");
  call(watch, message, on_display);
}

static void find_session(struct watch *watch) {
  sd_bus_message *message = bus_message(watch->bus, LOGIND, LOGIND_PATH, MANAGER, "GetUser");
  sd.bus_message_append(message, "u", (unsigned)getuid());
  call(watch, message, on_user);
}

// Signals of the manager.

static void on_prepare_for_sleep(struct watch *watch, sd_bus_message *signal) {
  struct presence *presence = &watch->presence;
  int asleep = 0;
  if (sd.bus_message_read(signal, "b", &asleep) <= 0) return;
  presence->asleep = asleep;
  if (!asleep) presence->listener->on_resume(presence->listener->context);
  presence->listener->on_change(presence->listener->context);
}

static void on_manager(void *context, sd_bus_message *signal) {
  struct watch *watch = context;
  if (sd.bus_message_is_signal(signal, MANAGER, "PrepareForSleep") > 0) return on_prepare_for_sleep(watch, signal);
  // A session that began or ended may have made another one the display.
  if (sd.bus_message_is_signal(signal, MANAGER, "SessionNew") > 0) return find_session(watch);
  if (sd.bus_message_is_signal(signal, MANAGER, "SessionRemoved") > 0) find_session(watch);
}

static void forget_logind(struct watch *watch) {
  bool was_asleep = watch->presence.asleep;
  watch->presence.asleep = false;
  forget_session(watch);
  if (was_asleep) watch->presence.listener->on_change(watch->presence.listener->context);
}

static void on_owner_changed(void *context, sd_bus_message *signal) {
  struct watch *watch = context;
  const char *name, *before, *now;
  if (sd.bus_message_read(signal, "sss", &name, &before, &now) <= 0) return;
  bus_forget_calls(&watch->user);
  if (*now) find_session(watch);
  else forget_logind(watch);
}

// Matched are the sessions of everyone, so that following another one needs no other match.
#define MANAGER_RULE "type='signal',sender='" LOGIND "',path='" LOGIND_PATH "',interface='" MANAGER "'"
#define SESSIONS_RULE                                                                                     \
  "type='signal',sender='" LOGIND "',path_namespace='" LOGIND_PATH "/session',interface='" BUS_PROPERTIES \
  "',member='PropertiesChanged'"

static void on_up(void *context) {
  struct watch *watch = context;
  bus_match(watch->bus, &watch->user, MANAGER_RULE, on_manager, watch);
  bus_match(watch->bus, &watch->user, SESSIONS_RULE, on_properties, watch);
  bus_match(watch->bus, &watch->user, BUS_OWNER_RULE(LOGIND), on_owner_changed, watch);
  find_session(watch);
}

static void on_lost(void *context) { forget_logind(context); }

void presence_inhibit(struct presence *presence, bool inhibited) {
  if (presence->inhibited == inhibited) return;
  presence->inhibited = inhibited;
  presence->listener->on_change(presence->listener->context);
}

struct presence *presence_create(struct bus *bus, const struct presence_listener *listener) {
  struct watch *watch = mem_zero(1, sizeof *watch);
  watch->presence = (struct presence){.listener = listener, .idle_since = -1};
  watch->bus = bus;
  watch->user = (struct bus_user){.context = watch, .on_up = on_up, .on_lost = on_lost};
  bus_join(bus, &watch->user);
  return &watch->presence;
}

void presence_destroy(struct presence *presence) {
  if (!presence) return;
  struct watch *watch = (struct watch *)presence;
  bus_leave(watch->bus, &watch->user);
  free(watch->session);
  free(watch);
}
