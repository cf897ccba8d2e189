// A bus connection that is kept open; see bus.h. Every call and match is a request that belongs to a user of the bus,
// so that a user can go while replies are on their way.
#include "bus.h"

#include <stdlib.h>

#include "memory.h"
#include "monotonic.h"
#include "systemd.h"

enum { PUMP_MAX = 64 };  // messages in one pump; the rest is due at once, after others had their turn

struct bus_request {
  struct bus_user *user;
  sd_bus_slot *slot;
  bus_handler *handler;
  void *context;
  bool is_call;
  struct bus_request *next;
};

struct bus {
  enum bus_kind kind;
  enum { BUS_NEVER, BUS_DOWN, BUS_CONNECTING, BUS_UP } state;
  sd_bus *connection;
  bool broken;         // something could not be sent: the next pump ends the connection
  unsigned failures;   // in a row
  int64_t retry_at;    // BUS_DOWN
  int64_t up_since;    // BUS_UP
  struct bus_user *users;
};

int64_t bus_retry_ms(unsigned failures) {
  int64_t ms = BUS_RETRY_FIRST_MS;
  while (failures-- > 0 && ms < BUS_RETRY_LAST_MS) ms *= 2;
  return ms < BUS_RETRY_LAST_MS ? ms : BUS_RETRY_LAST_MS;
}

// Requests.

static void drop_requests(struct bus_user *user, bool calls_only) {
  for (struct bus_request **at = &user->requests, *request; (request = *at);) {
    if (calls_only && !request->is_call) {
      at = &request->next;
      continue;
    }
    *at = request->next;
    sd.bus_slot_unref(request->slot);
    free(request);
  }
}

static void unlink_request(struct bus_request *request) {
  struct bus_request **at = &request->user->requests;
  while (*at != request) at = &(*at)->next;
  *at = request->next;
}

static int on_signal(sd_bus_message *message, void *userdata, sd_bus_error *error) {
  (void)error;
  struct bus_request *request = userdata;
  request->handler(request->context, message);  // may free the request
  return 0;
}

static int on_reply(sd_bus_message *message, void *userdata, sd_bus_error *error) {
  (void)error;
  struct bus_request request = *(struct bus_request *)userdata;
  unlink_request(userdata);
  sd.bus_slot_unref(request.slot);
  free(userdata);
  request.handler(request.context, sd.bus_message_is_method_error(message, NULL) > 0 ? NULL : message);
  return 0;
}

static struct bus_request *request(struct bus_user *user, bus_handler *handler, void *context, bool is_call) {
  struct bus_request *request = mem_zero(1, sizeof *request);
  *request = (struct bus_request){user, NULL, handler, context, is_call, user->requests};
  return user->requests = request;
}

sd_bus_message *bus_message(struct bus *bus, const char *destination, const char *path, const char *interface,
                            const char *member) {
  sd_bus_message *message = NULL;
  sd.bus_message_new_method_call(bus->connection, &message, destination, path, interface, member);
  return message;
}

void bus_send(struct bus *bus, struct bus_user *user, sd_bus_message *message, bus_handler *handler, void *context) {
  int sent;
  if (handler) {
    struct bus_request *call = request(user, handler, context, true);
    sent = sd.bus_call_async(bus->connection, &call->slot, message, on_reply, call, 0);
  } else {
    sd.bus_message_set_expect_reply(message, 0);
    sent = sd.bus_send(bus->connection, message, NULL);
  }
  sd.bus_message_unref(message);
  if (sent < 0) bus->broken = true;
}

// Without a handler of its own, sd-bus would close the connection when a match is refused.
static int on_installed(sd_bus_message *message, void *userdata, sd_bus_error *error) {
  (void)message, (void)userdata, (void)error;
  return 0;
}

void bus_match(struct bus *bus, struct bus_user *user, const char *rule, bus_handler *handler, void *context) {
  struct bus_request *match = request(user, handler, context, false);
  int added = sd.bus_add_match_async(bus->connection, &match->slot, rule, on_signal, on_installed, match);
  if (added < 0) bus->broken = true;
}

