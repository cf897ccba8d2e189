-- It puts words of its own in the place of tend's, by every way to write that there is.
-- expect: 0
local ways = {
  function(name) _G[name] = error end,
  function(name) rawset(_G, name, error) end,
  function(name) rawset(getmetatable(_G) or string, name, error) end,
  function(name) setmetatable(_G, { __index = { [name] = error } }) end,
  function(name) table.move({ error }, 1, 1, name, _G) end,
  function(name) debug.setmetatable(_G, {})[name] = error end,
}
for _, name in ipairs { "say", "ask", "journal", "string", "pcall", "_G", "require" } do
  local before = _G[name]
  for _, way in ipairs(ways) do assert(not pcall(way, name), name) end
  assert(_G[name] == before, name)
end
-- What pairs walks over a library with is a copy.
local _, names = pairs(string)
names.upper = error
assert(("x"):upper() == "X")
mine = 1
rawset(_G, "mine", 2)
assert(mine == 2)
say "All is where it was."
