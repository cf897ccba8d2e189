-- Lines that are each allowed and too much together.
-- expect: 3
local line, lines = ("x"):rep(1 << 20), {}
for i = 1, 1000 do lines[i] = line end
journal.add { lines = lines }
