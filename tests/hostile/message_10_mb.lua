-- Ten megabytes for the journal in one text.
-- expect: 3
journal.add { text = ("x"):rep(10 << 20) }
