// What else tend leans on, one check after the other; see doctor.h.
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "common.h"
#include "cue.h"
#include "doctor.h"
#include "enable.h"

static void check_agent(struct check *check) {
  json_t *status = agent_tell("status");
  enum enable_way way = enable_look();
  check->fine = status != NULL;
  buf_format(&check->text, "The agent that reminds %s, and it %s.", status ? "is running" : "is not running",
             enable_way_words(way));
  if (way == ENABLE_NONE) buf_add_text(&check->advice, "if you want reminders: tend agent enable");
  else if (!status) buf_add_text(&check->advice, "until your next session: tend agent run");
  check->details = json_pack("{s:b, s:s}", "running", status != NULL, "enabled", enable_way_name(way));
  json_decref(status);
}

static void check_sound(struct check *check) {
  struct settings settings;
  const char *player = cue_spawn_player();
  read_settings(&settings);
  check->fine = player != NULL;
  if (player) buf_format(&check->text, "Sounds are played by %s.", player);
  else buf_add_text(&check->text, "No player for sounds is installed; practices go on without.");
  if (!player)
    buf_add_text(&check->advice, "install pw-play (package pipewire-bin), paplay (pulseaudio-utils) or aplay "
                                 "(alsa-utils)");
  if (!settings.sound.on) buf_add_text(&check->text, " tend.ini has sound off.");
  check->details = json_pack("{s:s?, s:b}", "program", player, "on", settings.sound.on);
  settings_finish(&settings);
}

static void check_speech(struct check *check) {
  const char *voice = cue_spawn_voice();
  check->fine = voice != NULL;
  if (voice) buf_format(&check->text, "Lines are read aloud by %s, where tend.ini has 'speak = yes'.", voice);
  else buf_add_text(&check->text, "Nothing that reads aloud is installed; it is needed for closed eyes only.");
  if (!voice) buf_add_text(&check->advice, "install spd-say (package speech-dispatcher) or espeak-ng");
  check->details = json_pack("{s:s?}", "program", voice);
}

static void check_terminal(struct check *check) {
  bool known = setlocale(LC_CTYPE, "") != NULL;
  const char *codeset = nl_langinfo(CODESET), *term = getenv("TERM");
  check->fine = known && strcmp(codeset, "UTF-8") == 0;
  if (check->fine) buf_add_text(&check->text, "The locale is UTF-8: every letter can be shown.");
  else if (!known) buf_add_text(&check->text, "The locale that LC_ALL, LC_CTYPE or LANG names is not installed, so "
                                              "other letters than English ones may look wrong.");
  else buf_format(&check->text, "The locale is %s, so other letters than English ones may look wrong.", codeset);
  if (!check->fine)
    buf_add_text(&check->advice, "LANG=C.UTF-8 works everywhere; 'dpkg-reconfigure locales' (package locales) makes "
                                 "others");
  check->details = json_pack("{s:s, s:s?}", "codeset", codeset, "term", term);
}

void checks_run(struct check checks[CHECKS]) {
  static const struct {
    const char *name;
    void (*look)(struct check *check);
  } rows[CHECKS] = {{"files", check_files}, {"agent", check_agent},   {"notices", check_notifier},
                    {"sound", check_sound}, {"speech", check_speech}, {"terminal", check_terminal}};
  for (int i = 0; i < CHECKS; i++) {
    checks[i] = (struct check){.name = rows[i].name};
    rows[i].look(&checks[i]);
  }
}

void checks_finish(struct check checks[CHECKS]) {
  for (int i = 0; i < CHECKS; i++) {
    buf_finish(&checks[i].text);
    buf_finish(&checks[i].advice);
    json_decref(checks[i].details);
  }
}
