-- What was thrown would compute for ever if it were asked what it says.
-- expect: 3
error(setmetatable({}, {
  __tostring = function()
    while true do end
  end,
  __name = "\27[2J",
}))
