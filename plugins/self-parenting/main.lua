-- A prompt from the deck, a page for it, and another for as long as the person likes. Each page is kept when done.

local prompts = require "prompts"

local function pick_prompt()
  while true do
    local card = draw("prompts", prompts)
    say(card)
    local _, index = choose("Would you like this one?", { "Yes", "A different one" })
    if index ~= 2 then return card end
  end
end

local function keep(prompt, page)
  if journal.add { title = prompt, text = page, tags = { "self-parenting" } } then
    say "Kept, just as you wrote it."
  else
    say "Not kept here. You can copy it to a place of your own."
  end
end

say "Get comfortable first. A cushion, a drink, the cat."
say "You know things now that you didn't know then. They may come in handy."

repeat
  local prompt = pick_prompt()
  local page = write "As much as you like, as it comes. Or nothing: thinking counts."
  if page then keep(prompt, page) end
  local _, again = choose("And now?", { "That is enough for today", "One more" })
until again ~= 2

say "You can put a hand on your arm before you get up, and look about you."
