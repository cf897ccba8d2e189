// A notice as the arguments of org.freedesktop.Notifications.Notify, for a server that can do what `can` says.
#pragma once

#include <systemd/sd-bus.h>

#include "notice.h"

#define NOTICE_SERVER "org.freedesktop.Notifications"
#define NOTICE_PATH "/org/freedesktop/Notifications"

// `replaces` is the number that this server gave the notice when it was shown before, or 0.
void notice_append(sd_bus_message *message, const struct notice *notice, uint32_t replaces, unsigned can);
