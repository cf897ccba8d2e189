-- The journal, as far as a practice reaches it: it may add, and with a grant read what that covers.
local _, tend = ...

local journal = {}

function journal.add(entry)
  tend.argument("journal.add", "the entry", "table", entry)
  local body = tend.options("journal.add", entry, {
    title = "text",
    lines = "texts",
    text = "text",
    mood = "text",
    tags = "texts",
    fields = "table",
    attach = "photos",
  })
  tend.declared("journal.add", "journal.add")
  -- Everything may have been skipped, and that is no mistake of the author's.
  if not (body.title or body.lines or body.text or body.mood or body.fields or body.attach) then return nil, "there was nothing to keep" end
  body.title = body.title and tend.translate(body.title)
  body.verb = "journal.add"
  return tend.ask_core(body, "journal.add")
end

function journal.mine(options)
  local body = tend.options("journal.mine", options, { limit = "whole", since = "seconds", tag = "text" })
  body.verb = "journal.mine"
  return tend.ask_core(body, "journal.read")
end

function journal.search(options)
  local body = tend.options("journal.search", options, { limit = "whole", since = "seconds", tag = "text", text = "text" })
  body.verb = "journal.search"
  return tend.ask_core(body, "journal.read")
end

tend.words.journal = journal
