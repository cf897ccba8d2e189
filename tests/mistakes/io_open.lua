-- says: 2: 'io' is not there; journal.add, remember and recall keep things
io.open("x")
