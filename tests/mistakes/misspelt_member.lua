-- says: 2: 'journal.ad' is not there (did you mean 'add'?)
journal.ad { text = "x" }
