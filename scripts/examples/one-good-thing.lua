-- One good thing from today, however small. An inventory of crumbs.
-- Try it: tend run scripts/examples/one-good-thing.lua

-- A deck gives each of its cards once before any comes again, also from one day to the next.
local question = draw("questions", {
  "Which moment today could have been a bit longer?",
  "What tasted good?",
  "Who was kind, even a stranger, even you?",
  "What did you see that nobody else noticed?",
  "What went less badly than it might have?",
  "What was soft, warm or funny?",
  "Which sound would you keep?",
})

local answer = ask(question)
if answer then
  -- The question becomes the title, so that the page still makes sense in a year.
  journal.add { title = question, lines = { answer }, tags = { "good" } }
  say "That happened."
else
  say "Then today can just be over. You can pull up a blanket."
end
