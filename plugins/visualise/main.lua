-- A guided visit, one line at a time, with silence between the lines. Everything that has to be chosen is asked before
-- eyes are closed, and nothing again until they are open.

local places = require "places"

local stretch = { short = 0.5, calm = 1, long = 1.8 }
local factor = stretch[setting "silence"]

local function slowly(line, silence)
  say(line)
  wait(silence * factor)
end

local function choose_place()
  local names = {}
  for i, place in ipairs(places) do names[i] = place.name end
  local _, index = choose("Where would you like to go?", names)
  return places[index or 1]
end

local function wants_company()
  local _, index = choose("And there?", { "I leave room for a younger me", "Just me, and rest" })
  return index ~= 2
end

local function settle()
  slowly("If this is being read to you, you can close your eyes.", 2)
  slowly("If you are reading, let them rest between one line and the next.", 2)
  slowly("They can also stay open all the way. Places come to open eyes too.", 3)
  slowly("Pictures may come, or only words, or a mood. All of it works.", 3)
  slowly("Feel what you are sitting or lying on. It holds you up.", 6)
  slowly("Take hold of something real: a sleeve, a blanket, your own thumb.", 4)
  slowly("That is your way back. You can use it at any line.", 6)
end

local function arrive(place)
  for _, line in ipairs(place.arrive) do slowly(line, 12) end
  slowly(place.seat, 15)
  slowly(place.safe, 12)
end

local function leave_room(place)
  slowly("A younger you knows about this place as well.", 8)
  slowly(place.come, 20)
  slowly("If someone is there, you can look at their shoes first. Or wave.", 15)
  slowly("They may want to sit close, or a long way off, the way cats do.", 15)
  slowly("If there is something they want to say or show you, there is time.", 30)
  slowly("If they are upset, you don't have to mend it. You can stay near.", 20)
  slowly("If nobody has come, that is fine. The quiet was for you.", 15)
  slowly("You can say something, out loud or not. Hello is enough.", 25)
  slowly(place.alone, 15)
  slowly("Anyone who came can stay here, where it is warm, or go off and play.", 12)
end

local function rest(place)
  slowly("There is nothing to do here. You can let the place do it.", 30)
  slowly("If thoughts come by, they can sit over there.", 25)
  slowly("You can stay put, or look round a corner you have not looked round.", 20)
end

local function come_back(place)
  slowly(place.leave, 10)
  slowly("Feel the sleeve, the blanket, the thumb.", 5)
  slowly("There are sounds in the real room. Let in the nearest one.", 6)
  slowly("Move your toes. Move your jaw. Stretch, if a stretch is there.", 6)
  slowly("Let your eyes open, and find something that has a straight edge.", 4)
end

local place = choose_place()
local company = wants_company()

settle()
arrive(place)
if company then leave_room(place) else rest(place) end
come_back(place)

local brought = write "Is there anything you would like to bring back in words?"
if brought then
  local id = journal.add { title = phrase("A visit to %s", phrase(place.name)), text = brought, tags = { "visit" } }
  if id then say "Kept." end
end
say "If something is still stirring: `tend run ground` asks nothing of you."
say "The place is yours. It will be there another time."
