#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <time.h>

#include "bus.h"
#include "presence.h"

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void tries_are_ever_further_apart_up_to_a_minute(void **state) {
  (void)state;
  static const int64_t ms[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
  for (unsigned i = 0; i < sizeof ms / sizeof *ms; i++) assert_int_equal(bus_retry_ms(i), ms[i]);
  assert_int_equal(bus_retry_ms(UINT32_MAX), 60000);
}

static void never(void *context) {
  (void)context;
  fail_msg("a bus that is not there came or went");
}

static void a_bus_that_is_not_there_is_looked_for_later(void **state) {
  (void)state;
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
  struct bus *bus = bus_create(BUS_USER);
  struct bus_user user = {.on_up = never, .on_lost = never};
  bus_join(bus, &user);
  assert_true(bus_due(bus) <= now_ms());
  int64_t before = now_ms();
  bus_pump(bus);
  int64_t due = bus_due(bus);
  assert_in_range(due, before + BUS_RETRY_FIRST_MS, now_ms() + BUS_RETRY_FIRST_MS);
  bus_pump(bus);
  assert_int_equal(bus_due(bus), due);
  assert_int_equal(bus_fd(bus), -1);
  assert_int_equal(bus_events(bus), 0);
  assert_false(bus_is_up(bus));
  bus_leave(bus, &user);
  bus_destroy(bus);
  bus_destroy(NULL);
}

static int changes;

static void count_change(void *context) {
  (void)context;
  changes++;
}

static void without_logind_somebody_is_there(void **state) {
  (void)state;
  setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
  struct bus *bus = bus_create(BUS_SYSTEM);
  const struct presence_listener listener = {NULL, count_change, never};
  struct presence *presence = presence_create(bus, &listener);
  bus_pump(bus);
  assert_false(presence->locked || presence->inhibited || presence->asleep);
  assert_int_equal(presence->idle_since, -1);
  presence_inhibit(presence, false);
  assert_int_equal(changes, 0);
  presence_inhibit(presence, true);
  presence_inhibit(presence, true);
  assert_int_equal(changes, 1);
  assert_true(presence->inhibited);
  presence_destroy(presence);
  presence_destroy(NULL);
  bus_destroy(bus);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tries_are_ever_further_apart_up_to_a_minute),
      cmocka_unit_test(a_bus_that_is_not_there_is_looked_for_later),
      cmocka_unit_test(without_logind_somebody_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
