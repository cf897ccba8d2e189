// A notice on its way to a server: a copy of its own, and its words as this server is to get them. For notifiers only.
#pragma once

#include "buf.h"
#include "notifier.h"

struct notice *notice_copy(const struct notice *notice);  // with everything that it points to
void notice_free(struct notice *copy);

unsigned notice_can(const char *capability);  // what a capability of the specification lets us do, or 0

// Both append. A server that shows no text gets all of it in the title.
void notice_title(struct buf *out, const struct notice *notice, unsigned can);
void notice_text(struct buf *out, const struct notice *notice, unsigned can);
// The label of a button: one line, never empty.
void notice_label(struct buf *out, const char *label);
