-- says: 2: say: what is said must be a text, not a table
say { "a" }
