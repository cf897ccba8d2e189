-- Follows the pattern and the minutes of the person's settings. The exact patterns, and what becomes of holds where the
-- person turned them off, belong to `breathe` itself.

local about = {
  extended = "In for four, out for six. Nothing is held.",
  box = "In, hold, out, hold: four of each, like walking round a square.",
  ["4-7-8"] = "In for four, hold for seven, out for eight. Four rounds, then done.",
  coherent = "In and out are the same length, like a swing.",
  -- Cyclic sighing: Balban 2023 describes the shape (in, a short top-up, a long slow out) and gives no seconds. The
  -- seconds that `breathe` uses are a choice.
  sigh = "A breath in, a little more on top, then a long way out.",
}

local pattern, minutes = setting "pattern", setting "minutes"

say(about[pattern])
say "Eyes open or closed. Both work."
say "If the count feels tight, let it go by and follow your own breath,"
say "or the weight of your hands in your lap."

-- Four rounds of 4-7-8 are enough, whatever the clock says.
local length = pattern == "4-7-8" and { cycles = 4 } or { minutes = minutes }

if breathe(pattern, length) then
  chime()
  say "That was the last one. Now nobody is counting."
else
  say "Good. Your own breath, at its own speed."
end
say "You can move your fingers, or look for the brightest thing nearby."
