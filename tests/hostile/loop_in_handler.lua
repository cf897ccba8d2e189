-- The handler of xpcall computes for ever; no hook runs there.
-- expect: 4
local function spin()
  while true do end
end
xpcall(function()
  xpcall(spin, spin)
end, spin)
