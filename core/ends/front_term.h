// What the files of the terminal front end share: front_term.c takes what happens, front_term_scene.c follows the breath
// and the pause, front_term_paint.c draws.
#pragma once

#include "editor.h"
#include "front.h"
#include "keyboard.h"
#include "screen.h"

enum { TERM_LINES_MAX = 400 };  // lines of the conversation that are kept for the screen

enum term_voice { TERM_PRACTICE, TERM_QUESTION, TERM_ANSWER, TERM_TEND, TERM_TEND_ASKED, TERM_STOP };

struct term_line {
  enum term_voice voice;
  char *text;
};

// What goes on in the practice that has the stage. One that grounding interrupts finds its own again afterwards.
struct term_scene {
  const struct front_listener *listener;  // whose it is
  int64_t left;                           // when another took the stage

  struct {
    bool on;
    char name[32];
    int64_t start, ms;
    double from, to;  // fullness
    int cycle, cycles;
  } breath;

  struct {
    char *label;     // NULL: none
    int64_t start, ms;
  } pause;
};

enum term_menu { MENU_GO_ON, MENU_OWN_BREATH, MENU_GROUND, MENU_LEAVE, MENU_ITEMS };

struct term {
  struct front front;
  int in, out;
  struct clock *clock;
  struct front_look look;
  char *help_line;
  bool utf8, at_end, changed;
  struct screen *screen;
  struct keyboard keys;
  int64_t keys_at;  // when the last bytes came

  struct term_line lines[TERM_LINES_MAX];
  size_t lines_count;
  char *farewell;   // what tend said last, if nothing came after it

  int64_t question;  // 0: none is open
  enum front_question_kind kind;
  bool hidden, from_tend;
  int64_t seen;       // when the question was first painted; 0: not yet
  char *question_text, *initial;
  char **options;
  size_t options_count, selected;
  struct editor *editor;
  size_t editor_top;  // the first of its rows that is seen

  int64_t hurried_at;  // when Enter or Space last went on before its time
  bool reading;      // a line is being given its time

  struct term_scene scene, below;

  bool away;          // the terminal is somebody else's: nothing is read or painted
  bool menu, paused;  // the way out is shown; the session's time stands still
  int64_t paused_at;
  size_t menu_selected;
  int64_t painted;    // when the last picture was made
};

extern const char *const term_menu_words[MENU_ITEMS];

static inline struct term *term_of(struct front *front) { return (struct term *)front; }

int64_t term_now(const struct term *term);

// The scene (front_term_scene.c).
// Another practice may have got the stage since the last call: grounding, or the one that grounding had interrupted.
void term_follow_stage(struct term *term);
void term_shift_scene(struct term_scene *scene, int64_t ms);  // so much time went by in which it stood still
void term_end_pause(struct term_scene *scene);
void term_phase(struct front *front, const struct front_phase *phase);
void term_rest(struct front *front);
void term_wait(struct front *front, const char *label, int64_t ms);
void term_wait_over(struct front *front);
double term_fullness(const struct term *term, int64_t now);  // of the breath, 0 to 1
void term_compose(struct term *term);                        // draws everything onto the screen of cells
