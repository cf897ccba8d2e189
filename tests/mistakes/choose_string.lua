-- says: 2: choose: the options must be a list of texts, not "one, two"
choose("Which?", "one, two")
