-- A small invitation, a silly clock to do it by, and room for a line about how it was.

local invitations = require "invitations"
local clocks = require "clocks"

local function pick_invitation()
  while true do
    local card = draw("invitations", invitations)
    say(card)
    local _, index = choose("Shall we?", { "Yes, this one", "Show me another", "I have a better idea" })
    if index == 3 then return ask "What is it?" or card end
    if index ~= 2 then return card end
  end
end

local function starts_of(all)
  local starts = {}
  for start in pairs(all) do starts[#starts + 1] = start end
  table.sort(starts)
  return starts
end

say "Here is something you could make, or do, or be for a little while."
local invitation = pick_invitation()
say "It can go wrong. Wrong is often where the good bits are."

local start = draw("clocks", starts_of(clocks))
say(start)
local minutes = setting "minutes"
local until_when = phrase("It takes %d minutes, or until you say so.", minutes)
local _, answer = choose(until_when, { "I am finished", "A bit longer, please" }, { within = minutes * 60 })
if answer == 2 then
  wait(minutes * 60, "as long again")
end
if answer ~= 1 then
  chime()
  local _, refused = notify(clocks[start])
  if refused then say(clocks[start]) end
end

local how = write "How was it? A word, a sound, a whole page, or nothing at all."
if how then
  local id = journal.add { title = invitation, text = how, tags = { "made" } }
  if id then say "Kept." end
end
say "Whatever came of it is allowed to stay exactly as it is."
