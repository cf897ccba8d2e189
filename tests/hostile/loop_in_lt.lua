-- Sorting asks a metamethod that never answers.
-- expect: 4
local meta = {
  __lt = function()
    while true do end
  end,
}
local t = {}
for i = 1, 8 do t[i] = setmetatable({}, meta) end
table.sort(t)
