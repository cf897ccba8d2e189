-- Arrive, then notice one thing with each sense; what was noticed becomes one entry.

local questions = require "questions"

say "You can sit back, or stand, or lie. Eyes open is good for this one."
say "Let your weight go down into whatever is holding you up."
wait "5s"
say "Two slow breaths, or two slow looks round the room. You choose."
breathe { inhale = 4, exhale = 6, cycles = 2 }
say "Now one thing for each sense. You can pass on any of them."

local noticed = {}
for _, sense in ipairs(questions) do
  local answer = ask(draw(sense.word, sense))
  if answer then
    noticed[#noticed + 1] = phrase("%s: %s", phrase(sense.word), answer)
  end
end

if #noticed > 0 then
  local id = journal.add { title = "Five senses", lines = noticed, tags = { "senses" } }
  say(id and "Kept." or "Not written down, only noticed. That is fine too.")
end
say "All of that was going on the whole time, and you were in it."
