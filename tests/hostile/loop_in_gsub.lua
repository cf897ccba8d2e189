-- A callback of string.gsub never comes back.
-- expect: 4
(("x"):rep(10)):gsub("x", function()
  while true do end
end)
