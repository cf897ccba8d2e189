// Where a reminder is shown, and where the person answers it. A notifier decides nothing and knows no loop: what it
// hears, it hears from its bus.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum notice_urgency { NOTICE_LOW, NOTICE_NORMAL, NOTICE_CRITICAL };  // the numbers of the specification

struct notice_action {
  const char *key;    // handed back by on_action; "default" is a click on the notice itself
  const char *label;  // on the button
};

// Texts may hold anything: they are cleaned, and escaped where the server reads markup.
struct notice {
  const char *title;
  const char *text;                     // may be NULL, may have several lines
  const struct notice_action *actions;  // left out where the server has none
  size_t actions_count;
  const char *reply;                    // the label of a field to answer in, or NULL; left out as the actions are
  enum notice_urgency urgency;          // GNOME shows what is low in its list only
  bool transient;                       // not to be kept in a history of notifications
  bool sound;                           // the server may play its sound
  int timeout_ms;                       // until it closes by itself; 0: the server's own; -1: never
};

enum notifier_can {
  NOTIFIER_READY = 1,    // there is a place to show things
  NOTIFIER_ACTIONS = 2,
  NOTIFIER_REPLY = 4,
  NOTIFIER_TEXT = 8,     // more than a title
  NOTIFIER_MARKUP = 16,  // its text is read as markup
};

enum notifier_reason {  // the numbers of the specification
  NOTIFIER_EXPIRED = 1,
  NOTIFIER_DISMISSED = 2,
  NOTIFIER_TAKEN_BACK = 3,
  NOTIFIER_UNKNOWN = 4,
  NOTIFIER_REFUSED = 5,  // ours: the server did not take it
};

// What happened. Any of these may call show and close, and none may destroy the notifier or pump its bus.
struct notifier_listener {
  void *context;
  // The person chose an action or wrote an answer. The server may close the notice then, with on_closed, or leave it:
  // call close.
  void (*on_action)(void *context, int64_t id, const char *action);
  void (*on_reply)(void *context, int64_t id, const char *text);  // as it was written; not cleaned
  void (*on_closed)(void *context, int64_t id, enum notifier_reason reason);  // no longer open; its id is free again
  void (*on_ready)(void *context);  // things can be shown, and can() is known
  void (*on_lost)(void *context);   // no longer; open notices wait for the next on_ready
  void (*on_inhibited)(void *context, bool inhibited);  // the person does not want to be disturbed, or does again
};

struct notifier;

struct notifier_class {
  // Shows a notice, or changes the open one with this id (any number but 0, the caller's choice). Everything in it is
  // copied. Where nothing can show it now it waits, and is shown when something can; an open notice is shown once more
  // to a server that came back. To give up waiting, close it.
  void (*show)(struct notifier *notifier, int64_t id, const struct notice *notice);
  // Takes a notice back. Nothing more is heard of it, not even on_closed. An id that is not open is no mistake.
  void (*close)(struct notifier *notifier, int64_t id);
  unsigned (*can)(const struct notifier *notifier);  // NOTIFIER_... as bits; 0 until on_ready and after on_lost
  void (*destroy)(struct notifier *notifier);        // what is open stays on the screen as the server sees fit
};

struct notifier {
  const struct notifier_class *class;
  const struct notifier_listener *listener;  // every member is set
};

struct bus;

// The desktop's own: org.freedesktop.Notifications on the person's bus, which outlives the notifier. A server that is
// not running is started, where D-Bus knows how, by the first notice and not before. `listener` hears nothing before
// the next pump or on_up.
struct notifier *notifier_dbus(struct bus *bus, const struct notifier_listener *listener);
