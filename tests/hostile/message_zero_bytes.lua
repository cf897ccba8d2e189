-- Zero bytes and broken UTF-8.
-- expect: 3
assert(not pcall(say, "a\0b"))
assert(not pcall(say, "\xff\xfe"))
assert(not pcall(say, "\xed\xa0\x80"))
assert(not pcall(remember, "a\0b", 1))
assert(not pcall(remember, "k", { ["a\0b"] = 1 }))
say "a\0b"
