-- One game from the deck and a bell at the end. Nothing is written down.

local games = require "games"

local ready = {
  "On your marks, or on your cushion.",
  "Nobody is watching. If somebody is, they can join in.",
  "Ready? Not being ready is fine as well.",
  "Roll up a sleeve, if you have one.",
}

local over = {
  "And the crowd goes home happy.",
  "Ding. You can stop, or secretly carry on.",
  "There goes the bell. Take a bow, even a very small one.",
  "Time. The game says thank you for having it.",
}

local function pick_game()
  while true do
    say(draw("games", games))
    local _, index = choose("This one?", { "Go!", "Another!" })
    if index ~= 2 then return end
  end
end

pick_game()
say(draw("ready", ready))
choose("Go! You can stop whenever you like.", { "I am out of breath, or done" }, { within = setting "minutes" * 60 })
chime()
say(draw("over", over))
