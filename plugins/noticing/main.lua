-- A strong reaction, seen from a little way off: what happened, where it sat, how old it felt, what was needed, and a
-- small repair. All of it becomes one entry.

local repairs = require "repairs"

local noticed = {}

local function note(label, answer)
  if answer then
    noticed[#noticed + 1] = phrase("%s: %s", phrase(label), answer)
  end
  return answer
end

local function pick_repair()
  local offers = {}
  for i = 1, 3 do offers[i] = draw("repairs", repairs) end
  offers[4] = "something of my own"
  offers[5] = "nothing for now"
  local repair, index = choose("A small repair. Which one sounds kind?", offers)
  if index == 4 then return ask "What is it?" end
  if repair and index ~= 5 then return phrase(repair) end
end

say "Something got to you today. You can look at it from a bit further off."
say "Hold on to something solid first: a cup, a sleeve, the edge of a table."
wait "5s"
say "You can skip anything."

local happened = write "What happened? Just what a bird on the roof would have seen."
note("In the body", ask "Where was it in you? Throat, belly, hands, nowhere, everywhere?")
if note("How old it felt", ask "How old did it feel? A number, or small, or no idea.") then
  say "Then of course it felt big."
end
note("What was needed", ask "What did that one need, just then?")

if note("A small repair", pick_repair()) then
  say "You can do it now, or carry it in your pocket until there is room."
end

if happened or #noticed > 0 then
  local lines = #noticed > 0 and noticed or nil
  local id = journal.add { title = "Noticing", text = happened, lines = lines, tags = { "noticing" } }
  if id then say "It is written down. You can put it down, too." end
end
say "Look up for a moment. See how far away the furthest thing is."
