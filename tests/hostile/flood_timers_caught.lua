-- Thousands of timers, and the limit caught each time.
-- expect: 4
for i = 1, 5000 do pcall(every, 3600, function() end) end
error "it was told"
