-- @TITLE@. A practice reads from top to bottom, like the thing itself.
-- Try it: tend run @PATH@

local openings = { "From where I sit I can see", "What I did not say today:", "If this room could talk," }

say "Nobody reads along. Spelling is off duty."
say("It could begin: " .. draw("openings", openings))

-- As many lines as the person likes, exactly as they typed them; nil where the page stayed empty.
local page = write "Your page."

if page then
  local id = journal.add { title = "@TITLE@", text = page }
  say(id and "It is in your journal." or "It is not kept. You can copy it to a place of your own.")
else
  say "An empty page is a page, too."
end

say "Look up from it, at something far away."
