-- A store filled with many small things.
-- expect: 3
for i = 1, 1000 do remember("key " .. i, ("x"):rep(1000)) end
