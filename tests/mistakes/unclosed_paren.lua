-- says: 3: ')' expected (to close '(' at line 2) near 'say'; that ( has no ) yet
say("a"
say "b"
