-- says: 3: say: what is said must be a text, not nothing
local x
say(x)
