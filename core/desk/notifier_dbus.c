// Notices on the desktop, through org.freedesktop.Notifications (specification 1.2, and KDE's inline replies). One
// entry for each notice that is open; the server is whoever owns the name now, and owes us nothing after it was
// replaced.
#include <stdlib.h>
#include <string.h>

#include "bus.h"
#include "inhibit.h"
#include "memory.h"
#include "notice_message.h"
#include "systemd.h"


struct entry {
  struct desktop *desktop;
  int64_t id;
  struct notice *notice;
  uint32_t server_id;  // 0: this server has not shown it yet
  enum { WAITING, SENDING, SHOWN } state;
  bool changed;        // while SENDING: to be sent once more
  bool closed;         // while SENDING: to be taken back, and no longer to be heard of
  struct entry *next;
};

struct desktop {
  struct notifier notifier;
  struct bus *bus;
  struct bus_user user;
  enum { ABSENT, ASKED, READY } server;
  unsigned can;
  struct inhibit inhibit;
  struct entry *entries;
};

static const struct notifier_listener *heard(const struct desktop *desktop) { return desktop->notifier.listener; }

// Entries.

static struct entry *find(struct desktop *desktop, int64_t id) {
  for (struct entry *entry = desktop->entries; entry; entry = entry->next)
    if (entry->id == id && !entry->closed) return entry;
  return NULL;
}

static struct entry *find_shown(struct desktop *desktop, uint32_t server_id) {
  for (struct entry *entry = desktop->entries; entry; entry = entry->next)
    if (entry->server_id == server_id && server_id && !entry->closed) return entry;
  return NULL;
}

static struct entry *append_entry(struct desktop *desktop, int64_t id) {
  struct entry **at = &desktop->entries;
  while (*at) at = &(*at)->next;
  *at = mem_zero(1, sizeof **at);
  (*at)->desktop = desktop;
  (*at)->id = id;
  return *at;
}

static void remove_entry(struct entry *entry) {
  struct entry **at = &entry->desktop->entries;
  while (*at != entry) at = &(*at)->next;
  *at = entry->next;
  notice_free(entry->notice);
  free(entry);
}

// Sending.

static sd_bus_message *message_to_server(const struct desktop *desktop, const char *member) {
  return bus_message(desktop->bus, NOTICE_SERVER, NOTICE_PATH, NOTICE_SERVER, member);
}

static void take_back(struct desktop *desktop, uint32_t server_id) {
  sd_bus_message *message = message_to_server(desktop, "CloseNotification");
  sd.bus_message_set_auto_start(message, 0);
  sd.bus_message_append(message, "u", server_id);
  bus_send(desktop->bus, &desktop->user, message, NULL, NULL);
}

static void on_notified(void *context, sd_bus_message *reply);

static void send_entry(struct entry *entry) {
  struct desktop *desktop = entry->desktop;
  sd_bus_message *message = message_to_server(desktop, "Notify");
  notice_append(message, entry->notice, entry->server_id, desktop->can);
  entry->state = SENDING;
  entry->changed = false;
  bus_send(desktop->bus, &desktop->user, message, on_notified, entry);
}

static void refuse(struct entry *entry) {
  struct desktop *desktop = entry->desktop;
  int64_t id = entry->id;
  bool closed = entry->closed;
  remove_entry(entry);
  if (!closed) heard(desktop)->on_closed(heard(desktop)->context, id, NOTIFIER_REFUSED);
}

static void on_notified(void *context, sd_bus_message *reply) {
  struct entry *entry = context;
  if (!reply || sd.bus_message_read(reply, "u", &entry->server_id) <= 0) return refuse(entry);
  entry->state = SHOWN;
  if (entry->closed) {
    take_back(entry->desktop, entry->server_id);
    remove_entry(entry);
  } else if (entry->changed) {
    send_entry(entry);
  }
}

// What the server says.

static void on_action_invoked(struct desktop *desktop, sd_bus_message *message) {
  uint32_t server_id = 0;
  const char *action = NULL;
  if (sd.bus_message_read(message, "us", &server_id, &action) <= 0) return;
  struct entry *entry = find_shown(desktop, server_id);
  if (entry) heard(desktop)->on_action(heard(desktop)->context, entry->id, action);
}

static void on_replied(struct desktop *desktop, sd_bus_message *message) {
  uint32_t server_id = 0;
  const char *text = NULL;
  if (sd.bus_message_read(message, "us", &server_id, &text) <= 0) return;
  struct entry *entry = find_shown(desktop, server_id);
  if (entry) heard(desktop)->on_reply(heard(desktop)->context, entry->id, text);
}

// While a change is on its way this is about the notice before it: the server will show the changed one as a new one.
static void on_server_closed(struct desktop *desktop, sd_bus_message *message) {
  uint32_t server_id = 0, reason = 0;
  if (sd.bus_message_read(message, "uu", &server_id, &reason) <= 0) return;
  struct entry *entry = find_shown(desktop, server_id);
  if (!entry || entry->state != SHOWN) return;
  int64_t id = entry->id;
  remove_entry(entry);
  if (reason < NOTIFIER_EXPIRED || reason > NOTIFIER_UNKNOWN) reason = NOTIFIER_UNKNOWN;
  heard(desktop)->on_closed(heard(desktop)->context, id, (enum notifier_reason)reason);
}

static void on_properties_changed(struct desktop *desktop, sd_bus_message *message) {
  inhibit_hear(&desktop->inhibit, message);
}

static void on_inhibited(void *context, bool inhibited) {
  struct desktop *desktop = context;
  heard(desktop)->on_inhibited(heard(desktop)->context, inhibited);
}

