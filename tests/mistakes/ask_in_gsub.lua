-- says: 2: ask: it cannot wait here, inside a function that Lua's own library calls (as in table.sort or string.gsub)
("x"):gsub("x", function() return ask "y" end)
