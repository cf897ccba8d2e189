-- It catches the time limit in coroutines inside coroutines, and goes on.
-- expect: 4
local function again()
  while true do
    pcall(coroutine.wrap(again))
    pcall(function()
      while true do end
    end)
  end
end
again()
