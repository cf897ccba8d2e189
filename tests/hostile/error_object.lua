-- What was thrown is a table that answers to everything.
-- expect: 3
local everything = setmetatable({}, {})
local meta = getmetatable(everything)
for _, name in ipairs { "__index", "__call", "__len", "__eq", "__concat", "__tostring", "__unm" } do
  meta[name] = function() error(everything) end
end
error(everything)
