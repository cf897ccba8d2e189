-- Two hundred questions at once, again and again.
-- expect: 4
local parts = {}
for i = 1, 200 do
  parts[i] = function()
    while true do ask("Question " .. i) end
  end
end
together(table.unpack(parts))
