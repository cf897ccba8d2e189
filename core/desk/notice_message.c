// A notice as the arguments of Notify; see notice_message.h.
#include "notice_message.h"

#include "systemd.h"

static void append_action(sd_bus_message *message, const char *key, const char *label) {
  struct buf clean = {0};
  notice_label(&clean, label);
  sd.bus_message_append(message, "ss", key, buf_text(&clean));
  buf_finish(&clean);
}

static void append_actions(sd_bus_message *message, const struct notice *notice, unsigned can) {
  sd.bus_message_open_container(message, 'a', "s");
  for (size_t i = 0; (can & NOTIFIER_ACTIONS) && i < notice->actions_count; i++)
    append_action(message, notice->actions[i].key, notice->actions[i].label);
  if ((can & NOTIFIER_REPLY) && notice->reply) append_action(message, "inline-reply", notice->reply);
  sd.bus_message_close_container(message);
}

static void append_hints(sd_bus_message *message, const struct notice *notice) {
  sd.bus_message_open_container(message, 'a', "{sv}");
  sd.bus_message_append(message, "{sv}", "urgency", "y", (int)notice->urgency);
  sd.bus_message_append(message, "{sv}", "desktop-entry", "s", "tend");
  sd.bus_message_append(message, "{sv}", "category", "s", "x-tend.reminder");
  if (notice->transient) sd.bus_message_append(message, "{sv}", "transient", "b", 1);
  if (!notice->sound) sd.bus_message_append(message, "{sv}", "suppress-sound", "b", 1);
  sd.bus_message_close_container(message);
}

static void append_words(sd_bus_message *message, const struct notice *notice, uint32_t replaces, unsigned can) {
  struct buf title = {0}, text = {0};
  notice_title(&title, notice, can);
  notice_text(&text, notice, can);
  sd.bus_message_append(message, "susss", "tend", replaces, "", buf_text(&title), buf_text(&text));
  buf_finish(&title);
  buf_finish(&text);
}

void notice_append(sd_bus_message *message, const struct notice *notice, uint32_t replaces, unsigned can) {
  append_words(message, notice, replaces, can);
  append_actions(message, notice, can);
  append_hints(message, notice);
  int timeout = notice->timeout_ms;
  sd.bus_message_append(message, "i", timeout == 0 ? -1 : timeout < 0 ? 0 : timeout);
}