static void on_server_signal(void *context, sd_bus_message *message) {
  static const struct {
    const char *interface, *member;
    void (*handle)(struct desktop *desktop, sd_bus_message *message);
  } rows[] = {{NOTICE_SERVER, "ActionInvoked", on_action_invoked},
              {NOTICE_SERVER, "NotificationReplied", on_replied},
              {NOTICE_SERVER, "NotificationClosed", on_server_closed},
              {BUS_PROPERTIES, "PropertiesChanged", on_properties_changed}};
  struct desktop *desktop = context;
  if (desktop->server != READY) return;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (sd.bus_message_is_signal(message, rows[i].interface, rows[i].member) > 0)
      return rows[i].handle(desktop, message);
}

// Whether there is a server.

static void become_ready(struct desktop *desktop, unsigned can) {
  desktop->server = READY;
  desktop->can = can;
  inhibit_ask(&desktop->inhibit);
  for (struct entry *entry = desktop->entries; entry; entry = entry->next) send_entry(entry);
  heard(desktop)->on_ready(heard(desktop)->context);
}

static void on_capabilities(void *context, sd_bus_message *reply) {
  struct desktop *desktop = context;
  unsigned can = NOTIFIER_READY;
  const char *name;
  desktop->server = ABSENT;
  if (!reply || sd.bus_message_enter_container(reply, 'a', "s") <= 0) return;
  while (sd.bus_message_read_basic(reply, 's', &name) > 0) can |= notice_can(name);
  become_ready(desktop, can);
}

static void ask_capabilities(struct desktop *desktop) {
  if (desktop->server == ASKED) return;
  desktop->server = ASKED;
  bus_send(desktop->bus, &desktop->user, message_to_server(desktop, "GetCapabilities"), on_capabilities, desktop);
}

// What was open is to be shown again, by another server, which counts for itself.
static void forget_server(struct desktop *desktop) {
  bool was_ready = desktop->server == READY;
  desktop->server = ABSENT;
  desktop->can = 0;
  for (struct entry *entry = desktop->entries, *next; entry; entry = next) {
    next = entry->next;
    entry->server_id = 0;
    entry->state = WAITING;
    if (entry->closed) remove_entry(entry);
  }
  if (was_ready) heard(desktop)->on_lost(heard(desktop)->context);
  inhibit_forget(&desktop->inhibit);
}

static void on_owner_changed(void *context, sd_bus_message *message) {
  struct desktop *desktop = context;
  const char *name, *before, *now;
  if (sd.bus_message_read(message, "sss", &name, &before, &now) <= 0) return;
  bus_forget_calls(&desktop->user);
  forget_server(desktop);
  if (*now) ask_capabilities(desktop);
}

// A server that is not running is started by asking it, which only a notice is reason enough for.
static void on_owner(void *context, sd_bus_message *reply) {
  struct desktop *desktop = context;
  if (desktop->server == ABSENT && (reply || desktop->entries)) ask_capabilities(desktop);
}

static void on_up(void *context) {
  struct desktop *desktop = context;
  struct bus *bus = desktop->bus;
  bus_match(bus, &desktop->user, "type='signal',sender='" NOTICE_SERVER "',path='" NOTICE_PATH "'", on_server_signal,
            desktop);
  bus_match(bus, &desktop->user, BUS_OWNER_RULE(NOTICE_SERVER), on_owner_changed, desktop);
  sd_bus_message *message = bus_message(bus, BUS_ITSELF, "/org/freedesktop/DBus", BUS_ITSELF, "GetNameOwner");
  sd.bus_message_append(message, "s", NOTICE_SERVER);
  bus_send(bus, &desktop->user, message, on_owner, desktop);
}

static void on_lost(void *context) { forget_server(context); }

// The class.

static void dbus_show(struct notifier *notifier, int64_t id, const struct notice *notice) {
  struct desktop *desktop = (struct desktop *)notifier;
  struct entry *entry = find(desktop, id);
  if (!entry) entry = append_entry(desktop, id);
  struct notice *before = entry->notice;
  entry->notice = notice_copy(notice);
  notice_free(before);
  if (entry->state == SENDING) entry->changed = true;
  else if (desktop->server == READY) send_entry(entry);
  else if (desktop->server == ABSENT && bus_is_up(desktop->bus)) ask_capabilities(desktop);
}

static void dbus_close(struct notifier *notifier, int64_t id) {
  struct desktop *desktop = (struct desktop *)notifier;
  struct entry *entry = find(desktop, id);
  if (!entry) return;
  if (entry->state == SENDING) {
    entry->closed = true;
    return;
  }
  if (entry->state == SHOWN) take_back(desktop, entry->server_id);
  remove_entry(entry);
}

static unsigned dbus_can(const struct notifier *notifier) { return ((const struct desktop *)notifier)->can; }

static void dbus_destroy(struct notifier *notifier) {
  struct desktop *desktop = (struct desktop *)notifier;
  bus_leave(desktop->bus, &desktop->user);
  while (desktop->entries) remove_entry(desktop->entries);
  free(desktop);
}

static const struct notifier_class dbus_class = {
    .show = dbus_show, .close = dbus_close, .can = dbus_can, .destroy = dbus_destroy};

struct notifier *notifier_dbus(struct bus *bus, const struct notifier_listener *listener) {
  struct desktop *desktop = mem_zero(1, sizeof *desktop);
  desktop->notifier = (struct notifier){&dbus_class, listener};
  desktop->bus = bus;
  desktop->user = (struct bus_user){.context = desktop, .on_up = on_up, .on_lost = on_lost};
  inhibit_init(&desktop->inhibit, bus, &desktop->user, on_inhibited, desktop);
  bus_join(bus, &desktop->user);
  return &desktop->notifier;
}
