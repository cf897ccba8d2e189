-- gmatch is used again after 'pattern too complex'; in Lua 5.4.4 that runs off the stack.
-- expect: 3
local again = (("x"):rep(300000)):gmatch(("x?"):rep(300000))
for _ = 1, 300 do pcall(again) end
local deep = (("a"):rep(250)):gmatch(("(a)"):rep(30) .. ("a-"):rep(250) .. "b")
for _ = 1, 300 do pcall(deep) end
error "survived"
