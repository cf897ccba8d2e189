-- says: 2: syntax error near '<\226>'; texts stand between straight marks: "like this"
say “hello”
