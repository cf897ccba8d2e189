-- says: 2: within: what to do must be a function, not nothing; write function() ... end around what is to be done
within("8m")
