-- says: 3: 'then' expected near '!'; 'not equal' is written ~=
local a = 1
if a != 1 then say "x" end
