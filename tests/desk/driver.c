// The desktop ends with poll(2) as their loop, for the end-to-end tests: commands in as lines, events out as lines. A
// command's fields are parted by tabs.
//
//   show ID TITLE [text:TEXT] [reply:LABEL] [action:KEY=LABEL]... [urgency:N] [timeout:MS] [sound] [transient]
//   close ID | tidy (from now on close whatever is answered, at once) | can | alive | stop
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "bus.h"
#include "notifier.h"
#include "presence.h"
#include "service.h"

enum { FIELDS_MAX = 16, BUSES = 2 };

struct driver;

// A bus and what the loop does with it.
struct line {
  const char *name;
  struct driver *driver;
  struct bus *bus;
  struct bus_user user;
  int fd;  // what is polled
};

struct driver {
  struct line lines[BUSES];
  struct notifier *notifier;
  struct presence *presence;
  struct buf input;
  bool tidy, stopped;
};

// The lines.

static void on_up(void *context) {
  const struct line *line = context;
  printf("%s up\n", line->name);
}

// The descriptor must still be open, so that a loop can forget it in order.
static void on_bus_lost(void *context) {
  const struct line *line = context;
  printf("%s lost%s\n", line->name, line->fd < 0 || fcntl(line->fd, F_GETFD) >= 0 ? "" : " too late");
}

// The notifier.

static void on_action(void *context, int64_t id, const char *action) {
  struct driver *driver = context;
  printf("action %lld %s\n", (long long)id, action);
  if (driver->tidy) driver->notifier->class->close(driver->notifier, id);
}

static void on_reply(void *context, int64_t id, const char *text) {
  struct driver *driver = context;
  printf("reply %lld %s\n", (long long)id, text);
  if (driver->tidy) driver->notifier->class->close(driver->notifier, id);
}

static void on_closed(void *context, int64_t id, enum notifier_reason reason) {
  (void)context;
  printf("closed %lld %d\n", (long long)id, (int)reason);
}

static void on_ready(void *context) {
  struct driver *driver = context;
  printf("ready %u\n", driver->notifier->class->can(driver->notifier));
}

static void on_lost(void *context) {
  (void)context;
  printf("lost\n");
}

static void on_inhibited(void *context, bool inhibited) {
  struct driver *driver = context;
  presence_inhibit(driver->presence, inhibited);
}

// Presence.

static void on_change(void *context) {
  const struct presence *presence = ((struct driver *)context)->presence;
  printf("presence locked=%d inhibited=%d asleep=%d idle=%lld\n", presence->locked, presence->inhibited,
         presence->asleep, (long long)presence->idle_since);
}

static void on_resume(void *context) {
  (void)context;
  printf("resume\n");
}

// Commands.

static void read_field(struct notice *notice, struct notice_action *actions, char *field) {
  char *value = strchr(field, ':');
  if (value) *value++ = '\0';
  if (strcmp(field, "text") == 0) notice->text = value;
  else if (strcmp(field, "reply") == 0) notice->reply = value;
  else if (strcmp(field, "urgency") == 0) notice->urgency = (enum notice_urgency)atoi(value);
  else if (strcmp(field, "timeout") == 0) notice->timeout_ms = atoi(value);
  else if (strcmp(field, "sound") == 0) notice->sound = true;
  else if (strcmp(field, "transient") == 0) notice->transient = true;
  else actions[notice->actions_count++] = (struct notice_action){strsep(&value, "="), value};
}

static void show(struct driver *driver, char **fields, int count) {
  struct notice_action actions[FIELDS_MAX];
  struct notice notice = {.title = fields[2], .actions = actions};
  for (int i = 3; i < count; i++) read_field(&notice, actions, fields[i]);
  driver->notifier->class->show(driver->notifier, atoll(fields[1]), &notice);
}

static void obey(struct driver *driver, char *command) {
  char *fields[FIELDS_MAX] = {0};
  int count = 0;
  while (count < FIELDS_MAX && (fields[count] = strsep(&command, "\t"))) count++;
  if (strcmp(fields[0], "show") == 0 && count > 2) show(driver, fields, count);
  else if (strcmp(fields[0], "close") == 0) driver->notifier->class->close(driver->notifier, atoll(fields[1]));
  else if (strcmp(fields[0], "can") == 0) printf("can %u\n", driver->notifier->class->can(driver->notifier));
  else if (strcmp(fields[0], "tidy") == 0) driver->tidy = true;
  else if (strcmp(fields[0], "alive") == 0) service_alive();
  else if (strcmp(fields[0], "stop") == 0) driver->stopped = true;
  else printf("unknown command %s\n", fields[0]);
}

static void read_commands(struct driver *driver) {
  char chunk[4096], *end;
  ssize_t size = read(STDIN_FILENO, chunk, sizeof chunk);
  if (size <= 0) driver->stopped = true;
  else buf_add(&driver->input, chunk, (size_t)size);
  while (driver->input.len && (end = memchr(driver->input.data, '\n', driver->input.len))) {
    *end = '\0';
    size_t length = (size_t)(end - driver->input.data) + 1;
    obey(driver, driver->input.data);
    buf_drop(&driver->input, length);
  }
}

// The loop.

static int poll_ms(const struct driver *driver) {
  struct timespec now;
  int64_t due = INT64_MAX;
  for (int i = 0; i < BUSES; i++)
    if (bus_due(driver->lines[i].bus) < due) due = bus_due(driver->lines[i].bus);
  if (due == INT64_MAX) return -1;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t left = due - (now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000);
  return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void turn(struct driver *driver) {
  struct pollfd polled[BUSES + 1] = {[BUSES] = {.fd = STDIN_FILENO, .events = POLLIN}};
  for (int i = 0; i < BUSES; i++) {
    struct line *line = &driver->lines[i];
    line->fd = bus_fd(line->bus);
    polled[i] = (struct pollfd){.fd = line->fd, .events = (short)bus_events(line->bus)};
  }
  fflush(stdout);
  if (poll(polled, BUSES + 1, poll_ms(driver)) < 0 && errno != EINTR) exit(1);
  for (int i = 0; i < BUSES; i++) bus_pump(driver->lines[i].bus);
  if (polled[BUSES].revents) read_commands(driver);
}

static void open_line(struct line *line, const char *name, enum bus_kind kind) {
  line->name = name;
  line->bus = bus_create(kind);
  line->user = (struct bus_user){.context = line, .on_up = on_up, .on_lost = on_bus_lost};
  bus_join(line->bus, &line->user);
}

static void close_line(struct line *line) {
  bus_leave(line->bus, &line->user);
  bus_destroy(line->bus);
}

int main(void) {
  struct driver driver = {0};
  const struct notifier_listener on_notifier = {&driver,  on_action, on_reply,    on_closed,
                                                on_ready, on_lost,   on_inhibited};
  const struct presence_listener on_presence = {&driver, on_change, on_resume};
  open_line(&driver.lines[0], "user", BUS_USER);
  open_line(&driver.lines[1], "system", BUS_SYSTEM);
  driver.notifier = notifier_dbus(driver.lines[0].bus, &on_notifier);
  driver.presence = presence_create(driver.lines[1].bus, &on_presence);
  printf("watchdog %lld\n", (long long)service_watchdog_ms());
  service_ready();
  while (!driver.stopped) turn(&driver);
  service_stopping();
  driver.notifier->class->destroy(driver.notifier);
  presence_destroy(driver.presence);
  for (int i = 0; i < BUSES; i++) close_line(&driver.lines[i]);
  buf_finish(&driver.input);
  return 0;
}
