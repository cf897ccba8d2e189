-- One text of a gigabyte.
-- expect: 4
say(("x"):rep(1 << 30))
