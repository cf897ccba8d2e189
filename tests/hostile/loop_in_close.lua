-- A variable is closed for ever.
-- expect: 4
do
  local closing <close> = setmetatable({}, {
    __close = function()
      while true do end
    end,
  })
end
