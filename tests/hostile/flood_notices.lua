-- Notice after notice: six are shown, the others refused, and it never stops trying.
-- expect: 4
for i = 1, 6 do
  local _, why = notify("Notice " .. i)
  assert(not why)
end
local _, why = notify "One too many"
assert(why == "no more than 6 notices are shown in an hour")
while true do notify "Again" end
