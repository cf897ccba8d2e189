-- %b looks for its end from every place.
-- expect: 4
local text = ("("):rep(1000000)
text:gsub("%b()", "")
