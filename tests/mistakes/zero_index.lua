-- says: 3: say: what is said must be a text, not nothing; lists begin at 1
local things = { "a" }
say(things[0])
