-- One open question to the younger one. What is written goes into the journal unchanged, spaces, spelling and all, and
-- goes there before anything else is asked.

local function keep(title, words)
  return journal.add { title = title, text = words, tags = { "ask-your-child" } }
end

local called = setting "called"
say(called ~= "" and phrase("Hello, %s.", called) or "Hello, you.")
say "There is no hurry. You can hold something soft while we talk."
say "Spelling is off today. One finger, big letters, one word: all good."
wait "3s"

local feeling = write "How are you feeling today?"
if feeling then
  if keep("How are you feeling today?", feeling) then
    say "Thank you. It is kept exactly like that."
  else
    say "Thank you for saying it. It is not written down anywhere."
  end
else
  say "No words is an answer. We can sit here for a bit."
  wait "10s"
end

local wish = ask "Is there anything you would like? A blanket, a biscuit, some peace?"
if wish then
  keep("Something I would like", wish)
  say "Good to know."
end

local reply = write "The grown-up in you can write a line back, or just stay near."
if reply then
  keep("A line back", reply)
end

say "You can look round the room together now. What is the nicest thing in it?"
