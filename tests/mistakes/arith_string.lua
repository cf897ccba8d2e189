-- says: 3: attempt to perform arithmetic on a nil value (local 'a'); where a question was passed over the answer is nil, as 'if' finds out
local a = ask "How many?"
wait(a * 2)
