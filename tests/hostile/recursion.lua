-- A function that calls itself without an end.
-- expect: 4
local function deeper(n) return 1 + deeper(n + 1) end
deeper(1)
