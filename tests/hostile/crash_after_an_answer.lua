-- It takes an answer and then breaks the interpreter, where that can be done.
-- expect: 3 or 4
-- answers: a stone from the river
-- keeps: a stone from the river
local answer = ask "What will you keep?"
local again = (("x"):rep(300000)):gmatch(("x?"):rep(300000))
for _ = 1, 300 do pcall(again) end
error(answer)
