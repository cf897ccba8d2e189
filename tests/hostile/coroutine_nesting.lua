-- Coroutines inside coroutines, as deep as they go.
-- expect: 3 or 4
local function deeper() return coroutine.wrap(deeper)() end
deeper()
