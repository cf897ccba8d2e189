// One connection to a message bus, the person's or the system's, that is kept open: a desktop forgets what an
// application showed when its connection closes. No bus is a normal state; it is then looked for again, ever less
// often. It knows no loop: the owner polls bus_fd() for bus_events() until bus_due(), calls bus_pump(), and asks for
// all three again, after every pump.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

enum bus_kind {
  BUS_USER,    // $DBUS_SESSION_BUS_ADDRESS, or $XDG_RUNTIME_DIR/bus
  BUS_SYSTEM,  // $DBUS_SYSTEM_BUS_ADDRESS, or /run/dbus/system_bus_socket
};

enum { BUS_RETRY_FIRST_MS = 1000, BUS_RETRY_LAST_MS = 60000 };

#define BUS_ITSELF "org.freedesktop.DBus"  // the bus's own name and interface
#define BUS_PROPERTIES BUS_ITSELF ".Properties"
// The rule for the signal that another process has a name now; its arguments are name, old owner, new owner ("": none).
#define BUS_OWNER_RULE(name) "type='signal',sender='" BUS_ITSELF "',member='NameOwnerChanged',arg0='" name "'"

struct bus;

// Who uses a bus. The struct is the user's and stays where it is until bus_leave(); fill in the first three members.
struct bus_user {
  void *context;
  // The bus can be talked to. Nothing that was asked or matched on an earlier connection is left.
  void (*on_up)(void *context);
  // The connection is over, and calls and matches with it; an owner stops polling bus_fd() before it returns, because
  // the descriptor is closed next.
  void (*on_lost)(void *context);

  struct bus_request *requests;  // the bus's
  struct bus_user *next;
};

// Connects at the first pump, which is due at once. Without libsystemd on the machine it is never up and never due.
struct bus *bus_create(enum bus_kind kind);
// Neither of these from inside a callback of this bus.
void bus_pump(struct bus *bus);
void bus_destroy(struct bus *bus);  // after every user has left

int bus_fd(const struct bus *bus);       // -1 while there is no connection
int bus_events(const struct bus *bus);   // POLLIN and POLLOUT as wanted now; 0 while there is no connection
int64_t bus_due(const struct bus *bus);  // CLOCK_MONOTONIC milliseconds at which to pump at the latest, or INT64_MAX
bool bus_is_up(const struct bus *bus);

// Calls user->on_up at once where the bus is up already.
void bus_join(struct bus *bus, struct bus_user *user);
void bus_leave(struct bus *bus, struct bus_user *user);  // its calls and matches are forgotten

// For users, between on_up and on_lost.

// What is called with the reply, or with NULL where there was an error or no reply in time; or with a signal.
typedef void bus_handler(void *context, sd_bus_message *message);

// A call to be filled with arguments and handed to bus_send(). Never NULL between on_up and on_lost.
sd_bus_message *bus_message(struct bus *bus, const char *destination, const char *path, const char *interface,
                            const char *member);
// Sends the call and takes the message. `handler` may be NULL when no reply matters.
void bus_send(struct bus *bus, struct bus_user *user, sd_bus_message *message, bus_handler *handler, void *context);
// Has `handler` called for every signal that matches a rule of the D-Bus specification.
void bus_match(struct bus *bus, struct bus_user *user, const char *rule, bus_handler *handler, void *context);
// Forgets the calls that were not answered yet; matches stay.
void bus_forget_calls(struct bus_user *user);

// How long to wait after this many failures in a row.
int64_t bus_retry_ms(unsigned failures);
