// Takes the place of tend-host and breaks the protocol in one way, which the file "mode" beside it names: as a host
// would whose practice had taken it over, had it got out of its sandbox.
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NO_SUCH_MODE = 99 };  // an exit status that no mode ends with

static void say(const char *text) {
  size_t length = strlen(text);
  while (length > 0) {
    ssize_t put = send(0, text, length, MSG_NOSIGNAL);
    if (put <= 0) _exit(0);  // tend has had enough
    text += put;
    length -= (size_t)put;
  }
}

static void stay(void) {
  for (;;) pause();
}

// As far as a sealed child gets before its practice's first line.
static void begin(void) {
  char text[65536];
  say("{\"verb\":\"ready\"}\n");
  if (recv(0, text, sizeof text, 0) <= 0) _exit(0);
}

static void say_for_ever(const char *text) {
  for (;;) say(text);
}

static void exit_at_once(void) { _exit(7); }
static void die(void) { raise(SIGSEGV); }
static void be_silent(void) { stay(); }

static void close_and_stay(void) {
  close(0);
  stay();
}

static void say_random(void) {
  unsigned long long x = 88172645463325252u;
  for (;;) {
    char bytes[512];
    for (size_t i = 0; i < sizeof bytes; i++) {
      x ^= x << 13, x ^= x >> 7, x ^= x << 17;
      bytes[i] = (char)x;
    }
    if (send(0, bytes, sizeof bytes, MSG_NOSIGNAL) <= 0) _exit(0);
  }
}

static const char *const messages[] = {
    "{\"verb\":\"say\",\"id\":1,\"text\":\"a\"}\n",   "{\"verb\":\"ask\",\"id\":2,\"text\":\"b\"}\n",
    "{\"verb\":\"wait\",\"id\":3,\"until\":1e9}\n",   "{\"verb\":\"cancel\",\"id\":2}\n",
    "{\"verb\":\"idle\",\"seen\":1}\n",               "{\"verb\":\"draw\",\"id\":4,\"deck\":\"d\",\"cards\":[\"e\"]}\n",
    "{\"verb\":\"recall\",\"id\":5,\"key\":\"k\"}\n",
};
enum { MESSAGES = sizeof messages / sizeof *messages };

// From the last to the first.
static void say_reordered(void) {
  begin();
  for (int i = MESSAGES; i-- > 0;) say(messages[i]);
  stay();
}

static void say_each_twice(void) {
  begin();
  for (int i = 0; i < MESSAGES; i++) say(messages[i]), say(messages[i]);
  stay();
}

// Right messages in any order and number.
static void say_shuffled(void) {
  unsigned x = 2463534242u;
  begin();
  for (;;) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    say(messages[x % MESSAGES]);
  }
}

// Each message up to one byte before its end, and the next after it.
static void say_truncated(void) {
  begin();
  for (int i = 0; i < MESSAGES; i++) {
    char text[128];
    snprintf(text, sizeof text, "%s", messages[i]);
    text[strlen(text) - 2] = '\0';
    say(text);
    say("\n");
  }
  stay();
}

static void say_half(void) {
  say("{\"verb\":\"rea");
  _exit(0);
}

