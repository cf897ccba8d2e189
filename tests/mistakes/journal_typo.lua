-- says: 2: journal.add: unknown option 'titel' (did you mean 'title'?)
journal.add { titel = "x" }
