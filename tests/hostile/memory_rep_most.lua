-- One text longer than any can be.
-- expect: 3
say(("x"):rep(math.maxinteger, "y"))
