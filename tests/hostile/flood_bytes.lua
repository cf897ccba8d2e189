-- A megabyte at a time, into a store that does not take it.
-- expect: 4
-- says: it sent more than 8 MiB in a moment
local much = ("x"):rep(900 * 1000)
while true do pcall(journal.add, { text = much }) pcall(remember, "much", much) end
