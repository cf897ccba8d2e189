-- says: 3: attempt to compare number with string; only two numbers or two texts can be compared, and tonumber(text) makes a number
local a = "2"
if a > 1 then say "x" end
