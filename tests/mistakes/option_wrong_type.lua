-- says: 2: ask: 'within' must be a duration such as 30, "4s" or "8m", not true
ask("x", { within = true })
