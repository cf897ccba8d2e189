-- @TITLE@. It runs in a notification, so it is short, and asks one thing at most.
-- Try it here: tend run @PATH@

local _, index = choose("A minute for your eyes?", { "Yes", "Not now" })

if index == 1 then
  say "Look at the farthest thing that you can see."
  wait "20s"
  say "And now at the nearest. That is all."
end
