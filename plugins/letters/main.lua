-- A letter to, or from, oneself at an age. Its tag is the age, so that the letters of one age find each other again.

local openings = require "openings"
local offer_earlier = require "earlier"

local ages = { "5", "7", "9", "12", "15", "another age" }

-- An age in the person's own words, or nil. "ten and a half" is an age.
local function choose_age()
  local age, index = choose("Which age would you like to write to, or hear from?", ages)
  if index == #ages then
    return ask "Which one? A number, or 'the year of the red bicycle'."
  end
  return age
end

-- "age-9", "age-the-year-of-the-red-bicycle"; cut so that no age is too long for a tag.
local function tag_of(age)
  local tag = "age-" .. (age or "any"):lower():gsub("%s+", "-")
  local cut = utf8.offset(tag, 31)
  return cut and tag:sub(1, cut - 1) or tag
end

local titles = {
  to = { any = "A letter to a younger me", number = "A letter to me at %s", words = "A letter to me, %s" },
  from = { any = "A letter from a younger me", number = "A letter from me at %s", words = "A letter from me, %s" },
}

local function title_of(direction, age)
  local title = titles[direction]
  if not age then return title.any end
  return phrase(age:match "^%d+$" and title.number or title.words, age)
end

local function choose_direction()
  local _, index = choose("Who has the pen?", { "I do, as I am now", "The younger one does" })
  return index == 2 and "from" or "to"
end

local function introduce(direction)
  if direction == "to" then
    say "Write as if it could be read by torchlight, under a blanket."
  else
    say "Let the younger one have the keys."
    say "One finger, odd spelling, shouting in capitals: the post takes it all."
  end
  say "If the page is too white, you can begin like this:"
  say("  " .. phrase(draw(direction, openings[direction])))
end

say "There is a letter box between then and now. It takes letters both ways."
say "Feet on the floor, or a cat on the feet, is a good way to begin."

local age = choose_age()
local direction = choose_direction()
offer_earlier(tag_of(age))
introduce(direction)

local letter = write "As long or as short as it likes."
if letter then
  local id = journal.add {
    title = title_of(direction, age),
    text = letter,
    tags = { "letter", tag_of(age) },
    fields = { age = age, direction = direction },
  }
  if id then
    say "It is in the box, and can stay there as long as you like."
  else
    say "It is not kept here. You can copy it to a place of your own."
  end
else
  say "A blank page can be posted, too. It says: thinking of you."
end

wait "3s"
say "Before you get up, you can feel the chair, and see what the clock says."
