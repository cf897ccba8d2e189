// Where things are: the XDG folders of the person, and the companions of this program.
#pragma once

#include <stdbool.h>

#include "fault.h"

enum path_base {
  PATH_CONFIG,   // $XDG_CONFIG_HOME/tend, by default ~/.config/tend
  PATH_DATA,     // $XDG_DATA_HOME/tend, by default ~/.local/share/tend
  PATH_STATE,    // $XDG_STATE_HOME/tend, by default ~/.local/state/tend
  PATH_RUNTIME,  // $XDG_RUNTIME_DIR/tend, by default ~/.local/state/tend-run/tend, wherever PATH_STATE is
  PATH_SHARE,    // what came with the program: PREFIX/share/tend
  PATH_LIBEXEC,  // PREFIX/libexec/tend
};

// The absolute path of `name` below a base folder (the folder itself when name is NULL); the caller frees it. As the
// XDG specification asks, a variable that holds a relative path is ignored. NULL when there is no home to be found.
char *path_of(enum path_base base, const char *name, struct fault *fault);

// The same, for writing: the folder exists afterwards, with mode 0700.
char *path_for_writing(enum path_base base, const char *name, struct fault *fault);

// True where a program of this name is found in PATH; or, of a name with a slash, where that can be run.
bool path_has_program(const char *name);

// `folder`/`name`; the caller frees it.
char *path_join(const char *folder, const char *name);
// The folder that it lies in, which is "." where it is a bare name; the caller frees it.
char *path_folder(const char *path);
