-- Ten thousand lines at once.
-- expect: 4
for i = 1, 10000 do say(i) end
