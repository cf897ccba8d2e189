-- says: 2: choose: there is nothing to choose from; give it at least one option
choose("Which?", {})
