-- A plain search of much text for much text.
-- expect: 4
local text = ("a"):rep(4000000)
text:find(("a"):rep(2000000) .. "b", 1, true)
