-- It takes an answer and then hangs where no hook runs.
-- expect: 4
-- answers: a blackbird, far off
-- keeps: a blackbird, far off
local answer = ask "What do you hear?"
assert(answer)
local text = ("a"):rep(40)
text:find(("a*"):rep(40) .. "b")
