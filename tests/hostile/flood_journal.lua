-- A thousand entries, which is much and allowed.
-- expect: 0
-- entries: 1000
for i = 1, 1000 do journal.add { title = "Entry " .. i } end
