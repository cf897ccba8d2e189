// What a run is given in words; see given.h.
#include "given.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "verbs.h"

bool given_seed(const char *words, uint64_t *seed) {
  char *rest;
  errno = 0;
  *seed = strtoull(words, &rest, 10);
  // strtoull() takes a sign and blanks, too.
  return *words >= '0' && *words <= '9' && !*rest && errno == 0;
}

bool given_grant(const char *words, enum session_grant *grant, const char **granted) {
  bool all = strcmp(words, "all") == 0, none = strcmp(words, "none") == 0;
  *grant = all ? SESSION_GRANT_ALL : SESSION_GRANT_NONE;
  *granted = all || none ? NULL : words;
  return all || none || wire_are_permissions(words);
}
