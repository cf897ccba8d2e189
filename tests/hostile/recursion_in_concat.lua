-- Joining two values asks how to join them.
-- expect: 3
local meta = {}
meta.__concat = function(a, b) return a .. b end
local x = setmetatable({}, meta)
x = x .. x
