-- says: 2: journal.add: 'lines' must be a list of texts, not "one"
journal.add { lines = "one" }
