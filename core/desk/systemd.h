// The part of libsystemd that is used, loaded when something first needs it: `sd.notify()` is sd_notify().
#pragma once

#include <stdbool.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>

#define SYSTEMD_FUNCTIONS(F)                                                                                  \
  F(bus_open_user) F(bus_open_system) F(bus_close_unref) F(bus_get_fd) F(bus_get_events) F(bus_get_timeout)   \
  F(bus_process) F(bus_is_open) F(bus_is_ready) F(bus_call_async) F(bus_send) F(bus_add_match_async)          \
  F(bus_slot_unref) F(bus_message_new_method_call) F(bus_message_append) F(bus_message_open_container)        \
  F(bus_message_close_container) F(bus_message_read) F(bus_message_read_basic) F(bus_message_enter_container) \
  F(bus_message_exit_container) F(bus_message_skip) F(bus_message_is_method_error) F(bus_message_is_signal)   \
  F(bus_message_get_path) F(bus_message_set_auto_start) F(bus_message_set_expect_reply) F(bus_message_unref)  \
  F(notify) F(watchdog_enabled)

#define SYSTEMD_MEMBER(name) __typeof__(sd_##name) *name;
struct systemd {
  SYSTEMD_FUNCTIONS(SYSTEMD_MEMBER)
};
extern struct systemd sd;

// Loads it, once. False: this machine has none, and no member of `sd` may be called.
bool systemd_load(void);
