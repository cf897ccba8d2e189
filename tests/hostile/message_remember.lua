-- More than its own store holds.
-- expect: 3
remember("large", ("x"):rep(10 << 20))
