-- says: 3: syntax error near '+'; write n = n + 1
local n = 0
n += 1
