// Where things are; see paths.h.
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

static const struct {
  const char *variable;
  const char *below_home;
} xdg[] = {
    [PATH_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
    [PATH_DATA] = {"XDG_DATA_HOME", ".local/share"},
    [PATH_STATE] = {"XDG_STATE_HOME", ".local/state"},
    [PATH_RUNTIME] = {"XDG_RUNTIME_DIR", ".local/state/tend-run"},
};

char *path_join(const char *folder, const char *name) { return mem_format("%s/%s", folder, name); }

char *path_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return mem_copy(".");
  return mem_copy_n(path, slash == path ? 1 : (size_t)(slash - path));
}

static const char *home(void) {
  const char *value = getenv("HOME");
  if (value && value[0] == '/') return value;
  const struct passwd *entry = getpwuid(getuid());
  return entry && entry->pw_dir && entry->pw_dir[0] == '/' ? entry->pw_dir : NULL;
}

static char *person_folder(enum path_base base, struct fault *fault) {
  const char *value = getenv(xdg[base].variable);
  if (value && value[0] == '/') return path_join(value, "tend");
  if (!home()) {
    fault_set(fault, "no home folder is known: set HOME, or %s, to an absolute path", xdg[base].variable);
    return NULL;
  }
  return mem_format("%s/%s/tend", home(), xdg[base].below_home);
}

// PREFIX/bin/tend and PREFIX/libexec/tend/tend-host both find PREFIX from where they are themselves.
static char *prefix_folder(const char *below, struct fault *fault) {
  char self[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) {
    fault_set(fault, "/proc/self/exe cannot be read (%s): is /proc mounted?", strerror(errno));
    return NULL;
  }
  self[length] = '\0';
  for (int levels = 0; levels < 2; levels++) {
    char *slash = strrchr(self, '/');
    if (slash) *slash = '\0';
  }
  return mem_format("%s/%s/tend", self, below);
}

char *path_of(enum path_base base, const char *name, struct fault *fault) {
  char *folder = base == PATH_SHARE     ? prefix_folder("share", fault)
                 : base == PATH_LIBEXEC ? prefix_folder("libexec", fault)
                                        : person_folder(base, fault);
  if (!folder || !name) return folder;
  char *path = path_join(folder, name);
  free(folder);
  return path;
}

char *path_for_writing(enum path_base base, const char *name, struct fault *fault) {
  char *folder = path_of(base, NULL, fault);
  if (!folder) return NULL;
  char *path = NULL;
  struct fault why = {0};
  if (file_make_folder(folder, &why)) path = name ? path_join(folder, name) : mem_copy(folder);
  else fault_set(fault, "%s; if it has to stay so, set %s to a folder that can be written", why.text, xdg[base].variable);
  free(folder);
  return path;
}

bool path_has_program(const char *name) {
  if (strchr(name, '/')) return access(name, X_OK) == 0;
  char *path = mem_copy(getenv("PATH") ? getenv("PATH") : "/usr/local/bin:/usr/bin:/bin"), *rest = path, *folder;
  bool found = false;
  while (!found && (folder = strsep(&rest, ":"))) {
    char *file = path_join(folder, name);
    found = *folder && access(file, X_OK) == 0;
    free(file);
  }
  free(path);
  return found;
}
