// What a person did; see deeds.h.
#include "deeds.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

void deeds_add(struct deeds *deeds, enum deed_kind kind, const char *question, const char *answer, int64_t after) {
  deeds->items = mem_resize(deeds->items, (deeds->count + 1) * sizeof *deeds->items);
  deeds->items[deeds->count++] = (struct deed){kind, mem_copy(question), mem_copy(answer), after};
}

void deeds_finish(struct deeds *deeds) {
  for (size_t i = 0; i < deeds->count; i++) {
    free(deeds->items[i].question);
    free(deeds->items[i].answer);
  }
  free(deeds->items);
  free(deeds->begun);
  *deeds = (struct deeds){0};
}

bool deed_option(const struct deed *deed, const struct front_question *question, size_t *option) {
  for (size_t i = 0; i < question->options_count; i++) {
    *option = i;
    if (strcmp(question->options[i], deed->answer) == 0) return true;
  }
  return false;
}

static bool fits(const struct deed *deed, const struct front_question *question) {
  size_t option;
  if (deed->kind == DEED_ANSWER) return question->kind != FRONT_CHOICE;
  if (deed->kind == DEED_CHOICE) return question->kind == FRONT_CHOICE && deed_option(deed, question, &option);
  return true;
}

const struct deed *deeds_match(const struct deeds *deeds, struct deeds_place *place,
                               const struct front_question *question) {
  for (size_t i = place->sure; i < deeds->count; i++) {
    const struct deed *deed = &deeds->items[i];
    if (!deed->question || strcmp(deed->question, question->text) != 0 || !fits(deed, question)) continue;
    place->next = place->sure = i + 1;
    return deed;
  }
  for (size_t i = place->next; i < deeds->count; i++) {
    const struct deed *deed = &deeds->items[i];
    if (!deed->question) continue;
    if (!fits(deed, question)) return NULL;
    place->next = i + 1;
    return deed;
  }
  return NULL;
}

const struct deed *deeds_unasked(const struct deeds *deeds, const struct deeds_place *place) {
  bool is_next = place->next < deeds->count && deeds->items[place->next].kind == DEED_GO_ON;
  return is_next ? &deeds->items[place->next] : NULL;
}

void deeds_pass(struct deeds_place *place) {
  if (place->sure == place->next) place->sure++;
  place->next++;
}
