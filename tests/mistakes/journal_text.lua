-- says: 2: journal.add: the entry must be a table, not "x"
journal.add("x")
