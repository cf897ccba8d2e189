-- It catches the time limit and goes on as if nothing had been.
-- expect: 4
pcall(function()
  while true do end
end)
say "Nothing happened."
wait(3600)
