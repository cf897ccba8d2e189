-- string.gsub that grows what it is given.
-- expect: 4
local text = ("x"):rep(100000)
while true do text = text:gsub("x", "xx") end
