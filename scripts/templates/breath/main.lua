-- @TITLE@. A practice reads from top to bottom, like the thing itself.
-- Try it: tend run @PATH@

say "Sit as you like, or stand. Eyes open, or closed."
say "If the breath is no friend today, feel the fabric of a sleeve instead."

-- In for four seconds, out for six. `cycles` is how many; here the person decides, by a setting.
breathe { inhale = 4, exhale = 6, cycles = setting "breaths" }

say "That was all. The room is still here."
