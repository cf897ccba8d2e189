-- Three conscious breaths. It needs no permission, asks nothing and takes about a minute.

local before = {
  "The first. You can notice which of the two hands moves.",
  "The second. The air comes in cool and goes out a little warmer.",
  "And one more, as big or as small as it likes.",
}

say "Three breaths. That is the whole of it."
say "Eyes open, or closed if closed is comfortable."
say "One hand on your belly and one on your chest, if that feels good."
say "Not in the mood for breath? Rub your thumb along a seam instead."
wait "2s"

for _, line in ipairs(before) do
  say(line)
  if not breathe { inhale = 4, exhale = 6, cycles = 1 } then
    say "Then breathe any way you like. That is breathing too."
    break
  end
end

say "There. You can stay a moment, or go on with your day."
