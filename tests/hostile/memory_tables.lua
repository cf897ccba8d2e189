-- Tables in tables.
-- expect: 4
local t = {}
while true do t = { t, {}, {} } end
