// The plain front end with its answers in a file, a line each: for trying a practice again and again.
#include "buf.h"
#include "file.h"
#include "front_plain.h"

enum { ANSWERS_MAX = 4 << 20 };

struct front *front_scripted(const char *path, int out, struct fault *fault) {
  struct buf answers = {0};
  struct front *front = NULL;
  if (file_read(path, ANSWERS_MAX, &answers, fault)) {
    front = front_plain(-1, out);
    front_plain_feed(front, buf_text(&answers), answers.len);
  }
  buf_finish(&answers);
  return front;
}
