// Sounds and speech by the machine's own players. Each is a process of its own, under coreutils' `timeout`, so that
// one that hangs is ended and nothing here ever waits.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cue.h"
#include "file.h"
#include "memory.h"
#include "paths.h"
#include "tone.h"

enum { PLAYERS_MAX = 8, SPEECH_MS_A_BYTE = 65, SPEECH_LEAST_MS = 600 };

struct program {
  const char *name, *option;
};

static const struct program players[] = {{"pw-play", NULL}, {"paplay", NULL}, {"aplay", "-q"}};
// Both read what to say from stdin, where no other process of the machine sees it.
static const struct program voices[] = {{"spd-say", "-e"}, {"espeak-ng", "--stdin"}};

struct spawner {
  struct cue cue;
  char *folder;
  double volume;
  const struct program *player, *voice;  // NULL: none was found
  bool looked_for_player, looked_for_voice;
  const char *missing;
  pid_t children[PLAYERS_MAX];
};

static const struct program *find_program(const struct program *programs, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (path_has_program(programs[i].name)) return &programs[i];
  return NULL;
}

static const struct program *find_player(void) { return find_program(players, sizeof players / sizeof *players); }

static const struct program *find_voice(void) { return find_program(voices, sizeof voices / sizeof *voices); }

const char *cue_spawn_player(void) {
  const struct program *player = find_player();
  return player ? player->name : NULL;
}

const char *cue_spawn_voice(void) {
  const struct program *voice = find_voice();
  return voice ? voice->name : NULL;
}

static void reap(struct spawner *spawner) {
  for (int i = 0; i < PLAYERS_MAX; i++)
    if (spawner->children[i] > 0 && waitpid(spawner->children[i], NULL, WNOHANG) != 0) spawner->children[i] = 0;
}

// Starts `arguments` with `input` (or nothing) as its stdin. A machine that is slow enough to have PLAYERS_MAX sounds
// at once gets no more.
static bool start(struct spawner *spawner, const char *const *arguments, int input) {
  reap(spawner);
  int slot = 0;
  while (slot < PLAYERS_MAX && spawner->children[slot] > 0) slot++;
  if (slot == PLAYERS_MAX) return false;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, ours;
  sigemptyset(&none);
  sigemptyset(&ours);
  sigaddset(&ours, SIGPIPE);  // which tend ignores
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &ours);
  posix_spawn_file_actions_init(&actions);
  if (input >= 0) posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  else posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  bool started = posix_spawnp(&spawner->children[slot], arguments[0], &actions, &attributes, (char *const *)arguments,
                              environ) == 0;
  if (!started) spawner->children[slot] = 0;
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return started;
}

// The sound's file, made where it is not there yet; NULL when it cannot be.
static char *sound_file(const struct spawner *spawner, const char *sound) {
  if (!tone_is_known(sound)) return NULL;  // the name may be a practice's own word
  char *path = mem_format("%s/%s-%d.wav", spawner->folder, sound, (int)(spawner->volume * 100));
  if (access(path, R_OK) == 0) return path;
  struct buf wav = {0};
  char *begun = mem_format("%s.%d", path, (int)getpid());
  bool ok = tone_make(&wav, sound, spawner->volume) && file_make_folder(spawner->folder, NULL);
  FILE *file = ok ? fopen(begun, "wbe") : NULL;
  ok = file && fwrite(wav.data, 1, wav.len, file) == wav.len;
  if (file && fclose(file) != 0) ok = false;
  ok = ok && rename(begun, path) == 0;
  buf_finish(&wav);
  free(begun);
  if (ok) return path;
  free(path);
  return NULL;
}

static bool spawn_play(struct cue *cue, const char *sound) {
  struct spawner *spawner = (struct spawner *)cue;
  if (!spawner->looked_for_player) {
    spawner->looked_for_player = true;
    spawner->player = find_player();
    if (!spawner->player)
      spawner->missing =
          "Sounds need a player, and none is installed: pw-play (package pipewire-bin), paplay (pulseaudio-utils) or "
          "aplay (alsa-utils). Everything goes on without.";
  }
  char *path = spawner->player ? sound_file(spawner, sound) : NULL;
  if (!path) return false;
  const char *arguments[] = {"timeout", "-k", "1", "6", spawner->player->name, path, NULL, NULL};
  if (spawner->player->option) {
    arguments[5] = spawner->player->option;
    arguments[6] = path;
  }
  bool started = start(spawner, arguments, -1);
  free(path);
  return started;
}

static int64_t spawn_speak(struct cue *cue, const char *text) {
  struct spawner *spawner = (struct spawner *)cue;
  if (!spawner->looked_for_voice) {
    spawner->looked_for_voice = true;
    spawner->voice = find_voice();
    if (!spawner->voice)
      spawner->missing =
          "Reading aloud needs spd-say (package speech-dispatcher) or espeak-ng, and neither is installed.";
  }
  int ends[2];
  size_t length = strlen(text);
  if (!spawner->voice || pipe2(ends, O_CLOEXEC) < 0) return 0;
  // A pipe takes 64 KiB without a reader; a line is never that long.
  bool ok = write(ends[1], text, length) == (ssize_t)length && write(ends[1], "\n", 1) == 1;
  close(ends[1]);
  const char *arguments[] = {"timeout", "-k", "1", "60", spawner->voice->name, spawner->voice->option, NULL};
  ok = ok && start(spawner, arguments, ends[0]);
  close(ends[0]);
  return ok ? SPEECH_LEAST_MS + (int64_t)length * SPEECH_MS_A_BYTE : 0;
}

static const char *spawn_missing(struct cue *cue) {
  struct spawner *spawner = (struct spawner *)cue;
  const char *missing = spawner->missing;
  spawner->missing = NULL;
  return missing;
}

// The last sound may ring on after us; `timeout` ends it if it must.
static void spawn_destroy(struct cue *cue) {
  struct spawner *spawner = (struct spawner *)cue;
  reap(spawner);
  free(spawner->folder);
  free(spawner);
}

static const struct cue_class spawn_class = {
    .play = spawn_play, .speak = spawn_speak, .missing = spawn_missing, .destroy = spawn_destroy};

struct cue *cue_spawn(const char *folder, double volume) {
  struct spawner *spawner = mem_zero(1, sizeof *spawner);
  spawner->cue.class = &spawn_class;
  spawner->folder = mem_copy(folder);
  spawner->volume = volume;
  return &spawner->cue;
}
