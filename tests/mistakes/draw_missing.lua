-- says: 2: draw: the cards must be a list of texts, not nothing
draw("things")
