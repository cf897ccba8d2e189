-- A strand that is cancelled does not let itself be closed.
-- expect: 4
within(1, function()
  local closing <close> = setmetatable({}, {
    __close = function()
      while true do end
    end,
  })
  wait(5)
end)
