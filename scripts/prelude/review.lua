-- Reads a practice without running it, for `tend check`: which names it uses, what it hands to the vocabulary where that is
-- written out, and which permissions that takes. The syntax is known to be right by then: Lua's own compiler has read it.
local host, tend = ...

local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch "%a+" do
  keywords[word] = true
end

-- Tokens: kind ("name", "text", "number", "sign", a keyword, or "end of file"), value, line, column (in bytes, from 1).

local function long_bracket(source, at)
  local level = source:match("^%[(=*)%[", at)
  if not level then return nil end
  local from = at + #level + 2
  local first, last = source:find("]" .. level .. "]", from, true)
  return source:sub(from, (first or #source + 1) - 1):gsub("^\r?\n", ""), (last or #source) + 1
end

local escapes = { n = "\n", t = "\t", r = "\r", a = "\a", b = "\b", f = "\f", v = "\v" }

local function unescape(text)
  text = text:gsub("\\z%s+", "")
  return (text:gsub("\\(u?)({?)(.)", function(u, brace, char)
    if u == "" and brace == "" then return escapes[char] or (char:find "[%dx]" and "?" or char) end
    return u .. brace .. char
  end):gsub("u{(%x+)}", function(code) return utf8.char(tonumber(code, 16) & 0x7FFFFFFF) end))
end

local function short_text(source, at)
  local quote, here = source:sub(at, at), at + 1
  while source:sub(here, here) ~= quote and here <= #source do
    here = here + (source:sub(here, here) == "\\" and 2 or 1)
  end
  return unescape(source:sub(at + 1, here - 1)), here + 1
end

local function sign_at(source, at)
  local sign = source:match("^[=~<>]=", at) or source:match("^%.%.%.?", at) or source:match("^([<>/:])%1", at)
  if sign and #sign == 1 then sign = sign .. sign end
  return sign or source:sub(at, at)
end

local function tokens_of(source)
  local tokens, at, line, start = {}, 1, 1, 1
  if source:sub(1, 3) == "\u{FEFF}" then at, start = 4, 4 end
  if source:sub(at, at) == "#" then at = source:find("\n", at, true) or #source + 1 end
  local newline = source:find("\n", at, true) or #source + 1
  local function pass(to)
    while newline < to do
      line, start = line + 1, newline + 1
      newline = source:find("\n", start, true) or #source + 1
    end
    at = to
  end
  local function put(kind, value, to)
    tokens[#tokens + 1] = { kind = kind, value = value, line = line, column = at - start + 1 }
    pass(to)
  end
  while true do
    pass(source:match("^%s*()", at))
    if at > #source then break end
    local name, after = source:match("^([%a_][%w_]*)()", at)
    if name then
      put(keywords[name] and name or "name", name, after)
    elseif source:find("^%-%-", at) then
      local _, last = long_bracket(source, at + 2)
      pass(last or source:find("\n", at, true) or #source + 1)
    elseif source:find("^%.?%d", at) then
      local digits, last = source:match("^(0[xX][%x.]*[pP][+-]?%d*)()", at)
      if not digits then digits, last = source:match("^(0[xX][%x.]*)()", at) end
      if not digits then digits, last = source:match("^([%d.]+[eE][+-]?%d+)()", at) end
      if not digits then digits, last = source:match("^([%d.]+)()", at) end
      put("number", tonumber(digits), last)
    elseif source:find("^[\"']", at) then
      put("text", short_text(source, at))
    else
      local text, last = long_bracket(source, at)
      if text then put("text", text, last)
      else
        local sign = sign_at(source, at)
        put("sign", sign, at + #sign)
      end
    end
  end
  put("end of file", nil, at)
  return tokens
end

-- A reader of one file: it walks over the grammar, knows the locals of each block, and tells `use` of every global.
-- An expression gives a value where it is written out: { constant = ... }, or {} where it is computed.

local function reader_of(tokens, use)
  local reader, at = {}, 1
  local scope = {}
  local expression, block, body

  local function is(value) return tokens[at].kind ~= "text" and tokens[at].value == value end
  local function take() at = at + 1 return tokens[at - 1] end
  local function accept(value) if is(value) then return take() end end
  local function declare(name) scope[name] = true end
  local function inside(work)
    local outer = scope
    scope = setmetatable({}, { __index = outer })
    work()
    scope = outer
  end

  local function expressions()
    local first = expression()
    while accept(",") do expression() end
    return first
  end

  local function table_of()
    local value, constant, names = {}, true, {}
    take()
    while not accept("}") do
      local item
      if tokens[at].kind == "name" and tokens[at + 1].kind == "sign" and tokens[at + 1].value == "=" then
        local name = take()
        take()
        item = expression()
        names[#names + 1] = name
        value[name.value] = item.constant
      elseif accept("[") then
        expression()
        accept("]")
        accept("=")
        item = expression()
        constant = false
      else
        item = expression()
        value[#value + 1] = item.constant
      end
      constant = constant and item.constant ~= nil
      if not accept(",") then accept(";") end
    end
    return { constant = constant and value or nil, names = names, known = value }
  end

  local function arguments()
    if tokens[at].kind == "text" then return { { constant = take().value } } end
    if is("{") then return { table_of() } end
    take()
    local list = {}
    if accept(")") then return list end
    repeat list[#list + 1] = expression() until not accept(",")
    accept(")")
    return list
  end

  local function is_call()
    return tokens[at].kind == "text" or tokens[at].kind == "sign" and (is("(") or is("{"))
  end

  -- A name, what is taken out of it, and calls. A global is told once, with the member that is taken out of it and what it
  -- is called with.
  local function suffixed()
    local token, global, member = tokens[at], nil, nil
    if accept("(") then
      expression()
      accept(")")
    else
      take()
      if not scope[token.value] then global = { name = token.value, line = token.line, column = token.column } end
    end
    local plain = true
    while true do
      if tokens[at].kind == "sign" and is(".") then
        take()
        local name = take().value
        if global and plain then member = name end
      elseif tokens[at].kind == "sign" and is("[") then
        take()
        expression()
        accept("]")
      elseif tokens[at].kind == "sign" and is(":") then
        take()
        take()
        arguments()
        member = nil
      elseif is_call() then
        local given = arguments()
        if global and not global.told then
          global.told, global.arguments, global.member = true, given, member
          use(global)
        end
      else
        break
      end
      plain = false
    end
    if global and not global.told then
      global.member = member
      global.assigned = tokens[at].kind == "sign" and (is("=") or is(",")) and plain and reader.in_statement
      use(global)
    end
  end

  local function simple()
    local token = tokens[at]
    if token.kind == "text" or token.kind == "number" then
      take()
      return { constant = token.value }
    end
    if accept("true") then return { constant = true } end
    if accept("false") then return { constant = false } end
    if token.kind == "sign" and is("{") then return table_of() end
    if accept("function") then body() return {} end
    if token.kind == "name" or is("(") then suffixed() return {} end
    take() -- nil, ...
    return {}
  end

  local unary = { ["not"] = true, ["-"] = true, ["#"] = true, ["~"] = true }
  local binary = {}
  for sign in ("+ - * / // % ^ & | ~ << >> .. == ~= < <= > >= and or"):gmatch "%S+" do binary[sign] = true end

  function expression()
    local outer = reader.in_statement
    reader.in_statement = false
    local value, computed = nil, false
    repeat
      while tokens[at].kind ~= "text" and unary[tokens[at].value] do
        take()
        computed = true
      end
      value = simple()
      local more = tokens[at].kind ~= "text" and binary[tokens[at].value]
      if more then
        take()
        computed = true
      end
    until not more
    reader.in_statement = outer
    return computed and {} or value
  end

  function body(with_self)
    inside(function()
      if with_self then declare "self" end
      accept("(")
      while not accept(")") do
        local token = take()
        if token.kind == "name" then declare(token.value) end
      end
      block()
      accept("end")
    end)
  end

  local function attributes() if accept("<") then take() accept(">") end end

  local function local_statement()
    if accept("function") then
      declare(take().value)
      return body()
    end
    local names = {}
    repeat
      names[#names + 1] = take().value
      attributes()
    until not accept(",")
    if accept("=") then expressions() end
    for _, name in ipairs(names) do declare(name) end
  end

  local function for_statement()
    local names = {}
    repeat names[#names + 1] = take().value until not accept(",")
    take() -- "=" or "in"
    expressions()
    accept("do")
    inside(function()
      for _, name in ipairs(names) do declare(name) end
      block()
    end)
    accept("end")
  end

  local function function_statement()
    local token, method, member = take(), false, false
    while is(".") or is(":") do
      method, member = take().value == ":", true
      take()
    end
    if not scope[token.value] then
      use { name = token.value, line = token.line, column = token.column, assigned = not member }
    end
    body(method)
  end

  local function if_statement()
    repeat
      expression()
      accept("then")
      inside(block)
    until not accept("elseif")
    if accept("else") then inside(block) end
    accept("end")
  end

  local function statement()
    if accept(";") or accept("break") then return end
    if accept("goto") then take() return end
    if accept("::") then take() accept("::") return end
    if accept("local") then return local_statement() end
    if accept("for") then return for_statement() end
    if accept("if") then return if_statement() end
    if accept("function") then return function_statement() end
    if accept("do") then inside(block) accept("end") return end
    if accept("while") then expression() accept("do") inside(block) accept("end") return end
    if accept("repeat") then
      -- What is local to the block is known to the condition.
      return inside(function() block() accept("until") expression() end)
    end
    if accept("return") then
      if not (is("end") or is("else") or is("elseif") or is("until") or is(";") or tokens[at].kind == "end of file") then expressions() end
      accept(";")
      return
    end
    reader.in_statement = true
    suffixed()
    while accept(",") do suffixed() end
    reader.in_statement = false
    if accept("=") then expressions() end
  end

  function block()
    while not (is("end") or is("else") or is("elseif") or is("until") or tokens[at].kind == "end of file") do
      statement()
    end
  end

  function reader.read() inside(block) end
  return reader
end

-- What is found.

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
      found("warning", file, use.line, use.column, "this breath is held: plugin.ini can say so, under [care] with the line: holds = yes")
    end
    local options = call == "choose" and use.arguments[2] and use.arguments[2].known or {}
    for _, option in ipairs(options) do
      if type(option) == "string" and (utf8.len(option) or #option) > WIDEST then
        found("warning", file, use.line, use.column, ("the choice '%s...' is wider than the %d columns it has"):format(host.line(option:sub(1, 30)), WIDEST))
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
        why and ("'%s' is not there; %s"):format(word, why) or ("unknown name '%s'%s"):format(word, tend.hint(word, tend.names(names))))
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
        reader_of(tokens_of(message.files[file]), function(use)
          if use.assigned then assigned[use.name] = true end
          uses[#uses + 1] = { file, use }
        end).read()
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
