-- @TITLE@. A practice reads from top to bottom, like the thing itself.
-- Try it: tend run @PATH@

local things = { "something round", "something that was lost", "a sound without a source" }

say "Shoes on, or a window open. Both count as outside."

local found = {}
for _, thing in ipairs(things) do
  notify("Look for " .. thing .. ".")
  -- `wait` with a label shows how far it is; Enter goes on at once.
  wait(setting "pause", thing)
  -- Whoever skips a question gives nil, and that is always fine.
  local answer = ask "What was it? (Nothing is fine, too.)"
  if answer then found[#found + 1] = answer end
end

if #found > 0 then
  -- It may add to the journal, and cannot read it. Where that was not allowed, `id` is nil.
  local id = journal.add { title = "@TITLE@", lines = found, tags = { "walk" } }
  say(id and "It is written down." or "It is not written down; you have seen it all the same.")
end

say "Back again. Something warm to drink would be in order."
