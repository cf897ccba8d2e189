-- says: 3: attempt to concatenate a nil value (local 'name'); where a question was passed over the answer is nil, as 'if' finds out
local name = ask "x"
say("Hello " .. name)
