-- A card from cards.txt, and another for as long as you like. None comes again before all have been drawn.

local cards = deck "cards"

repeat
  say(draw("cards", cards))
  local _, again = choose("And now?", { "That is enough", "Another" })
until again ~= 2
