-- says: 2: unexpected symbol near '//'; a remark begins with two dashes: -- like this
say "x" // a comment