void bus_forget_calls(struct bus_user *user) { drop_requests(user, true); }

// The connection.

static void wait_to_retry(struct bus *bus) {
  bus->state = BUS_DOWN;
  bus->retry_at = monotonic_ms() + bus_retry_ms(bus->failures++);
}

static void open_connection(struct bus *bus) {
  bus->broken = false;
  int opened = bus->kind == BUS_USER ? sd.bus_open_user(&bus->connection) : sd.bus_open_system(&bus->connection);
  if (opened >= 0) {
    bus->state = BUS_CONNECTING;
    return;
  }
  bus->connection = NULL;
  wait_to_retry(bus);
}

static void rise(struct bus *bus) {
  bus->state = BUS_UP;
  bus->up_since = monotonic_ms();
  for (struct bus_user *user = bus->users, *next; user; user = next) {
    next = user->next;
    user->on_up(user->context);
  }
}

// sd-bus closes the descriptor itself soon after the other side hung up, so this has to come first.
static void lose(struct bus *bus) {
  // A bus that takes connections only to drop them is retried ever less often as well.
  if (bus->state == BUS_UP && monotonic_ms() - bus->up_since >= BUS_RETRY_LAST_MS) bus->failures = 0;
  wait_to_retry(bus);
  for (struct bus_user *user = bus->users, *next; user; user = next) {
    next = user->next;
    drop_requests(user, false);
    user->on_lost(user->context);
  }
  sd.bus_close_unref(bus->connection);
  bus->connection = NULL;
}

void bus_pump(struct bus *bus) {
  if (bus->state == BUS_DOWN && monotonic_ms() >= bus->retry_at) open_connection(bus);
  if (!bus->connection) return;
  for (int i = 0, busy = 1; busy && i < PUMP_MAX; i++) {
    busy = bus->broken ? -1 : sd.bus_process(bus->connection, NULL);
    if (busy < 0 || sd.bus_is_open(bus->connection) <= 0) return lose(bus);
    if (bus->state == BUS_CONNECTING && sd.bus_is_ready(bus->connection) > 0) rise(bus);
  }
}

// Both may say for a moment that they do not know, while the connection is ending; the pump finds out.
int bus_fd(const struct bus *bus) {
  int fd = bus->connection ? sd.bus_get_fd(bus->connection) : -1;
  return fd < 0 ? -1 : fd;
}

int bus_events(const struct bus *bus) {
  int events = bus->connection ? sd.bus_get_events(bus->connection) : 0;
  return events < 0 ? 0 : events;
}

int64_t bus_due(const struct bus *bus) {
  uint64_t usec = 0;
  if (bus->state == BUS_NEVER) return INT64_MAX;
  if (bus->state == BUS_DOWN) return bus->retry_at;
  if (bus->broken || sd.bus_get_timeout(bus->connection, &usec) < 0) return 0;
  return usec > INT64_MAX ? INT64_MAX : (int64_t)(usec / 1000 + (usec % 1000 != 0));
}

bool bus_is_up(const struct bus *bus) { return bus->state == BUS_UP; }

// Users.

void bus_join(struct bus *bus, struct bus_user *user) {
  user->requests = NULL;
  user->next = bus->users;
  bus->users = user;
  if (bus->state == BUS_UP) user->on_up(user->context);
}

void bus_leave(struct bus *bus, struct bus_user *user) {
  struct bus_user **at = &bus->users;
  while (*at && *at != user) at = &(*at)->next;
  if (*at) *at = user->next;
  drop_requests(user, false);
}

struct bus *bus_create(enum bus_kind kind) {
  struct bus *bus = mem_zero(1, sizeof *bus);
  bus->kind = kind;
  bus->state = systemd_load() ? BUS_DOWN : BUS_NEVER;
  return bus;
}

void bus_destroy(struct bus *bus) {
  if (!bus) return;
  if (bus->connection) sd.bus_close_unref(bus->connection);
  free(bus);
}
