// Who would show a reminder; see doctor.h. The person's bus is asked for the notification server, which is not started
// by that.
#include <poll.h>
#include <string.h>

#include "bus.h"
#include "doctor.h"
#include "monotonic.h"
#include "notice_message.h"
#include "systemd.h"
#include "text.h"

enum { PATIENCE_MS = 5000 };

struct inquiry {
  struct bus *bus;
  struct bus_user user;
  enum { ASKING, LOST, NO_SERVER, STARTABLE, ANSWERED } state;
  struct buf name;  // with its version
  json_t *capabilities;
};

static void put(struct inquiry *inquiry, const char *who, const char *path, const char *member, bus_handler *handler) {
  bus_send(inquiry->bus, &inquiry->user, bus_message(inquiry->bus, who, path, who, member), handler, inquiry);
}

static void on_capabilities(void *context, sd_bus_message *reply) {
  struct inquiry *inquiry = context;
  const char *name;
  inquiry->state = ANSWERED;
  inquiry->capabilities = json_array();
  if (!reply || sd.bus_message_enter_container(reply, 'a', "s") <= 0) return;
  while (sd.bus_message_read_basic(reply, 's', &name) > 0)
    json_array_append_new(inquiry->capabilities, json_string(name));
}

static void on_information(void *context, sd_bus_message *reply) {
  struct inquiry *inquiry = context;
  const char *name, *vendor, *version, *specification;
  if (reply && sd.bus_message_read(reply, "ssss", &name, &vendor, &version, &specification) > 0) {
    text_clean(&inquiry->name, name, strlen(name), false);
    buf_add_char(&inquiry->name, ' ');
    text_clean(&inquiry->name, version, strlen(version), false);
  }
  put(inquiry, NOTICE_SERVER, NOTICE_PATH, "GetCapabilities", on_capabilities);
}

static void on_startable(void *context, sd_bus_message *reply) {
  struct inquiry *inquiry = context;
  const char *name;
  inquiry->state = NO_SERVER;
  if (!reply || sd.bus_message_enter_container(reply, 'a', "s") <= 0) return;
  while (sd.bus_message_read_basic(reply, 's', &name) > 0)
    if (strcmp(name, NOTICE_SERVER) == 0) inquiry->state = STARTABLE;
}

static void on_owner(void *context, sd_bus_message *reply) {
  struct inquiry *inquiry = context;
  if (reply) put(inquiry, NOTICE_SERVER, NOTICE_PATH, "GetServerInformation", on_information);
  else put(inquiry, BUS_ITSELF, "/org/freedesktop/DBus", "ListActivatableNames", on_startable);
}

static void on_up(void *context) {
  struct inquiry *inquiry = context;
  sd_bus_message *message =
      bus_message(inquiry->bus, BUS_ITSELF, "/org/freedesktop/DBus", BUS_ITSELF, "GetNameOwner");
  sd.bus_message_append(message, "s", NOTICE_SERVER);
  bus_send(inquiry->bus, &inquiry->user, message, on_owner, inquiry);
}

static void on_lost(void *context) { ((struct inquiry *)context)->state = LOST; }

// One connection is enough: where it fails, there is no bus now.
static void wait_for_answers(struct inquiry *inquiry) {
  int64_t until = monotonic_ms() + PATIENCE_MS, now;
  while (inquiry->state == ASKING && (now = monotonic_ms()) < until) {
    bus_pump(inquiry->bus);
    int64_t due = bus_due(inquiry->bus) < until ? bus_due(inquiry->bus) : until;
    struct pollfd bus = {bus_fd(inquiry->bus), (short)bus_events(inquiry->bus), 0};
    if (bus.fd < 0) inquiry->state = LOST;
    else if (inquiry->state == ASKING) poll(&bus, 1, due > now ? (int)(due - now) : 0);
  }
}

static bool has(const json_t *list, const char *word) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) if (strcmp(json_string_value(item), word) == 0) return true;
  return false;
}

static void tell_server(struct check *check, struct inquiry *inquiry) {
  const char *name = inquiry->name.len ? buf_text(&inquiry->name) : "a server without a name";
  check->fine = has(inquiry->capabilities, "actions");
  buf_format(&check->text, "Reminders are shown by %s.", name);
  if (!check->fine) {
    buf_add_text(&check->text, " It has no buttons, so a reminder can be read there and not answered.");
    buf_add_text(&check->advice, "most other notification servers have buttons: dunst or mako, for instance");
  }
  check->details = json_pack("{s:s, s:O}", "server", buf_text(&inquiry->name), "capabilities", inquiry->capabilities);
}

static void tell(struct check *check, struct inquiry *inquiry) {
  switch (inquiry->state) {
    case ANSWERED: return tell_server(check, inquiry);
    case STARTABLE:
      check->fine = true;
      return buf_add_text(&check->text, "A notification server is installed; the first reminder starts it.");
    case NO_SERVER:
      buf_add_text(&check->text, "Your desktop has no notification server, so reminders wait for one.");
      return buf_add_text(&check->advice, "install one: dunst or mako-notifier, for instance");
    case ASKING: return buf_add_text(&check->text, "Your desktop's message bus, or its notification server, does not "
                                                   "answer.");
    case LOST: break;
  }
  buf_add_text(&check->text, "No desktop's message bus is in reach, so reminders come as a line in your terminals. "
                             "Over ssh that is usual.");
  if (!systemd_load()) buf_add_text(&check->advice, "install libsystemd0, which tend speaks to the bus with");
}

void check_notifier(struct check *check) {
  struct inquiry inquiry = {.bus = bus_create(BUS_USER)};
  inquiry.user = (struct bus_user){.context = &inquiry, .on_up = on_up, .on_lost = on_lost};
  bus_join(inquiry.bus, &inquiry.user);
  wait_for_answers(&inquiry);
  tell(check, &inquiry);
  bus_leave(inquiry.bus, &inquiry.user);
  bus_destroy(inquiry.bus);
  json_decref(inquiry.capabilities);
  buf_finish(&inquiry.name);
}
