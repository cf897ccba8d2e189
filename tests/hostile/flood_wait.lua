-- It waits for no time at all, again and again.
-- expect: 4
while true do wait(0) end
