// No place to show anything.
#include <stdlib.h>

#include "memory.h"
#include "notifier.h"

static void none_show(struct notifier *notifier, int64_t id, const struct notice *notice) {
  (void)notifier, (void)id, (void)notice;
}

static void none_close(struct notifier *notifier, int64_t id) { (void)notifier, (void)id; }

static unsigned none_can(const struct notifier *notifier) {
  (void)notifier;
  return 0;
}

static void none_destroy(struct notifier *notifier) { free(notifier); }

static const struct notifier_class none_class = {
    .name = "none", .show = none_show, .close = none_close, .can = none_can, .destroy = none_destroy};

struct notifier *notifier_none(const struct notifier_listener *listener) {
  struct notifier *notifier = mem_zero(1, sizeof *notifier);
  *notifier = (struct notifier){&none_class, listener};
  return notifier;
}
