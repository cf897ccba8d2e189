-- It yields everything that it can lay hands on, and catches what comes of it.
-- expect: 3
local tries = { {}, 1, "say", say, _G, coroutine.running(), { verb = "done" } }
for _, what in ipairs(tries) do pcall(coroutine.yield, what) end
local co = coroutine.create(function()
  local closing <close> = setmetatable({}, { __close = function() say "never" end })
  ask "lost"
end)
pcall(table.sort, { 1, 2, 3 }, function() coroutine.resume(co) end)
local ok, what = pcall(coroutine.close, co)
pcall(coroutine.yield, what)
coroutine.yield(what)
