-- table.concat of the same large text many times.
-- expect: 4
local t, text = {}, ("x"):rep(1 << 20)
for i = 1, 1000 do t[i] = text end
say(table.concat(t))
