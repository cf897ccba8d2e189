-- A list of options has no end.
-- expect: 4
choose("Which?", setmetatable({}, {
  __len = function() return math.maxinteger end,
  __index = function() return "more" end,
}))
