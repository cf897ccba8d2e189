-- says: 5: 'end' expected (to close 'if' at line 2) near <eof>; each 'if', 'for', 'while' and 'function' has an 'end' of its own, and 'elseif' is one word
if true then
  say "a"

