-- Captures and lazy repetitions that take for ever to fail.
-- expect: 4
(("a"):rep(200)):match(("(.-)"):rep(31) .. "b")
