-- Control characters in what went wrong.
-- expect: 3
error("\27[2J\27]0;title\7\u{202e}one\ntwo\r[tend] three\xff\0", 0)
