-- Control characters and overrides wherever a text is shown.
-- expect: 0
-- answers: x|1|.|
-- entries: 1
local bad = "\27[2J\27]0;title\7\u{9b}31m\u{202e}abc\u{2066}\r\8\127\u{85}\u{feff}"
say(bad)
notify(bad)
ask(bad, { default = bad })
choose(bad, { bad, bad .. "2" })
write(bad)
wait(0.01, bad)
breathe { { bad:sub(1, 3), 1 }, cycles = 1 }
journal.add { title = bad, text = bad, tags = { bad }, mood = bad, fields = { [bad] = bad } }
pcall(chime, bad)
remind_me { after = 60, text = bad }
draw(bad, { bad })
