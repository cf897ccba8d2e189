-- Company while the tea is drawing.
-- Try it: tend run scripts/examples/tea.lua

local minutes = { ["black"] = 4, ["green"] = 2, ["herbs"] = 7, ["only hot water"] = 1 }

local tea = choose("What is in the cup?", { "black", "green", "herbs", "only hot water" }) or "black"

say "You can put both hands near the cup. Or watch the steam."

-- `together` runs its strands side by side and goes on when all have ended: here the tea, and a line now and then.
together(
  function()
    wait(minutes[tea] * 60, "the tea is drawing")
  end,
  function()
    wait "20s"
    say "Steam never goes up twice in the same way."
    wait "25s"
    say "You can smell it before you can drink it. That part is already yours."
  end
)

-- Where a sound or a card is not allowed, these give nil and a sentence, and the tea is ready all the same.
chime()
notify "The tea is ready."
say "The first sip can be a slow one."
