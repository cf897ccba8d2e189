-- says: 2: together: part 1 must be a function, not nothing; write function() ... end around what is to be done
together(ask "a", ask "b")
