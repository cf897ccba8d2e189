-- Reads a practice without running it, for `tend check`: which names it uses, what it hands to the vocabulary where that is
-- written out, and which permissions that takes. The syntax is known to be right by then: Lua's own compiler has read it.
local host, tend = ...

local needs = {
  notify = "notify", chime = "sound", remind_me = "remind", photo = "journal.add",
  ["journal.add"] = "journal.add", ["journal.mine"] = "journal.read", ["journal.search"] = "journal.read",
}
local holding = { box = true, ["4-7-8"] = true }
local WIDEST = 72 -- columns that an option has on a screen of 80

local function holds_breath(arguments)
  local first = arguments[1]
  local value = first and first.constant
  if type(value) == "string" then return holding[value] end
  local known = first and first.known
  if not known then return false end
  if known.hold or known.rest then return true end
  for _, phase in ipairs(known) do
    if type(phase) == "table" and phase[1] == "hold" then return true end
  end
  return false
end

-- What a word of the vocabulary says of its arguments; nil where nothing. What reaches further than looking at those needs a
-- practice that runs.
local REACHED = {}
local function try(word, values)
  local request = tend.request
  tend.request = function() error(REACHED, 0) end
  local ok, problem = pcall(word, table.unpack(values))
  tend.request = request
  return not ok and type(problem) == "string" and not problem:find "^prelude/" and problem or nil
end

-- The same of a call, as far as its arguments are written out: of a table with something computed in it, the names of its
-- options. With the token that is wrong, where it is one.
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
      if problem and problem:find "unknown option" then return problem, token end
      values[i] = {}
    end
  end
end

-- Calls of these wait or run something else; what they are given is looked at when it runs.
local unchecked = { every = true, after = true, within = true, together = true, setting = true, require = true, elapsed = true }

function tend.review(message)
  tend.undeclared, tend.settings, tend.sources = {}, {}, message.files
  local names = tend.vocabulary_of(message)
  local used, assigned, uses = {}, {}, {}

  local function found(severity, file, line, column, text)
    host.send { verb = "found", file = file, line = line, column = column, severity = severity, text = host.line(text) }
  end

  local function look_at_call(file, use, word, call)
    local problem, token = complaint(word, use.arguments)
    if problem then
      return found("error", file, (token or use).line, (token or use).column, problem .. tend.lesson(problem))
    end
    if call == "breathe" and not message.holds and holds_breath(use.arguments) then
      found("warning", file, use.line, use.column,
        "this breath is held: plugin.ini can say so, under [care] with the line: holds = yes")
    end
    local options = call == "choose" and use.arguments[2] and use.arguments[2].known or {}
    for _, option in ipairs(options) do
      if type(option) == "string" and (utf8.len(option) or #option) > WIDEST then
        found("warning", file, use.line, use.column,
          ("the choice '%s...' is wider than the %d columns it has"):format(host.line(option:sub(1, 30)), WIDEST))
      end
    end
  end

  local function look_at(file, use)
    local value = names[use.name]
    if use.assigned and value ~= nil then
      return found("error", file, use.line, use.column, ("'%s' is a word of tend; give yours another name"):format(use.name))
    end
    if use.assigned or assigned[use.name] then return end
    if value == nil then
      local word = host.line(use.name)
      local why = tend.missing[use.name]
      return found("error", file, use.line, use.column,
        why and ("'%s' is not there; %s"):format(word, why)
          or ("unknown name '%s'%s"):format(word, tend.hint(word, tend.names(names))))
    end
    local call, word = use.name, value
    if use.member and not tend.words[call] then
      local there, problem = pcall(function() return value[use.member] end)
      if not there then return found("error", file, use.line, use.column, problem) end
    end
    if call == "require" and use.arguments and use.arguments[1] and type(use.arguments[1].constant) == "string" then
      local wanted = use.arguments[1].constant:gsub("%.", "/") .. ".lua"
      if not message.files[wanted] then
        found("error", file, use.line, use.column,
          ("require: this practice has no file '%s'%s"):format(host.line(wanted), tend.hint(wanted, tend.names(message.files))))
      end
    end
    if call == "journal" then
      if not use.member then
        for name in pairs(needs) do if name:find "^journal%." then used[needs[name]] = true end end
        return
      end
      call, word = "journal." .. use.member, rawget(tend.words.journal, use.member)
      if not word then
        return found("error", file, use.line, use.column,
          ("'%s' is not there%s"):format(host.line(call), tend.hint(use.member, tend.names(tend.words.journal))))
      end
    elseif use.member then
      return
    end
    local permission = needs[call]
    if permission then
      used[permission] = true
      local line = message.undeclared[permission]
      if line then found("error", file, use.line, use.column, call .. ": " .. line) end
    end
    if use.arguments and type(word) == "function" and tend.words[use.name] and not unchecked[call] then
      look_at_call(file, use, word, call)
    end
  end

  local broken = false
  for _, file in ipairs(tend.names(message.files)) do
    if file:sub(-4) == ".lua" then
      local chunk, problem = host.compile(file, message.files[file], {})
      if not chunk then
        broken = true
        local line, text = problem:match "^[^:]*:(%d+): (.*)$"
        found("error", file, tonumber(line) or 1, 1, (text or problem) .. tend.lesson(problem))
      else
        tend.each_global(message.files[file], function(use)
          if use.assigned then assigned[use.name] = true end
          uses[#uses + 1] = { file, use }
        end)
      end
    end
  end
  for _, pair in ipairs(uses) do look_at(pair[1], pair[2]) end
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
