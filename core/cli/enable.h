// Starting the agent together with the person's desktop session: by their systemd, or by a file in their autostart
// folder.
#pragma once

enum enable_way { ENABLE_NONE, ENABLE_SYSTEMD, ENABLE_AUTOSTART };

enum enable_way enable_look(void);  // what is in place now
const char *enable_way_name(enum enable_way way);  // "no", "systemd", "autostart"
const char *enable_way_words(enum enable_way way);  // "starts with your desktop session, by systemd", and so on

// Both say on stdout what they did and how it is undone; the process's exit status.
int enable_agent(void);
int disable_agent(void);
