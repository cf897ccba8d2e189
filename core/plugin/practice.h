// A practice as it lies on disk: a plugin folder (plugin.ini, main.lua and further files) or a single .lua file.
// Reading one runs nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "fault.h"

enum {
  PRACTICE_FILES_MAX = 64,             // Lua files and decks in one practice
  PRACTICE_SOURCE_MAX = 512 * 1024,    // bytes of all of them
  PRACTICE_API = 1,                    // the vocabulary that this tend speaks
};

enum { PRACTICE_HASH_SIZE = 65 };  // SHA-256 in hex, and a NUL

#define PRACTICE_LUA ".lua"  // how the name of a file of Lua ends

enum practice_origin {
  PRACTICE_OWN,        // $XDG_CONFIG_HOME/tend/scripts/NAME.lua
  PRACTICE_INSTALLED,  // $XDG_DATA_HOME/tend/plugins/NAME/
  PRACTICE_BUNDLED,    // PREFIX/share/tend/plugins/NAME/
  PRACTICE_PATH,       // a file or folder named on the command line
};

struct practice_file {
  char *name;    // relative to the folder, with '/': "main.lua", "lib/cards.lua", "decks/words.txt"
  char *text;    // of a practice that was read, UTF-8; in a bundle, any bytes
  size_t length;
};

struct practice_permission {
  char *key;     // "journal.add", "journal.read", "notify", "sound", "remind"
  char *scope;   // for journal.read: "own" or "tag:NAME"; otherwise NULL
  char *reason;  // the author's words for the person
  int line;      // where in plugin.ini
};

enum setting_type { SETTING_INTEGER, SETTING_NUMBER, SETTING_BOOLEAN, SETTING_TEXT, SETTING_CHOICE, SETTING_DURATION };

struct practice_setting {
  char *key;
  enum setting_type type;
  char *initial;        // the default, as text; it passes setting_check
  double least, most;   // for integer, number and duration (seconds); -INFINITY..INFINITY where no range is given
  char **choices;       // for choice; ends with NULL
  char *help;           // the author's words for the person; may be ""
  int line;
};

struct practice {  // texts are never NULL where nothing else is said
  enum practice_origin origin;
  char *name;      // "collecting-walk"; for a single file its name without .lua
  char *path;      // the folder or the file
  char *identity;  // what is kept for it is kept under this: a bundled one's name, "own/NAME", "installed/NAME", or
                   // the absolute path of one that was named by its path. A name never holds a '/'.
  bool inherits;   // what was kept under the bare name, before there were identities, is its own
  char *local_title, *local_summary, *local_cautions;  // in the person's language; the originals where there is no such
  char *title, *summary, *version, *author, *license, *source;
  char *kind;      // breath, senses, create, collect, imagine, write, notice, ground; "" for a single file
  int minutes;     // 0: not said
  char *intensity; // gentle, moderate, deep
  bool holds, background;
  char *cautions;  // one line, or NULL
  struct practice_permission *permissions;
  size_t permissions_count;
  struct practice_setting *settings;
  size_t settings_count;
  struct practice_file *files;   // sorted by name; main.lua (or the single file, called NAME.lua) is files[main]
  size_t files_count, main;
  char hash[PRACTICE_HASH_SIZE];  // over the files that are read; see practice_hash_files
};

// Reads one from a folder or a .lua file. Every mistake becomes a line "where:line: sentence" in `errors` (may hold
// several lines on failure); NULL when there was any. A folder's manifest must name the folder; see folder.h for what
// is read of it. A single file has no manifest: it may use sound, notify, remind and journal.add, and nothing that
// reads; its title is the comment in its first line, if there is one, or its name.
struct practice *practice_load(const char *path, enum practice_origin origin, struct buf *errors);
// What a list of many shows: only the first section of the manifest is read, where that is [plugin]. No files, no hash, no
// permissions, settings or care.
struct practice *practice_peek(const char *path, enum practice_origin origin, struct buf *errors);
void practice_free(struct practice *practice);  // NULL is fine

// Says "" or the default for what the manifest did not say; for who read one without practice_load().
void practice_fill(struct practice *practice);

void practice_files_free(struct practice_file *files, size_t count);
void practice_files_sort(struct practice_file *files, size_t count);  // by name
// SHA-256 over files that are sorted by name (each: name, NUL, length as 8 bytes little-endian, bytes), hex.
void practice_hash_files(const struct practice_file *files, size_t count, char hash[PRACTICE_HASH_SIZE]);

// It was read whole, and is a folder with a manifest; otherwise it is a single file.
bool practice_has_manifest(const struct practice *practice);

// Whether it may do this without being asked about: what came with tend, and what the person wrote, may all but read
// the journal.
bool practice_is_trusted(const struct practice *practice, const char *permission);

// What finds it again as an argument of `tend run`: its name, or its absolute path.
const char *practice_address(const struct practice *practice);

const struct practice_permission *practice_permission(const struct practice *practice, const char *key);
// The tag whose entries it opens; NULL for the practice's own, and for what opens none.
const char *practice_scope_tag(const struct practice_permission *permission);
// By what name a grant of it is kept: its key, and with it the tag, because another tag is another wish.
void practice_grant_name(struct buf *out, const struct practice_permission *permission);
const struct practice_setting *practice_setting(const struct practice *practice, const char *key);
