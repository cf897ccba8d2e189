-- says: 3: 'then' expected near '='; to compare two values, write ==
local a = 1
if a = 1 then say "x" end
