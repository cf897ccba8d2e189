// tend new: a practice to begin with, which runs and passes its tests at once. The files come from
// share/tend/scripts/templates with the name, the title and the path put in their places.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "common.h"
#include "file.h"
#include "memory.h"
#include "new_cards.h"
#include "paths.h"
#include "text.h"

static const char *const kinds[] = {"walk", "breath", "deck", "writing", "background", NULL};

enum { TEMPLATE_MAX = 64 * 1024 };

// Of cards from elsewhere: whose they are is asked for, and stays with them.
struct origin {
  const char *file, *license, *source, *author;
};

struct making {
  const char *name;
  char *title, *stubs;
  const struct origin *from;  // or NULL
  char count[24];             // of its cards
};

static bool is_kind(const char *name) {
  for (size_t i = 0; kinds[i]; i++)
    if (strcmp(kinds[i], name) == 0) return true;
  return false;
}

static int unknown_kind(const struct command *command, const char *name) {
  const char *nearest = text_nearest(name, kinds);
  if (nearest) return complain(STATUS_USAGE, "there is no kind '%s' (did you mean '%s'?)", name, nearest);
  return command_usage(command, "there is no kind '%s'", name);
}

// "my-evening-walk" is "My evening walk".
static char *title_of(const char *name) {
  char *title = mem_copy(name);
  for (char *at = title; *at; at++)
    if (*at == '-') *at = ' ';
  if (title[0] >= 'a' && title[0] <= 'z') title[0] = (char)(title[0] - 'a' + 'A');
  return title;
}

static void fill_in(struct buf *out, const char *text, const struct making *making) {
  const struct {
    const char *word, *stands_for;
  } words[] = {
      {"@NAME@", making->name},
      {"@TITLE@", making->title},
      {"@PATH@", making->name},
      {"@STUBS@", making->stubs},
      {"@COUNT@", making->count},
      {"@AUTHOR@", making->from ? making->from->author : ""},
      {"@LICENSE@", making->from ? making->from->license : ""},
      {"@SOURCE@", making->from ? making->from->source : ""}};
  for (const char *next; (next = strchr(text, '@')); text = next) {
    buf_add(out, text, (size_t)(next - text));
    size_t i = 0, count = sizeof words / sizeof *words;
    while (i < count && strncmp(next, words[i].word, strlen(words[i].word)) != 0) i++;
    // A path begins with "./", so that it is no name of a practice elsewhere.
    if (i < count) buf_format(out, "%s%s", strcmp(words[i].word, "@PATH@") == 0 ? "./" : "", words[i].stands_for);
    else buf_add_char(out, '@');
    next += i < count ? strlen(words[i].word) : 1;
  }
  buf_add_text(out, text);
}

static bool make_file(const char *from, const char *to, const struct making *making, struct fault *fault) {
  struct buf text = {0}, filled = {0};
  bool ok = file_read(from, TEMPLATE_MAX, &text, fault);
  if (ok) fill_in(&filled, buf_text(&text), making);
  FILE *file = ok ? fopen(to, "wxe") : NULL;
  if (ok) ok = file && fwrite(buf_text(&filled), 1, filled.len, file) == filled.len;
  if (file && fclose(file) != 0) ok = false;
  if (!ok && filled.len) fault_set(fault, "%s: cannot be written: %s", to, strerror(errno));
  buf_finish(&text);
  buf_finish(&filled);
  return ok;
}

// The files of a folder, and of the folders in it.
static bool make_files(const char *from, const char *to, const struct making *making, struct fault *fault) {
  DIR *files = opendir(from);
  bool ok = files || fault_set(fault, "%s: cannot be read: %s; install tend once more", from, strerror(errno));
  for (struct dirent *file; ok && (file = readdir(files));) {
    if (file->d_name[0] == '.') continue;
    char *source = path_join(from, file->d_name), *target = path_join(to, file->d_name);
    struct stat info;
    if (stat(source, &info) == 0 && S_ISDIR(info.st_mode))
      ok = (mkdir(target, 0777) == 0 || fault_set(fault, "%s: cannot be made: %s", target, strerror(errno))) &&
           make_files(source, target, making, fault);
    else ok = make_file(source, target, making, fault);
    free(source);
    free(target);
  }
  if (files) closedir(files);
  return ok;
}

// What an editor and luacheck are to know begins with a dot, which the templates do not, so that nothing looks for
// them there.
static bool make_settings(const char *templates, const struct making *making, struct fault *fault) {
  static const char *const files[][2] = {{"common/luarc.json", ".luarc.json"}, {"common/luacheckrc", ".luacheckrc"}};
  bool ok = true;
  for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++) {
    char *source = path_join(templates, files[i][0]), *target = path_join(making->name, files[i][1]);
    ok = make_file(source, target, making, fault);
    free(source);
    free(target);
  }
  return ok;
}

static bool make_cards(const char *name, const json_t *cards, struct fault *fault) {
  struct buf text = {0};
  char *path = path_join(name, "cards.txt");
  cards_write(cards, &text);
  FILE *file = fopen(path, "wxe");
  bool ok = file && fwrite(buf_text(&text), 1, text.len, file) == text.len;
  if (file && fclose(file) != 0) ok = false;
  if (!ok) fault_set(fault, "%s: cannot be written: %s", path, strerror(errno));
  buf_finish(&text);
  free(path);
  return ok;
}

