-- A single file reads what was written.
-- expect: 5
journal.mine { limit = 100 }
