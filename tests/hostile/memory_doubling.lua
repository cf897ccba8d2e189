-- One text that doubles.
-- expect: 4
local text = "x"
while true do text = text .. text end
