-- It yields a message of its own.
-- expect: 3
coroutine.yield { verb = "journal.mine", id = 1 }
