-- A thousand lines of the same ten megabytes.
-- expect: 3
local line, lines = ("x"):rep(10 << 20), {}
for i = 1, 1000 do lines[i] = line end
journal.add { lines = lines }
