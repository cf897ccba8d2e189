-- says: 3: attempt to mul a 'string' with a 'number'; tonumber(text) makes a number of a text, or nil
local a = "two"
wait(a * 2)
