// What the host is given to read: the files of the practice, in the person's language where there is one.
#include <string.h>

#include "language.h"
#include "session_internal.h"

// What stands behind "de/" in the name of a file of that language; NULL for another.
static const char *name_in(const char *language, const char *name) {
  size_t length = strlen(language);
  return strncmp(name, language, length) == 0 && name[length] == '/' ? name + length + 1 : NULL;
}

static bool is_words(const char *name) {
  const char *ending = strrchr(name, '.');
  return ending && strcmp(ending, ".txt") == 0;
}

// "de/cards.txt" is handed over as cards.txt to who reads German. Only what is no code, and has an original: without one
// the practice would break for others.
static void translate_decks(const struct practice *practice, json_t *files) {
  char wanted[LANGUAGES_MAX][LANGUAGE_SIZE];
  for (size_t language = language_wanted(wanted); language-- > 0;) {
    for (size_t i = 0; i < practice->files_count; i++) {
      const char *own = name_in(wanted[language], practice->files[i].name);
      if (own && is_words(own) && json_object_get(files, own))
        json_object_set(files, own, json_object_get(files, practice->files[i].name));
    }
  }
}

bool session_is_original(const struct session *session) {
  return keeper_is_scratch(session->setup.keeper) && !session->setup.unkept;
}

json_t *session_files(const struct practice *practice) {
  json_t *files = json_object();
  for (size_t i = 0; i < practice->files_count; i++)
    json_object_set_new(files, practice->files[i].name,
                        json_stringn(practice->files[i].text, practice->files[i].length));
  return files;
}

json_t *session_own_files(const struct session *session) {
  json_t *files = session_files(session->setup.practice);
  if (!session_is_original(session)) translate_decks(session->setup.practice, files);
  return files;
}

const char *session_texts(const struct session *session) {
  const struct practice *practice = session->setup.practice;
  char wanted[LANGUAGES_MAX][LANGUAGE_SIZE];
  size_t languages = session_is_original(session) ? 0 : language_wanted(wanted);
  for (size_t language = 0; language < languages; language++) {
    for (size_t i = 0; i < practice->files_count; i++) {
      const char *own = name_in(wanted[language], practice->files[i].name);
      if (own && strcmp(own, "texts.txt") == 0) return practice->files[i].name;
    }
  }
  return NULL;
}
