-- says: 2: unfinished string near '"hello'; a text ends on its line, with the mark that it began with
say "hello
say "x"
