-- Thousands of timers.
-- expect: 4
for i = 1, 5000 do every(3600, function() end) end
