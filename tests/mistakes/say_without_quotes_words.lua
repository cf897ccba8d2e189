-- says: 2: syntax error near 'hello'; a text stands in quotes: say "hello"
say hello there
