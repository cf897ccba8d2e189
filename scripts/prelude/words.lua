-- What a practice says, asks and shows.
local host, tend = ...
local words = {}
tend.words = words

-- What a request gave: its value, or nil and a sentence where it was refused.
local function answer(reply)
  if reply.refused then
    tend.refusals[reply.refused] = true
    return nil, reply.refused
  end
  return reply.value, reply.more
end

-- A permission that the manifest does not name cannot be granted: that is the author's to mend.
function tend.declared(call, permission)
  local line = tend.undeclared[permission]
  if not line then return end
  local where = host.where()
  local text = ("%s%s: %s"):format(where and where .. ": " or "", call, line)
  tend.refusals[text] = true
  error(text, 0)
end

function tend.ask_core(body, permission)
  if permission then tend.declared(body.verb, permission) end
  return answer(tend.request(body))
end

function words.say(text)
  tend.request { verb = "say", text = tend.translate(tend.argument("say", "what is said", "text", text)) }
end

function words.ask(question, options)
  local body = tend.options("ask", options, { within = "seconds", default = "text", private = "flag" })
  body.verb, body.text = "ask", tend.translate(tend.argument("ask", "the question", "text", question))
  return (tend.ask_core(body))
end

function words.write(prompt, options)
  local body = tend.options("write", options, { within = "seconds" })
  body.verb, body.text = "write", tend.translate(tend.argument("write", "the prompt", "text", prompt))
  return (tend.ask_core(body))
end

function words.choose(question, choices, options)
  local body = tend.options("choose", options, { within = "seconds" })
  body.verb, body.text = "choose", tend.translate(tend.argument("choose", "the question", "text", question))
  body.options = tend.translate_all(tend.argument("choose", "the options", "texts", choices))
  if #body.options == 0 then tend.blame "choose: there is nothing to choose from; give it at least one option" end
  local index = tend.ask_core(body)
  if not index then return nil end
  return choices[index], index
end

-- { inhale = 4, exhale = 6 } in the order of a breath.
local named_phases = { { "inhale", "in" }, { "hold", "hold" }, { "exhale", "out" }, { "rest", "hold" } }

