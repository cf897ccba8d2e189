-- Everything that it waits for ends at once.
-- expect: 0
together(function() end, function() within(0, function() wait(1) end) end)
local t = after(1, say)
t:stop()
t:stop()
