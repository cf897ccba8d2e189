-- The way out of anything, so it stays under two minutes, asks nothing, needs no permission, and says little at once.

local days = {
  monday = "Monday", tuesday = "Tuesday", wednesday = "Wednesday", thursday = "Thursday",
  friday = "Friday", saturday = "Saturday", sunday = "Sunday",
}
local parts = { morning = "morning", afternoon = "afternoon", evening = "evening", night = "night" }

local now = today()

say "Right here. Nothing to answer."
say "Press your feet into the floor. Or your hands together."
wait "4s"
say "Harder, if that feels good. Now let go."
wait "3s"
say "Something is holding you up. Lean on it."
wait "4s"

say "Let your eyes go round the room."
say "Find something blue. Or the nearest sound."
wait "4s"
say "Find a corner."
wait "3s"
say "Find the door. You can use it."
wait "3s"

say "Now breathe out slowly, as if you were cooling soup."
say "Or hum. Or keep looking at the corner."
breathe { inhale = 3, exhale = 6, cycles = 3 }

say(phrase("It is %s %s.", phrase(days[now.weekday]), phrase(parts[now.part])))
say "You are the age you are now, and you are here."
say "You can stay a while, or go."
