-- Keys and durations that are no numbers.
-- expect: 3
local nan, huge = 0 / 0, 1 / 0
assert(not pcall(wait, nan))
assert(not pcall(wait, huge))
assert(not pcall(wait, -huge))
assert(not pcall(every, nan, say))
assert(not pcall(ask, "?", { within = nan }))
assert(not pcall(remember, "k", { [huge] = 1 }))
assert(not pcall(remember, "k", { nan }))
assert(not pcall(breathe, { { "in", nan } }))
assert(not pcall(breathe, { inhale = 4, minutes = nan, cycles = nan }))
assert(not pcall(rawset, {}, nan, 1))
_G[nan] = 1
