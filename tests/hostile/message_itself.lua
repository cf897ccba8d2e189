-- A table that holds itself.
-- expect: 3
local t = {}
t.t = t
journal.add { title = "x", fields = { t = t } }
