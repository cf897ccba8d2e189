-- It computes for ever.
-- expect: 4
while true do end
