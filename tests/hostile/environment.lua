-- It reaches for what is around it, and finds nothing.
-- expect: 0
local names = { "io", "os", "debug", "package", "load", "loadstring", "loadfile", "dofile", "collectgarbage", "newproxy" }
for _, name in ipairs(names) do
  assert(not pcall(function() return _G[name] end), name)
  assert(not pcall(function() return _ENV[name] end), name)
  assert(rawget(_G, name) == nil, name)
end
for _, value in ipairs { "", string, table, math, utf8, coroutine, journal, _G } do
  assert(getmetatable(value) == false)
  assert(not pcall(setmetatable, value, {}))
end
for _, library in ipairs { string, table, math, utf8, coroutine, journal } do
  assert(not pcall(rawset, library, "find", say))
  assert(not pcall(function() library.find = say end))
  assert(next(library) == nil)
  assert(not pcall(table.insert, library, say))
end
assert(not pcall(function() return string.dump end))
assert(not pcall(function() return (""):dump() end))
assert(not pcall(string.format, "%p", {}))
for _, value in ipairs { {}, say, string.rep, setmetatable({}, { __name = "a thing" }) } do
  assert(not tostring(value):find "0x")
  assert(not string.format("%s", value):find "0x")
end
assert(not select(2, pcall(function() return _G[{}] end)):find "0x")
assert(not pcall(setmetatable, {}, { __gc = say }))
assert(not pcall(function() say = nil end))
local function outer() return _ENV end
assert(outer() == _G)
assert(select("#", coroutine.running()) == 2)
say "Nothing was there."
