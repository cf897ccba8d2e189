-- string.format asks a value what it says, and it never does.
-- expect: 4
string.format("%s", setmetatable({}, {
  __tostring = function()
    while true do end
  end,
}))
