// Lying down between events: what the agent keeps in memory while it sleeps is what every desktop carries all day.
#pragma once

void agent_rest(void);
