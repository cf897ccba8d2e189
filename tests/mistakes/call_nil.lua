-- says: 3: attempt to call a nil value (field 'go'); no function has this name here
local t = {}
t.go()
