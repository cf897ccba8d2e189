-- It catches the time limit for ever.
-- expect: 4
while true do
  pcall(function()
    while true do end
  end)
end
