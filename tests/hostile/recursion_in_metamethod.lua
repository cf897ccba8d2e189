-- A chain of __index as long as memory lasts.
-- expect: 3 or 4
local t = {}
for _ = 1, 100000 do t = setmetatable({}, { __index = t }) end
say(t.name)
local meta = {}
meta.__index = function(u, k) return u[k] end
say(setmetatable({}, meta).name)
