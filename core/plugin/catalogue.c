// What can be run on this machine; see catalogue.h.
#include "catalogue.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "mistake.h"
#include "paths.h"
#include "text.h"
#include "value.h"

static const struct {
  enum path_base base;
  const char *folder;
  enum practice_origin origin;
} roots[] = {
    {PATH_CONFIG, "scripts", PRACTICE_OWN},
    {PATH_DATA, "plugins", PRACTICE_INSTALLED},
    {PATH_SHARE, "plugins", PRACTICE_BUNDLED},
};

enum { ROOTS = sizeof roots / sizeof *roots };

static bool is_file(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool is_folder(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void add(struct catalogue *catalogue, char *name, char *path, enum practice_origin origin) {
  catalogue->items = mem_resize(catalogue->items, (catalogue->count + 1) * sizeof *catalogue->items);
  catalogue->items[catalogue->count++] = (struct catalogue_item){name, path, origin};
}

// Where the folder itself tells what its entries are, a thousand of them need not be looked at one by one.
static bool is_wanted(const struct dirent *entry, const char *path, bool single) {
  if (entry->d_type == (single ? DT_REG : DT_DIR)) return true;
  return single ? is_file(path) : is_folder(path);
}

static void consider(struct catalogue *catalogue, const char *root, const struct dirent *entry,
                     enum practice_origin origin) {
  bool single = origin == PRACTICE_OWN;
  if (single && !text_has_ending(entry->d_name, PRACTICE_LUA)) return;
  char *name = mem_copy_n(entry->d_name, strlen(entry->d_name) - (single ? strlen(PRACTICE_LUA) : 0));
  char *path = path_join(root, entry->d_name);
  if (text_is_name(name) && is_wanted(entry, path, single)) {
    add(catalogue, name, path, origin);
    return;
  }
  free(name);
  free(path);
}

static void scan(struct catalogue *catalogue, const char *root, enum practice_origin origin) {
  DIR *folder = opendir(root);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) consider(catalogue, root, entry, origin);
  closedir(folder);
}

static int by_name_and_origin(const void *a, const void *b) {
  const struct catalogue_item *one = a, *other = b;
  int order = strcmp(one->name, other->name);
  return order ? order : (int)one->origin - (int)other->origin;
}

static void free_item(struct catalogue_item *item) {
  free(item->name);
  free(item->path);
}

// Sorted by name and origin, so that of each name the first is the one that hides the others.
static void drop_hidden(struct catalogue *catalogue) {
  size_t kept = 0;
  for (size_t i = 0; i < catalogue->count; i++) {
    struct catalogue_item *item = &catalogue->items[i];
    if (kept && strcmp(catalogue->items[kept - 1].name, item->name) == 0)
      free_item(item);
    else
      catalogue->items[kept++] = *item;
  }
  catalogue->count = kept;
}

void catalogue_init(struct catalogue *catalogue) {
  *catalogue = (struct catalogue){0};
  for (size_t i = 0; i < ROOTS; i++) {
    char *root = path_of(roots[i].base, roots[i].folder, NULL);
    if (root) scan(catalogue, root, roots[i].origin);
    free(root);
  }
  if (catalogue->count == 0) return;
  qsort(catalogue->items, catalogue->count, sizeof *catalogue->items, by_name_and_origin);
  drop_hidden(catalogue);
}

void catalogue_finish(struct catalogue *catalogue) {
  for (size_t i = 0; i < catalogue->count; i++) free_item(&catalogue->items[i]);
  free(catalogue->items);
  *catalogue = (struct catalogue){0};
}

static void say_unknown(const struct catalogue *catalogue, const char *named, struct buf *errors) {
  const char **names = mem_zero(catalogue->count + 1, sizeof *names);
  for (size_t i = 0; i < catalogue->count; i++) names[i] = catalogue->items[i].name;
  char hint[VALUE_HINT_MAX];
  if (access(named, F_OK) == 0)
    mistake_add(errors, "there is no practice called '%s' (did you mean ./%s?); 'tend list' shows what can be run",
                named, named);
  else
    mistake_add(errors, "there is no practice called '%s'%s; 'tend list' shows what can be run", named,
                value_hint(named, names, hint));
  free(names);
}

struct practice *catalogue_load(const struct catalogue *catalogue, const char *named, struct buf *errors) {
  if (strchr(named, '/') || (text_has_ending(named, PRACTICE_LUA) && is_file(named)))
    return practice_load(named, PRACTICE_PATH, errors);
  for (size_t i = 0; i < catalogue->count; i++) {
    const struct catalogue_item *item = &catalogue->items[i];
    if (strcmp(item->name, named) == 0) return practice_load(item->path, item->origin, errors);
  }
  say_unknown(catalogue, named, errors);
  return NULL;
}
