// Opening rows on another core; see ahead.h. Two loads change places: one is filled while the other is opened.
#include "ahead.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { ROWS = 256, BYTES = 512 * 1024 };

struct load {
  struct opening rows[ROWS];
  size_t count, used, most;  // most: of `used`, so far
  char *bytes;               // which the rows point into
};

struct ahead {
  struct opening_how how;
  struct seal_opener opener;
  struct load loads[2];
  int filling;      // which of them
  bool at_work;     // the other one is being opened, or was
  bool ending;
  pthread_t thread;
  sem_t handed_over, opened;
};

static void *work(void *context) {
  struct ahead *ahead = context;
  for (;;) {
    sem_wait(&ahead->handed_over);
    if (ahead->ending) return NULL;
    struct load *load = &ahead->loads[!ahead->filling];
    for (size_t i = 0; i < load->count; i++) opening_open(&load->rows[i], &ahead->opener, &ahead->how);
    sem_post(&ahead->opened);
  }
}

// Signals are for whoever works with the terminal.
static bool start(struct ahead *ahead) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = pthread_create(&ahead->thread, NULL, work, ahead) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

static void finish(struct ahead *ahead) {
  for (int i = 0; i < 2; i++) {
    struct load *load = &ahead->loads[i];
    for (size_t k = 0; k < load->count; k++) json_decref(load->rows[k].content);
    explicit_bzero(load->bytes, load->used > load->most ? load->used : load->most);
    free(load->bytes);
  }
  seal_opener_finish(&ahead->opener);
  sem_destroy(&ahead->handed_over);
  sem_destroy(&ahead->opened);
  free(ahead);
}

struct ahead *ahead_create(const struct opening_how *how) {
  struct ahead *ahead = mem_zero(1, sizeof *ahead);
  ahead->how = *how;
  sem_init(&ahead->handed_over, 0, 0);
  sem_init(&ahead->opened, 0, 0);
  for (int i = 0; i < 2; i++) ahead->loads[i].bytes = mem_alloc(BYTES);
  if (start(ahead)) return ahead;
  finish(ahead);
  return NULL;
}

static const void *keep(struct load *load, const void *data, size_t length) {
  if (!data) return NULL;
  void *place = load->bytes + load->used;
  memcpy(place, data, length);
  load->used += length;
  return place;
}

static const char *keep_text(struct load *load, const char *text) { return keep(load, text, strlen(text) + 1); }

bool ahead_put(struct ahead *ahead, const struct opening *opening) {
  struct load *load = &ahead->loads[ahead->filling];
  const struct seal_row *row = &opening->row;
  size_t texts =
      strlen(row->id) + strlen(row->entry) + strlen(row->parents) + strlen(row->device) + strlen(row->process);
  size_t size = texts + 5 + SEAL_KEY + SEAL_NONCE + opening->length;
  if (load->count == ROWS || size > BYTES - load->used) return false;
  struct opening *kept = &load->rows[load->count++];
  *kept = *opening;
  kept->row.id = keep_text(load, row->id);
  kept->row.entry = keep_text(load, row->entry);
  kept->row.parents = keep_text(load, row->parents);
  kept->row.device = keep_text(load, row->device);
  kept->row.process = keep_text(load, row->process);
  kept->key = keep(load, opening->key, SEAL_KEY);
  kept->nonce = keep(load, opening->nonce, SEAL_NONCE);
  kept->sealed = keep(load, opening->sealed, opening->length);
  return true;
}

struct opening *ahead_turn(struct ahead *ahead, size_t *count) {
  struct load *filled = &ahead->loads[ahead->filling], *other = &ahead->loads[!ahead->filling];
  if (ahead->at_work) sem_wait(&ahead->opened);
  ahead->at_work = filled->count > 0;
  ahead->filling = !ahead->filling;
  if (ahead->at_work) sem_post(&ahead->handed_over);
  // `other` is filled next; until then its rows are the caller's to look at, and to release.
  *count = other->count;
  if (other->used > other->most) other->most = other->used;
  other->count = other->used = 0;
  return other->rows;
}

void ahead_destroy(struct ahead *ahead) {
  if (!ahead) return;
  if (ahead->at_work) sem_wait(&ahead->opened);
  ahead->ending = true;
  sem_post(&ahead->handed_over);
  pthread_join(ahead->thread, NULL);
  finish(ahead);
}
