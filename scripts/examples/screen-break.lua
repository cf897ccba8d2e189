-- Leave this open while you work: now and then it suggests a look at something further away than the screen.
-- Try it: tend run scripts/examples/screen-break.lua

local breaks = {
  "What is the furthest thing you can see? Look at it for a moment.",
  "Let your shoulders down. They were on their way to your ears.",
  "You can stand up, or sit as if you had just sat down.",
  "Drink something? Water a plant? Both?",
  "Find something green, real or printed.",
  "Open a hand as wide as it goes. Then the other one.",
  "Blink a few times, as cats do when they like somebody.",
  "Listen for the quietest thing in the room.",
}

say "I will say something every 25 minutes. You can leave at any time."

-- A card on the desktop, or a line here where cards are not allowed. Nothing waits for an answer.
local function suggest()
  local line = draw("breaks", breaks)
  local _, refused = notify(line)
  if refused then say(line) end
end

-- `every` starts a timer and goes on at once. `within` ends what it is given when the time is up.
local timer = every("25m", suggest)
within("8h", function()
  choose("This can stay open in a corner.", { "That is enough for today" })
end)
timer:stop()

say "That was the day at the screen. The rest of it has a different light."
