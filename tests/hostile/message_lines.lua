-- A thousand lines of the same four megabytes.
-- expect: 3
local line, lines = ("x"):rep(1024):rep(4 << 10), {}
for i = 1, 1000 do lines[i] = line end
journal.add { lines = lines }
