-- A minute between waking up and the day. Three breaths, one question, nothing to get right.
-- Try it: tend run scripts/examples/morning.lua
-- As your own: copy it to ~/.config/tend/scripts/, and then `tend run morning` finds it.

local now = today()

say("Hello. It is " .. now.weekday:gsub("^%l", string.upper) .. ", a new one.")
say "Eyes open, if they would only close again. Feet on something."

-- A pattern of your own: seconds for each phase, and how often. Fractions work, too.
breathe { inhale = 4, exhale = 6, cycles = 3 }

-- `ask` gives nil when it is skipped, so nothing is kept that was not written.
local one = ask "What would make today a bit nicer? Something small."
if one then
  journal.add { title = "A bit nicer", lines = { one }, tags = { "morning" } }
end

say "Off you go, at your own speed."
