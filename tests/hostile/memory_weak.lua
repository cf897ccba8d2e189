-- Weak tables under memory pressure; in Lua 5.4.4 a cap makes a use after free reachable.
-- expect: 3 or 4
local weak = setmetatable({}, { __mode = "kv" })
for round = 1, 40 do
  pcall(function()
    local kept = {}
    for i = 1, 1e7 do
      local key = { i }
      weak[key] = { key }
      weak[i] = key
      kept[#kept + 1] = ("y"):rep(2000) .. i
    end
  end)
end
error "survived"
