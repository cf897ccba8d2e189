-- A table looks a name up for ever.
-- expect: 4
local t = setmetatable({}, {
  __index = function()
    while true do end
  end,
})
choose("Which?", t.options)
