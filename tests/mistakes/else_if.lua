-- says: 4: 'end' expected (to close 'if' at line 3) near <eof>; each 'if', 'for', 'while' and 'function' has an 'end' of its own, and 'elseif' is one word
local n = 0
if n == 1 then say "a" else if n == 2 then say "b" end
