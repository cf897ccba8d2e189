-- A chain of coroutines each of which closes the next; in Lua 5.4.4 that runs off the stack.
-- expect: 3
local function link(next_one)
  local co = coroutine.create(function()
    local closing <close> = setmetatable({}, {
      __close = function()
        if next_one then coroutine.close(next_one) end
      end,
    })
    coroutine.yield()
  end)
  coroutine.resume(co)
  return co
end
local last
for _ = 1, 2000 do last = link(last) end
coroutine.close(last)
error "survived"
