-- Sixteen kilobytes at a time before the person.
-- expect: 4
-- says: it showed more than 256 KiB of text in a moment
local much = ("words "):rep(2700)
while true do say(much) end