static int make(const char *name, const char *kind, const struct origin *from, const json_t *cards) {
  struct fault fault;
  struct making making = {.name = name,
                          .title = title_of(name),
                          .stubs = path_of(PATH_SHARE, "scripts/stubs", NULL),
                          .from = from};
  snprintf(making.count, sizeof making.count, "%zu", json_array_size(cards));
  char *templates = path_of(PATH_SHARE, "scripts/templates", &fault), *source = path_join(templates, kind);
  int status = STATUS_OK;
  if (mkdir(name, 0777) < 0) {
    status = errno == EEXIST
                 ? complain(STATUS_ERROR, "%s: is there already and was left as it is; choose another name", name)
                 : complain(STATUS_ERROR, "%s: cannot be made: %s", name, strerror(errno));
  } else if (!make_files(source, name, &making, &fault) || !make_settings(templates, &making, &fault) ||
             (cards && !make_cards(name, cards, &fault))) {
    file_remove_folder(name);  // it was not there before
    status = complain(STATUS_ERROR, "%s", fault.text);
  } else {
    printf("%s is made. Its script is %s/main.lua,\nand what it is and may do stands in %s/plugin.ini.\n\n"
           "  tend run ./%s        runs it\n"
           "  tend check ./%s      says what is wrong with it\n"
           "  tend rehearse ./%s   shows all of it in a moment\n"
           "  tend test ./%s       says whether it still does what it did\n",
           name, name, name, name, name, name, name);
  }
  free(source);
  free(templates);
  free(making.title);
  free(making.stubs);
  return status;
}

// What the manifest has to say, in a line; asked for where it was not said and somebody is there.
static bool ask_for(const char **answer, char *room, size_t size, const char *question) {
  if (*answer) {
    snprintf(room, size, "%s", *answer);
  } else {
    if (!isatty(STDIN_FILENO)) return false;
    printf("%s ", question);
    fflush(stdout);
    if (!fgets(room, (int)size, stdin)) return false;
  }
  room[strcspn(room, "\r\n")] = '\0';
  size_t whole = strlen(room);
  text_is_utf8(room, whole, &whole);  // where it was too long, it ends with a letter
  room[whole] = '\0';
  for (char *at = room; (at = strchr(at, ';'));) *at = ',';  // it would begin a comment there
  *answer = room;
  return *room != '\0';
}

static int make_from(const char *name, struct origin *from) {
  struct fault fault;
  char license[128], source[512], author[128] = "";
  size_t left_out;
  json_t *cards = cards_read(from->file, &left_out, &fault);
  if (!cards) return complain(STATUS_ERROR, "%s", fault.text);
  bool known = ask_for(&from->source, source, sizeof source, "Where are these words from? A title, a place, an address:") &&
               ask_for(&from->license, license, sizeof license, "Under which licence? CC0-1.0, CC-BY-4.0, or 'unknown':");
  if (known && !ask_for(&from->author, author, sizeof author, "Who wrote them? (may be left empty)")) from->author = "Not known";
  int status = known ? make(name, "cards", from, cards)
                     : complain(STATUS_USAGE, "whose words are they? --source and --license say so, and stay with them");
  if (status == STATUS_OK && left_out)
    fprintf(stderr, "tend: %zu cards were left out: at most %d, of at most %d bytes each\n", left_out, CARDS_MAX, CARD_BYTES_MAX);
  json_decref(cards);
  return status;
}

static int run(const struct command *command, int count, char **arguments) {
  const char *name = NULL, *kind = NULL;
  struct origin from = {0};
  for (int at = 0; at < count; at++) {
    if (option_value(arguments, &at, "--kind", &kind)) {
      if (!kind || !is_kind(kind)) return unknown_kind(command, kind ? kind : "");
    } else if (option_value(arguments, &at, "--from", &from.file)) {
      if (!from.file) return command_usage(command, "--from needs a file");
    } else if (option_value(arguments, &at, "--license", &from.license)) {
      if (!from.license) return command_usage(command, "--license needs a name such as CC0-1.0, or 'unknown'");
    } else if (option_value(arguments, &at, "--source", &from.source)) {
      if (!from.source) return command_usage(command, "--source needs a title, a place or an address");
    } else if (option_value(arguments, &at, "--author", &from.author)) {
      if (!from.author) return command_usage(command, "--author needs a name");
    } else if (name || arguments[at][0] == '-') return command_usage(command, "'%s' is not understood", arguments[at]);
    else name = arguments[at];
  }
  if (!name) return command_usage(command, "what shall it be called? For instance: tend new evening-walk");
  if (!text_is_name(name))
    return complain(STATUS_USAGE,
                    "'%.80s' is no name for a practice: small letters, digits and '-', such as evening-walk", name);
  if (from.file && kind)
    return command_usage(command, "--from makes a deck of cards; --kind is for what begins without them");
  if (!from.file && (from.license || from.source || from.author))
    return command_usage(command, "--source, --license and --author say whose words they are that --from brings");
  return from.file ? make_from(name, &from) : make(name, kind ? kind : kinds[0], NULL, NULL);
}

const struct command command_new = {
    "new", "begin a practice of your own",
    "  tend new NAME [--kind KIND]   makes the folder NAME here\n"
    "Kinds:\n"
    "  walk         things to look for, and an entry of what was found (when you name none)\n"
    "  breath       a few breaths in a rhythm of yours\n"
    "  deck         cards to draw from\n"
    "  writing      a page to write on\n"
    "  background   a small pause in a notification\n"
    "\n"
    "  tend new NAME --from FILE [--source WORDS] [--license NAME] [--author NAME]\n"
    "FILE is a list of lines, a fortune file, or the JSON of Stretchly's ideas or Safe Eyes' exercises;\n"
    "each becomes a card. Whose words they are is asked for.\n"
    "\n"
    "It runs at once, and passes its tests. The guide is plugins/README.md.\n",
    run,
};