static void huge_line(void) {
  begin();
  say_for_ever("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

static void huge_message(void) {
  begin();
  say_for_ever("{\"verb\":\"part\",\"text\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\n");
}

// These say one thing after the start, and stay.
static const struct {
  const char *mode, *text;
} after_start[] = {
    {"repeated_ids", "{\"verb\":\"wait\",\"id\":1,\"until\":1e9}\n{\"verb\":\"say\",\"id\":1,\"text\":\"b\"}\n"},
    {"no_id", "{\"verb\":\"say\",\"text\":\"a\"}\n"},
    {"not_permitted", "{\"verb\":\"journal.mine\",\"id\":1}\n"},
    {"core_verb", "{\"verb\":\"reply\",\"re\":1,\"t\":0}\n"},
    {"stage_verb", "{\"verb\":\"tell\",\"text\":\"All is well.\",\"tone\":\"care\"}\n"},
    {"front_verb", "{\"verb\":\"answer\",\"id\":1,\"text\":\"yes\"}\n"},
    {"unknown_verb", "{\"verb\":\"\\u001b[2J\\u202eexec\",\"id\":1}\n"},
    {"unknown_field", "{\"verb\":\"say\",\"id\":1,\"text\":\"a\",\"\\u001b]0;x\\u0007\":1}\n"},
    {"wrong_type", "{\"verb\":\"say\",\"id\":1,\"text\":[]}\n"},
    {"endless_number", "{\"verb\":\"wait\",\"id\":1,\"until\":1e999}\n"},
    {"no_json", "\033[2J\033]0;title\007\n"},
    {"empty_line", "\n"},
    {"inside", "{\"verb\":\"part\",\"text\":\"{\"}\n{\"verb\":\"done\"}\n"},
    {"fail_in_colour", "{\"verb\":\"fail\",\"kind\":\"error\",\"text\":\"\\u001b[2Jone\\ntwo\\u202e\"}\n"},
    {"fail_of_a_kind", "{\"verb\":\"fail\",\"kind\":\"\\u001b[2J\",\"text\":\"odd\"}\n"},
    {"done", "{\"verb\":\"done\"}\n{\"verb\":\"say\",\"id\":1,\"text\":\"too late\"}\n"},
    {"zero_id", "{\"verb\":\"say\",\"id\":0,\"text\":\"a\"}\n"},
    {"last_id", "{\"verb\":\"wait\",\"id\":9007199254740991,\"until\":1e9}\n"
                "{\"verb\":\"say\",\"id\":1,\"text\":\"b\"}\n"},
    {"two_in_a_line", "{\"verb\":\"done\"}{\"verb\":\"done\"}\n"},
    {"same_field_twice", "{\"verb\":\"say\",\"verb\":\"done\",\"id\":1,\"text\":\"a\"}\n"},
    {"own_writer", "{\"verb\":\"journal.add\",\"id\":1,\"title\":\"a\",\"from\":\"installed/letters\"}\n"},
    {"idle_low", "{\"verb\":\"idle\",\"seen\":0}\n"},
    {"idle_for_nothing", "{\"verb\":\"idle\",\"seen\":1}\n"},
    {"ask_and_stay", "{\"verb\":\"ask\",\"id\":1,\"text\":\"here\"}\n{\"verb\":\"idle\",\"seen\":1}\n"},
    {"idle_high", "{\"verb\":\"idle\",\"seen\":1000000000000000}\n{\"verb\":\"say\",\"id\":1,\"text\":\"here\"}\n"},
};

// These say one thing for ever.
static const struct {
  const char *mode, *text;
} floods[] = {
    {"flood_say", "{\"verb\":\"say\",\"id\":1,\"text\":\"here\"}\n"},
    {"flood_idle", "{\"verb\":\"idle\",\"seen\":1}\n"},
    {"flood_ready", "{\"verb\":\"ready\"}\n"},
    {"flood_cancel", "{\"verb\":\"cancel\",\"id\":1}\n"},
};

static void flood(const char *text) {
  begin();
  say("{\"verb\":\"say\",\"id\":5,\"text\":\"here\"}\n");
  say_for_ever(text);
}

static void speak_after_start(const char *text) {
  begin();
  say(text);
  stay();
}

static void nest(void) {
  begin();
  say("{\"verb\":\"remember\",\"id\":1,\"key\":\"k\",\"value\":");
  for (int i = 0; i < 30000; i++) say("[");
  say("\n");
  stay();
}

static void speak_before_start(void) {
  say("{\"verb\":\"say\",\"id\":1,\"text\":\"first\"}\n");
  stay();
}

static void done_before_start(void) {
  say("{\"verb\":\"done\"}\n");
  stay();
}

static void never_read(void) {
  say("{\"verb\":\"ready\"}\n");
  stay();
}

static const struct {
  const char *mode;
  void (*act)(void);
} modes[] = {
    {"exit_at_once", exit_at_once}, {"die", die},
    {"silence", be_silent},         {"close_and_stay", close_and_stay},
    {"random", say_random},         {"half", say_half},
    {"huge_line", huge_line},       {"huge_message", huge_message},
    {"early", speak_before_start},  {"done_early", done_before_start},
    {"never_read", never_read},     {"deep", nest},
    {"reordered", say_reordered},   {"repeated", say_each_twice},
    {"shuffled", say_shuffled},     {"truncated", say_truncated},
};

static void read_mode(char *mode, size_t size) {
  char path[PATH_MAX] = "";
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 8);
  char *slash = length > 0 ? strrchr(path, '/') : NULL;
  if (slash) strcpy(slash + 1, "mode");
  FILE *file = fopen(path, "r");
  if (!file || !fgets(mode, (int)size, file)) _exit(NO_SUCH_MODE);
  fclose(file);
}

int main(void) {
  char mode[64];
  read_mode(mode, sizeof mode);
  signal(SIGSEGV, SIG_DFL);
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (strcmp(mode, modes[i].mode) == 0) modes[i].act();
  for (size_t i = 0; i < sizeof after_start / sizeof *after_start; i++)
    if (strcmp(mode, after_start[i].mode) == 0) speak_after_start(after_start[i].text);
  for (size_t i = 0; i < sizeof floods / sizeof *floods; i++)
    if (strcmp(mode, floods[i].mode) == 0) flood(floods[i].text);
  return NO_SUCH_MODE;
}
