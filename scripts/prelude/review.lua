-- Reads a practice without running it, for `tend check`: which names it uses, what it hands to the vocabulary where that is
-- written out, and which permissions that takes. The syntax is known to be right by then: Lua's own compiler has read it.
local host, tend = ...

local WIDEST = 72 -- columns that an option, or a label, has on a screen of 80

-- What a word of the vocabulary says of its arguments, or nil, and what it would ask of the core. What reaches further than
-- that needs a practice that runs.
local function try(word, values)
  local request, asked = tend.request, nil
  tend.request = function(body)
    asked = body
    error(body, 0)
  end
  local ok, problem = pcall(word, table.unpack(values))
  tend.request = request
  return not ok and type(problem) == "string" and not problem:find "^prelude/" and problem or nil, asked
end

-- The same of a call, as far as its arguments are written out: of a table with something computed in it, the names of its
-- options. Third the token that is wrong, where it is one.
local function complaint(word, arguments)
  local values, computed = {}, {}
  for i, argument in ipairs(arguments) do
    values[i] = argument.constant
    if values[i] == nil then
      values[i] = argument.known and {} or "computed"
      computed[#computed + 1] = i
    end
  end
  if #computed == 0 then return try(word, values) end
  for _, i in ipairs(computed) do
    for _, token in ipairs(arguments[i].names or {}) do
      values[i] = { [token.value] = "computed" }
      local problem = try(word, values)
      if problem and problem:find "unknown option" then return problem, nil, token end
      values[i] = {}
    end
  end
end

local function look_at_phrases(file, text, written, found)
  local phrases, problems, lines = tend.read_phrases(text)
  for _, problem in ipairs(problems) do found("error", file, problem[1], 1, problem[2]) end
  for original in pairs(phrases) do
    if not written[original] then
      found("warning", file, lines[original], 1, "no text of the practice is this one (any more)")
    end
  end
end

-- Calls of these wait or run something else; what they are given is looked at when it runs.
local unchecked = { every = true, after = true, within = true, together = true, setting = true, elapsed = true }

function tend.review(message)
  tend.undeclared, tend.settings, tend.sources = {}, message.settings, message.files
  local names, environment = tend.vocabulary_of(message)
  local used, uses = {}, {}

  local function found(severity, file, line, column, text)
    host.send { verb = "found", file = file, line = line, column = column, severity = severity, text = host.line(text) }
  end

  -- What is said and asked goes on in the next line where it is too long. These stand on one.
  local function look_at_width(file, use, call)
    local second = use.arguments[2] or {}
    local texts = call == "choose" and second.known or call == "wait" and { second.constant } or {}
    for _, text in ipairs(texts) do
      if type(text) == "string" and (utf8.len(text) or #text) > WIDEST then
        found("warning", file, use.line, use.column, ("the %s '%s...' is wider than the %d columns it has"):format(
          call == "wait" and "label" or "choice", host.line(text:sub(1, (utf8.offset(text, 31) or 31) - 1)), WIDEST))
      end
    end
  end

  local function look_at_call(file, use, word, call)
    local problem, asked, token = complaint(word, use.arguments)
    if problem then
      return found("error", file, (token or use).line, (token or use).column, problem .. tend.lesson(problem))
    end
    if asked and asked.verb == "breathe" then
      local ok, why = host.send {
        verb = "found", file = file, line = use.line, column = use.column, severity = "breath", text = "",
        pattern = asked.pattern, phases = asked.phases, cycles = asked.cycles, minutes = asked.minutes,
      }
      if not ok then found("error", file, use.line, use.column, "breathe: " .. why) end
    end
    look_at_width(file, use, call)
  end

  -- The environment says of a name what it would say of it in a practice that runs.
  local function look_at_name(file, use)
    local ok, problem = pcall(function()
      if use.assigned then environment[use.name] = true end
      local value = environment[use.name]
      if use.member and names[use.name] and type(value) ~= "function" then return value[use.member] end
    end)
    if not ok then found("error", file, use.line, use.column, problem) end
    return ok
  end

  local function look_at(file, use)
    if not look_at_name(file, use) or use.assigned then return end
    local call, word = use.name, tend.words[use.name]
    if call == "journal" then
      if not use.member then
        for name, permission in pairs(message.needs) do if name:find "^journal%." then used[permission] = true end end
        return
      end
      call, word = "journal." .. use.member, tend.words.journal[use.member]
    elseif use.member then
      return
    end
    local permission = message.needs[call]
    if permission then
      used[permission] = true
      local line = message.undeclared[permission]
      if line then found("error", file, use.line, use.column, call .. ": " .. line) end
    end
    local first = use.arguments and use.arguments[1] and use.arguments[1].constant
    if call == "require" and first then
      local ok, problem = pcall(tend.required, message, first)
      if not ok then found("error", file, use.line, use.column, problem) end
    elseif call == "setting" and first then
      local ok, problem = pcall(word, first)
      if not ok then found("error", file, use.line, use.column, problem) end
    elseif use.arguments and word and not unchecked[call] then
      look_at_call(file, use, word, call)
    end
  end

  -- Every text that the practice may say: those written out in its scripts, and the lines of its decks.
  local written, broken = {}, false
  local function say(text) written[text:match "^%s*(.-)%s*$"] = true end
  for _, file in ipairs(tend.names(message.files)) do
    if file:find "%.txt$" and not file:find "/texts%.txt$" then
      for line in message.files[file]:gmatch "[^\r\n]+" do say(line) end
    elseif file:sub(-4) == ".lua" then
      local chunk, problem = host.compile(file, message.files[file], {})
      if not chunk then
        broken = true
        local line, text = problem:match "^[^:]*:(%d+): (.*)$"
        found("error", file, tonumber(line) or 1, 1, (text or problem) .. tend.lesson(problem))
      else
        tend.each_global(message.files[file], function(use)
          uses[#uses + 1] = { file, use }
          -- What is assigned anywhere is there for every line.
          if use.assigned and names[use.name] == nil then environment[use.name] = true end
        end, say)
      end
    end
  end
  for _, pair in ipairs(uses) do look_at(pair[1], pair[2]) end
  if not broken then
    for _, file in ipairs(tend.names(message.files)) do
      if file:find "/texts%.txt$" then look_at_phrases(file, message.files[file], written, found) end
    end
  end
  if not broken then
    for _, permission in ipairs(tend.names(message.permissions)) do
      if not used[permission] then
        found("warning", "plugin.ini", message.permissions[permission], 1,
          ("'%s' is asked for and never used: take the line out"):format(permission))
      end
    end
  end
  host.send { verb = "done" }
  host.finish()
end
