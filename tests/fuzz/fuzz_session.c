// A core that is fed by a hostile host: every line of the input is one message of the child's, handed over at once or
// after some time. The first byte says what is permitted. Whatever comes, the session ends once, keeps its promises to
// the front end and says so in one clean sentence. What is kept goes to memory, and is thrown away now and then.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "../unit/test_run_stage.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

static void require(bool condition) {
  if (!condition) abort();
}

static struct buf start_text;
static char home[] = "/dev/shm/tend-fuzz-XXXXXX";

static void remove_home(void) { file_remove_folder(home); }

// Made once and not for each run, which it would make ten times slower.
int LLVMFuzzerInitialize(int *count, char ***arguments) {
  (void)count, (void)arguments;
  require(mkdtemp(home) != NULL);
  atexit(remove_home);
  set_home(home);
  setenv("TZ", "UTC", 1);
  buf_add_text(&start_text, "{\"verb\":\"ready\"}");
  return 0;
}

static void set_stage(uint8_t permitted) {
  static const char *const keys[] = {"journal.add", "journal.read", "notify", "sound", "remind"};
  stage_set();
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (permitted & (1u << i)) permit(keys[i]);
}

// What the person and the clock do after a line, by its length.
static void act(size_t length) {
  if (stage.ended) return;
  switch (length % 7) {
    case 0: run_for(1000); break;
    case 1:
      if (stage.open_question) skips();
      break;
    case 2: pass_and_look((int64_t)length); break;
    default: break;
  }
}

static void clear(void) {
  static int runs;
  destroy();
  buf_clear(&stage.seen);  // what it does is not expected line by line here
  stage_clear();
  if (++runs % 500) return;
  remove_home();
  require(mkdir(home, 0700) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  set_stage(data[0]);
  stage.session = session_create(&stage.setup, NULL);
  require(stage.session != NULL);
  session_begin(stage.session);
  const char *text = (const char *)data + 1, *end = (const char *)data + size;
  if (!(data[0] & 0x80)) session_on_line(stage.session, start_text.data, start_text.len);
  while (text < end && !stage.ended) {
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    size_t length = (size_t)((stop ? stop : end) - text);
    session_on_line(stage.session, text, length);
    act(length);
    text += length + 1;
  }
  if (!stage.ended) session_leave(stage.session);
  require(stage.ended);
  const char *sentence = session_sentence(stage.session);
  if (sentence) require(*sentence && text_is_utf8(sentence, strlen(sentence), NULL) && !strpbrk(sentence, "\n\033"));
  clear();
  return 0;
}
