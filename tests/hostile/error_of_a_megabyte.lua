-- A complaint of a megabyte.
-- expect: 3
error(("long "):rep(200000))
