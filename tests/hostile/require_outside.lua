-- It requires files that are not its own.
-- expect: 3
assert(not pcall(require, "../../../etc/passwd"))
assert(not pcall(require, "/etc/passwd"))
assert(not pcall(require, "prelude.strand"))
assert(not pcall(require, "io"))
require "journal.db"
