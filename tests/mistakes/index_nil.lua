-- says: 4: attempt to index a nil value (local 't'); there is nothing in it yet, or nothing came, as 'if' finds out
local found = journal.mine
local t
say(t.title)
