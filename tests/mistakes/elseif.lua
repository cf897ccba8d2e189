-- says: 5: syntax error near 'n'; 'elseif' is one word
local n=1
if n == 1 then
 say "a"
elsif n == 2 then
 say "b"
end
