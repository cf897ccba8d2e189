-- More values than a stack holds.
-- expect: 3
table.unpack({}, 1, 1e7)
