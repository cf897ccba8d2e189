-- A table with a name for every number.
-- expect: 4
local t, i = {}, 0
while true do
  i = i + 1
  t["k" .. i] = i
end
