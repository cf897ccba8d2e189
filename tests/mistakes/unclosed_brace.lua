-- says: 4: '}' expected (to close '{' at line 3) near 'say'; that { has no } yet
say "a"
breathe { cycles = 2
say "b"
