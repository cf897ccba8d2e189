-- table.move over a range without an end.
-- expect: 4
table.move({}, 1, math.maxinteger - 1, 2)
