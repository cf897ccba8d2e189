-- It catches the memory limit for ever.
-- expect: 4
local kept = {}
while true do
  pcall(function()
    while true do kept[#kept + 1] = ("x"):rep(100000) .. #kept end
  end)
end
