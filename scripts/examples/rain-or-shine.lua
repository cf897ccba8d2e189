-- How is the weather in there? Answered in weather, for days when the word "fine" comes too quickly.
-- Try it: tend run scripts/examples/rain-or-shine.lua

local skies = { "sun", "a bit of cloud", "fog", "drizzle", "proper rain", "wind", "thunder", "no idea" }

-- What to do in each kind of weather. Change these to what suits you.
local umbrellas = {
  ["fog"] = "You can go slowly, and look only at what is near.",
  ["drizzle"] = "You can put on something soft with long sleeves.",
  ["proper rain"] = "You can stay in. Someone else can save the world till four.",
  ["wind"] = "You can hold on to something heavy for a while.",
  ["thunder"] = "You can stamp, growl, or get under a blanket until it moves on.",
}

local sky = choose("How is the weather in there?", skies)
if sky then
  say(umbrellas[sky] or "You can let it be that weather for now.")

  -- What was said last time. The first time there is nothing, and `recall` gives nil.
  local before = recall "sky"
  if before and before ~= sky then say("Last time it was " .. before .. ". It changes.") end
  remember("sky", sky)

  -- `mood` is for whatever word you like to use. An entry can hold just that and a tag.
  journal.add { title = "Weather", lines = { sky }, mood = sky, tags = { "weather" } }
end
