-- A thousand entries, of which the first hundred are written.
-- expect: 0
-- entries: 100
for i = 1, 100 do assert(journal.add { title = "Entry " .. i }) end
for i = 101, 1000 do
  local id, why = journal.add { title = "Entry " .. i }
  assert(not id and why == "no more than 100 entries are written in one run")
end
