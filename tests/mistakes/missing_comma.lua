-- says: 2: '}' expected near '"two"'; is there a comma missing before it?
choose("Which?", { "one" "two" })
