-- Three small finds, outdoors or along a shelf. At the end there is time without limit to add to them, for those who
-- were out of earshot; with the setting `after`, that is all there is.

local finds = require "finds"

local three = 3
local kept = {}

local consolations = {
  "Some things prefer to stay where they are.",
  "Never mind. It may be out looking for you.",
  "Then look at nothing for a while, and see who turns up.",
}

local function keep_find(find, limit)
  kept[#kept + 1] = find
  local note = ask("Anything about it? Where it lay, or who it looks like.", { within = limit })
  if note then kept[#kept + 1] = "  " .. note end
end

local function look_for(thing, limit)
  local line = phrase("Look for %s.", phrase(thing))
  local _, refused = notify(line)
  if refused then say(line) end
  local find = ask("What did you find?", { within = limit })
  if find then
    keep_find(find, limit)
  else
    say(draw("consolations", consolations))
  end
end

local function go_looking()
  local last = recall "place"
  if last then say(phrase("The last finds came from here: %s", last)) end
  local _, index = choose("Where will you look?", { "Outdoors", "Along a shelf, in a drawer, in a pocket" })
  local deck = index == 2 and "inside" or "outside"
  if deck == "outside" then
    say "Leave me where you can glance over now and then. One line comes at a time."
    say "If you would rather go without me, you can tell me afterwards:"
    say "  tend run collect-something --after"
  else
    say "Dust is welcome. So is sitting down in front of the bottom shelf."
  end
  local limit = setting "minutes" * 60 / three
  for _ = 1, three do
    look_for(draw(deck, finds[deck]), limit)
  end
end

local function empty_pockets()
  local find = ask(#kept == 0 and "What did you bring back? A blank is fine." or "Anything else in your pockets?")
  while find do
    keep_find(find)
    find = ask "And what else? A blank means that is all."
  end
end

local function keep_all()
  local place = ask "Where was it? A word is plenty."
  if place then
    remember("place", place)
    kept[#kept + 1] = phrase("place: %s", place)
  end
  local picture = photo "A photo of them, if you like. A blank is fine."
  local id = journal.add { title = "Small finds", lines = kept, tags = { "finds" }, attach = picture }
  if id then
    say "They are in the collection now."
  else
    say "Not written down. The windowsill can do the remembering."
  end
end

if setting "after" then
  say "Welcome back. You can put it all on the table."
else
  say "Small finds, for no practical reason."
  say "What is heavy, growing or somebody's can stay. Looking keeps it too."
  go_looking()
end
empty_pockets()

if #kept > 0 then
  keep_all()
else
  say "Empty pockets are good pockets. They have room in them."
end
say "None of it is for anything. That is the nice part."
