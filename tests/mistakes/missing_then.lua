-- says: 4: 'then' expected near 'say'; an 'if' goes with 'then', on the line before this one or on this one
local a = ask "x"
if a
  say "a"
end
