-- A few lines to whoever you will be tomorrow morning, and a reminder to be met by them.
-- Try it: tend run scripts/examples/evening-letter.lua

say "The you of tomorrow morning was not here today. You can leave a note."

local openings = {
  "The good part of today was",
  "This can wait until you have had breakfast:",
  "I have left you something on the table.",
  "If it rains,",
  "Be kind to",
}
say("It could begin: " .. draw("openings", openings))

-- `write` takes as many lines as you like and keeps each exactly as it was typed.
local letter = write "Dear tomorrow,"

if letter then
  local id = journal.add { title = "Dear tomorrow", text = letter, tags = { "letter" } }

  -- Only a letter that was kept can be found in the morning. The reminder itself gives nothing away.
  if id then
    local _, index = choose("Shall I mention it in the morning?", { "Yes, at eight", "No, let it be a surprise" })
    if index == 1 then
      local _, refused = remind_me { at = "08:00", text = "There is a note for you." }
      if refused then say "No reminder, then. The note is in your journal all the same." end
    end
  end
end

say "You can put the light out on today now."