local function phases_of(pattern, options)
  local phases = {}
  for i, phase in ipairs(pattern) do
    if type(phase) == "string" then
      tend.blame(('breathe: phase %d must be a pair such as {"in", 4}; a breath with a name is written breathe("box")'):format(i))
    end
    local word = tend.argument("breathe", "phase " .. i, "table", phase)[1]
    phases[i] = {
      tend.argument("breathe", "the word of phase " .. i, "text", word),
      tend.argument("breathe", "the length of phase " .. i, "seconds", phase[2]),
    }
  end
  if #phases > 0 then return phases end
  for _, name in ipairs(named_phases) do
    local seconds = options[name[1]]
    if seconds then phases[#phases + 1] = { name[2], seconds } end
  end
  return #phases > 0 and phases or nil
end

function words.breathe(pattern, options)
  local body
  if type(pattern) == "table" then
    local kinds = { cycles = "whole", minutes = "number", inhale = "seconds", exhale = "seconds", hold = "seconds", rest = "seconds" }
    kinds[1] = "table"
    local given = tend.options("breathe", pattern, kinds)
    body = { phases = phases_of(pattern, given), cycles = given.cycles, minutes = given.minutes }
    if not body.phases and next(pattern) == nil then tend.blame "breathe: no phase is named, as in breathe { inhale = 4, exhale = 6 }" end
  else
    body = { pattern = pattern ~= nil and tend.argument("breathe", "the pattern", "text", pattern) or nil }
  end
  local more = tend.options("breathe", options, { cycles = "whole", minutes = "number" })
  body.verb, body.cycles, body.minutes = "breathe", more.cycles or body.cycles, more.minutes or body.minutes
  return tend.ask_core(body)
end

function words.chime(name)
  if name ~= nil then name = tend.argument("chime", "the name", "text", name) end
  return tend.ask_core({ verb = "chime", name = name }, "sound")
end

function words.notify(text, options)
  local body = tend.options("notify", options, { actions = "texts", within = "seconds" })
  body.verb, body.text = "notify", tend.translate(tend.argument("notify", "what it says", "text", text))
  local actions = body.actions
  body.actions = actions and tend.translate_all(actions)
  local chosen, why = tend.ask_core(body, "notify")
  for i, action in ipairs(actions or {}) do
    if body.actions[i] == chosen then return action end
  end
  return chosen, why
end

function words.draw(deck, cards)
  local name = tend.argument("draw", "the deck", "text", deck)
  local texts = tend.argument("draw", "the cards", "texts", cards)
  if #texts == 0 then tend.blame "draw: the deck has no cards" end
  return cards[tend.ask_core { verb = "draw", deck = name, cards = texts }]
end

-- Cards between lines that are just "%", as fortune has them; lines that begin with "%%" are notes.
local function fortunes(text)
  local cards, lines = {}, {}
  local function close()
    local card = table.concat(lines, "\n"):gsub("^%s*\n", ""):gsub("%s+$", "")
    if card ~= "" then cards[#cards + 1] = card end
    lines = {}
  end
  for line in text:gmatch "([^\n]*)\n" do
    if line == "%" then close()
    elseif line:sub(1, 2) ~= "%%" then lines[#lines + 1] = line end
  end
  close()
  return cards
end

-- A card a line; empty ones and those that begin with "#" are passed over, and "\#" begins one with "#".
local function lines_of(text)
  local cards = {}
  for line in text:gmatch "([^\n]*)\n" do
    local card = line:match "^%s*(.-)%s*$"
    if card ~= "" and card:sub(1, 1) ~= "#" then cards[#cards + 1] = card:gsub("^\\#", "#") end
  end
  return cards
end

local function is_deck(file) return file:sub(-4) == ".txt" end

local function deck_names()
  local names = {}
  for _, file in ipairs(tend.names(tend.sources)) do
    if is_deck(file) then names[#names + 1] = file end
  end
  return names
end

function words.deck(name)
  local file = tend.argument("deck", "the file", "text", name)
  if not is_deck(file) then file = file .. ".txt" end
  local text = tend.sources[file]
  if not text then tend.blame(("deck: this practice has no file '%s'%s"):format(host.line(file), tend.hint(file, deck_names()))) end
  text = text:gsub("^\u{FEFF}", ""):gsub("\r\n?", "\n") .. "\n"
  local cards = ("\n" .. text):find("\n%%\n") and fortunes(text) or lines_of(text)
  if #cards == 0 then tend.blame(("deck: '%s' has no cards"):format(host.line(file))) end
  return cards
end

function words.remember(key, value)
  tend.ask_core { verb = "remember", key = tend.argument("remember", "the key", "text", key), value = value }
end

function words.recall(key, default)
  local value = tend.ask_core { verb = "recall", key = tend.argument("recall", "the key", "text", key) }
  if value == nil then return default end
  return value
end

function words.remind_me(options)
  if type(options) ~= "table" then tend.argument("remind_me", "what it is given", "table", options) end
  local body = tend.options("remind_me", options, { after = "seconds", at = "text", text = "text" })
  if not body.text then tend.blame "remind_me: 'text' is missing" end
  if not body.after == not body.at then tend.blame "remind_me: give one of 'after' (a duration) and 'at' (a time such as \"15:00\")" end
  body.verb = "remind_me"
  return tend.ask_core(body, "remind")
end

function words.setting(name)
  tend.argument("setting", "the name", "text", name)
  local value = tend.settings[name]
  if value == nil and next(tend.settings) == nil then
    tend.blame "setting: this practice has no settings; they stand in a plugin.ini, under [settings]"
  elseif value == nil then
    tend.blame(("setting: plugin.ini has no setting '%s'%s"):format(host.line(name), tend.hint(name, tend.names(tend.settings))))
  end
  return value
end

function words.today()
  return (tend.ask_core { verb = "today" })
end

function words.photo(prompt, options)
  local body = tend.options("photo", options, { within = "seconds" })
  body.verb = "photo"
  body.text = prompt == nil and "A photo, if you like:" or tend.translate(tend.argument("photo", "the question", "text", prompt))
  local number, why = tend.ask_core(body, "journal.add")
  if not number then return nil, why end
  return tend.photo(number)
end
