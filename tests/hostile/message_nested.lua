-- Tables nested deeper than a message goes.
-- expect: 3
local t = {}
for _ = 1, 5000 do t = { t } end
remember("deep", t)
