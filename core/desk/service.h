// What a service tells the systemd that started it. Where none did, these do nothing.
#pragma once

#include <stdint.h>

void service_ready(const char *status);     // Type=notify: started; `status` as below, may be NULL
void service_status(const char *status);    // a line that `systemctl --user status` shows
void service_stopping(void);
int64_t service_watchdog_ms(void);          // how often to call service_alive(): half of WatchdogSec, at which we are killed; 0: never
void service_alive(void);
