-- A __close that yields while it is closed from outside, and the coroutine resumed afterwards.
-- expect: 3
local co = coroutine.create(function()
  local closing <close> = setmetatable({}, {
    __close = function() coroutine.yield(1) end,
  })
  coroutine.yield()
end)
coroutine.resume(co)
coroutine.close(co)
coroutine.resume(co)
coroutine.close(co)
error "survived"
