-- A pattern that takes for ever to fail; no hook runs inside it.
-- expect: 4
(("a"):rep(40)):find(("a*"):rep(40) .. "b")
