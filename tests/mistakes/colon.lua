-- says: 3: attempt to call a string value (method 'weekday'); a value and no function: write it with a dot and without ()
local t = today()
say(t:weekday())
