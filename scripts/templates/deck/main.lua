-- @TITLE@. A practice reads from top to bottom, like the thing itself.
-- Try it: tend run @PATH@

local cards = deck "cards" -- cards.txt, beside this file

say "Here is a card."
repeat
  say(draw("cards", cards))
  -- Gives the text and the number of what was chosen; nil where it was skipped.
  local _, index = choose("Is that one for now?", { "Yes", "Another one" })
until index ~= 2

wait("1m", "as long as you like")
say "Done, or begun, or left alone: all of it is fine."
