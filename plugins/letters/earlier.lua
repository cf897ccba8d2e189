-- Earlier letters of one age, shown only if the person wants them. Where reading was not granted, or nothing is there,
-- not a word is said about it.

local function say_lines(text)
  for line in (text .. "\n"):gmatch "(.-)\n" do
    if line == "" then wait "1s" else say(line) end
  end
end

local function say_letter(letter)
  say(letter.title or "A letter")
  say_lines(letter.text or "")
  wait "3s"
end

-- Offers the letters that carry `tag`, newest first, one at a time.
return function(tag)
  local letters, why = journal.mine { tag = tag, limit = 20 }
  if why == "locked" then
    say "Earlier letters are locked away, and safe. You can write a new one."
    return
  end
  if not letters or #letters == 0 then return end
  local question = "There is post from before, for this age. Would you like to see it?"
  for _, letter in ipairs(letters) do
    local _, index = choose(question, { "No, just write", "Yes, please" })
    if index ~= 2 then return end
    say_letter(letter)
    question = "The one before that?"
  end
end
