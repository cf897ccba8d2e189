// What a service tells the systemd that started it. Where none did, these do nothing.
#pragma once

#include <stdint.h>

void service_ready(void);  // Type=notify: started
void service_stopping(void);
// How often to call service_alive(): half of WatchdogSec, at which we are killed; 0: never.
int64_t service_watchdog_ms(void);
void service_alive(void);
