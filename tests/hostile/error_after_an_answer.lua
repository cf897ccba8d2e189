-- It takes an answer, keeps one entry and then fails.
-- expect: 3
-- answers: the colour of the door
-- keeps: the colour of the door
-- entries: 2
local answer = ask "What will you keep?"
journal.add { title = "Kept by the practice" }
error "broken"
