-- Ten thousand lines at once.
-- expect: 4
-- says: it asked for more than 2000 things in a moment
for i = 1, 10000 do say(i) end
