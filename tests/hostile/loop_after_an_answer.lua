-- It takes an answer and then computes for ever.
-- expect: 4
-- answers: the letter I did not send
-- keeps: the letter I did not send
local answer = ask "What is on your mind?"
while answer do end
