-- says: 3: attempt to call a number value (local 'n'); a value and no function: leave out the ()
local n = 3
n()
