// The part of somebody who does anything; see rehearsal_random.h.
#include "rehearsal_random.h"

#include <string.h>

#include "splitmix.h"

static uint64_t draw(struct rehearsal_random *random, uint64_t most) {
  return splitmix_next(&random->state) % most;
}

// What people type, and what scripts stumble over.
static void type(struct rehearsal_random *random, struct buf *line) {
  static const char *const typed[] = {
      "a stick",  "yes",         "no",     "7",           "0",         "-1",        "1e999", "   ",      "nil",
      "100%",     "%s %d",       "(what)", "[a-z]+",      "it's \"x\"", "back\\sl",  "%",     "ä ö ü ß",  "雨の音",
      "🙂🙂🙂",   "two words",   "NaN",    "I don't know", "\xE2\x80\xAE", "$HOME",   "# no",  "> hm",     ".hidden",
      ("a line that goes on for longer than anybody would think is needed, since some people write like this when at "
      "last somebody asks them how it is, and there is no reason why they should not"),
  };
  enum { TYPED = sizeof typed / sizeof *typed, LONG = 5000 };
  if (draw(random, 40) == 0)
    for (int i = 0; i < LONG; i++) buf_add_char(line, "abcdef ghi"[draw(random, 10)]);
  else buf_add_text(line, typed[draw(random, TYPED)]);
}

static bool answer(void *context, const struct front_question *question, struct buf *line) {
  struct rehearsal_random *random = context;
  if (!question) {  // a page goes on
    if (random->lines-- > 0) type(random, line);
    else buf_add_char(line, '.');
    return true;
  }
  uint64_t mood = draw(random, 100);
  random->lines = question->kind == FRONT_TEXT ? (int)draw(random, 4) : 0;
  if (mood < 3) buf_add_text(line, "leave");
  else if (mood < 5) buf_add_text(line, "ground");
  else if (mood < 20) buf_add_text(line, "skip");
  else if (mood < 30) buf_add_text(line, "...");
  else if (mood < 40) return true;  // an empty line
  else if (question->kind == FRONT_CHOICE) buf_add_text(line, question->options[draw(random, question->options_count)]);
  else type(random, line);
  return true;
}

static const char *act(void *context, size_t lines) {
  (void)lines;
  switch (draw(context, 100)) {
    case 0: return "leave";
    case 1: return "ground";
    case 2:
    case 3: return "skip";
    default: return NULL;
  }
}

void rehearsal_randomize(struct rehearsal_random *random, uint64_t seed, struct rehearsal *how) {
  *random = (struct rehearsal_random){.state = seed * UINT64_C(0xD1342543DE82EF95) + 1, .part = {random, answer, act}};
  struct fault fault;
  how->seed = seed;
  rehearsal_set(how, "grant", draw(random, 3) == 0 ? "none" : "all", &fault);
  how->no_holds = draw(random, 3) == 0;
}
