-- says: 2: every: what to do must be a function, not nothing; write function() ... end around what is to be done
every("1s", say "x")
