-- Each coroutine resumes the one made before it.
-- expect: 3 or 4
local co = function() return 1 end
for _ = 1, 100000 do
  local inner = co
  co = coroutine.wrap(function() return inner() end)
end
co()
error "survived"
