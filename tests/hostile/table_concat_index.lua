-- table.concat over a range without an end.
-- expect: 4
table.concat(setmetatable({}, { __index = function() return "" end }), "", 1, math.maxinteger - 1)
