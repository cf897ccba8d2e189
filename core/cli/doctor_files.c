// Whether anyone else can reach what tend keeps; see doctor.h.
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor.h"
#include "paths.h"

enum { OTHERS = 077, OTHERS_WRITE = 022 };

// What was found in one folder.
struct finding {
  char *first;     // the first path that is open to others; the owner frees it
  size_t more;
  bool strangers;  // it, or something in it, belongs to someone else
};

// Folders of practices often come from elsewhere, as readable as they were there; nobody else may change them. In a
// folder that is the person's alone, nobody gets that far.
static bool is_open(const FTSENT *entry, bool closed_above) {
  mode_t mode = entry->fts_statp->st_mode;
  bool ours = entry->fts_level == 0 || (entry->fts_level == 1 && !S_ISDIR(mode));
  return ours ? mode & OTHERS : !closed_above && mode & OTHERS_WRITE;
}

static void note(struct finding *finding, const FTSENT *entry, bool closed_above) {
  if (entry->fts_statp->st_uid != getuid()) finding->strangers = true;
  else if (!is_open(entry, closed_above)) return;
  if (finding->first) finding->more++;
  else finding->first = strdup(entry->fts_path);
}

static struct finding look(char *folder) {
  struct finding finding = {0};
  char *const roots[] = {folder, NULL};
  bool closed = false;
  FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
  for (FTSENT *entry; walk && (entry = fts_read(walk));) {
    if (entry->fts_info != FTS_D && entry->fts_info != FTS_F && entry->fts_info != FTS_DEFAULT) continue;
    if (entry->fts_level == 0) closed = !(entry->fts_statp->st_mode & OTHERS);
    note(&finding, entry, closed);
  }
  if (walk) fts_close(walk);
  return finding;
}

static void tell(struct check *check, const char *folder, const struct finding *finding) {
  const char *trouble = finding->strangers ? "belongs to someone else" : "is open to others";
  const char *remedy = finding->strangers ? "sudo chown -R \"$(id -un)\"" : "chmod -R go=";
  check->fine = false;
  buf_format(&check->text, "%s%s %s", check->text.len ? " " : "", finding->first, trouble);
  if (finding->more) buf_format(&check->text, ", and so %s %zu more", finding->more == 1 ? "is" : "are", finding->more);
  buf_add_char(&check->text, '.');
  buf_format(&check->advice, "%s%s '%s'", check->advice.len ? "; " : "", remedy, folder);
}

void check_files(struct check *check) {
  static const enum path_base bases[] = {PATH_CONFIG, PATH_DATA, PATH_STATE, PATH_RUNTIME};
  check->fine = true;
  for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
    char *folder = path_of(bases[i], NULL, NULL);
    struct finding finding = folder ? look(folder) : (struct finding){0};
    if (finding.first) tell(check, folder, &finding);
    free(finding.first);
    free(folder);
  }
  if (check->fine) buf_add_text(&check->text, "Nobody but you can reach what tend keeps.");
}
