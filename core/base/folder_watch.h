// Noticing that files were written: inotify on folders, without what lies below them. It knows no loop; whoever has one
// watches the descriptor.
#pragma once

#include <stdbool.h>

#include "fault.h"

struct folder_watch;

struct folder_watch *folder_watch_create(struct fault *fault);
void folder_watch_destroy(struct folder_watch *watch);  // NULL is fine
// One more folder; one that is watched already or is not there is fine.
void folder_watch_add(struct folder_watch *watch, const char *folder);
int folder_watch_fd(const struct folder_watch *watch);  // readable once there is news
// Takes the news, without waiting. True when a file was written to its end or put into its place, or a folder was made.
bool folder_watch_take(struct folder_watch *watch);
