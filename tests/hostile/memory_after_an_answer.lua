-- It takes answers and then all the memory that there is.
-- expect: 4
-- answers: a long day and rain|and more rain|.|light
-- keeps: and more rain
local text = write "And what else?"
choose("How was it?", { "heavy", "light" })
while text do text = text .. text end
