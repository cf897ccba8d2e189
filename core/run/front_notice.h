// A front end in a notification, for a practice that says `background = yes`: one notice that changes with what is
// said. Questions become buttons, or a field where the server has one; what cannot be asked there is passed over.
#pragma once

#include "front.h"
#include "notifier.h"

// `id` is the notice's, for good; `title` is shown above every line. The notifier outlives the front end.
struct front *front_notice(struct notifier *notifier, int64_t id, const char *title);

// What the notifier heard of this notice.
void front_notice_on_action(struct front *front, const char *action);
void front_notice_on_reply(struct front *front, const char *text);
void front_notice_on_closed(struct front *front);
