-- Something that takes a day to read.
-- expect: 3
say(("x"):rep(1 << 20))
