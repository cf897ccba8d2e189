// The one table of everything that is ever said on a wire: between core and host, and between core and an outside front
// end. Each verb stands once, with who may say it, the permission it needs, and its fields with their types and bounds.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum wire_permission {
  WIRE_FREE,  // needs none
  WIRE_JOURNAL_ADD,
  WIRE_JOURNAL_READ,
  WIRE_NOTIFY,
  WIRE_SOUND,
  WIRE_REMIND,
  WIRE_PERMISSIONS,
};

// "journal.add" and so on, as the manifest spells it; NULL for WIRE_FREE.
const char *wire_permission_name(enum wire_permission permission);
// Whether `list` is one or more of these names, with commas between them.
bool wire_are_permissions(const char *list);

// Who may say a verb; a verb may have several speakers.
enum wire_speaker {
  WIRE_HOST = 1,   // the sealed child, to the core
  WIRE_CORE = 2,   // the core, to the sealed child
  WIRE_STAGE = 4,  // the core, to an outside front end
  WIRE_FRONT = 8,  // an outside front end, to the core
  WIRE_CONTROL = 16,  // a command of tend, to the running agent
};

enum wire_type {
  WIRE_TEXT,     // UTF-8; most: bytes
  WIRE_NUMBER,   // finite; least, most
  WIRE_INTEGER,  // least, most
  WIRE_FLAG,     // true or false
  WIRE_TEXTS,    // a list of texts; most: how many
  WIRE_PHASES,   // a list of [word, seconds]; most: how many
  WIRE_OBJECT,   // names to anything; most: how many names
  WIRE_ANY,
};

struct wire_field {
  const char *name;  // NULL ends a list of fields
  enum wire_type type;
  bool required;
  double least, most;
};

enum wire_verb_id {
  WIRE_READY,
  WIRE_UNSEALED,
  WIRE_SAY,
  WIRE_WAIT,
  WIRE_ASK,
  WIRE_WRITE,
  WIRE_CHOOSE,
  WIRE_PHOTO,
  WIRE_BREATHE,
  WIRE_CHIME,
  WIRE_SHOW_NOTICE,
  WIRE_DRAW,
  WIRE_REMEMBER,
  WIRE_RECALL,
  WIRE_ADD_ENTRY,
  WIRE_OWN_ENTRIES,
  WIRE_SEARCH,
  WIRE_REMIND_ME,
  WIRE_TODAY,
  WIRE_CANCEL,
  WIRE_IDLE,
  WIRE_DONE,
  WIRE_FAIL,
  WIRE_FOUND,
  WIRE_START,
  WIRE_CHECK,
  WIRE_REPLY,
  WIRE_TELL,
  WIRE_PHASE,
  WIRE_REST,
  WIRE_RETRACT,
  WIRE_END,
  WIRE_ANSWER,
  WIRE_SKIP,
  WIRE_LEAVE,
  WIRE_GROUND,
  WIRE_STATUS,
  WIRE_REFRESH,
  WIRE_STOP,
  WIRE_VERBS,
};

struct wire_verb {
  const char *name;
  unsigned speakers;  // enum wire_speaker, or'ed
  enum wire_permission permission;
  bool in_vocabulary;  // authors call a function of this name
  struct wire_field fields[12];
};

extern const struct wire_verb wire_verbs[WIRE_VERBS];
