-- says: 3: wait: it cannot wait here, inside a function that Lua's own library calls (as in table.sort or string.gsub)
local t = { 3, 2 }
table.sort(t, function(a, b) wait(1) return a < b end)
