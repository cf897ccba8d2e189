-- Texts, more and more of them.
-- expect: 4
local texts = {}
while true do texts[#texts + 1] = ("x"):rep(65536) .. #texts end
