-- A reader of Lua that knows the locals of each block, for `tend check`. It is given what Lua's own compiler has read before, so
-- that nothing in it can be wrong.
local _, tend = ...

local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until " ..
  "while"):gmatch "%a+" do
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
      local ends = is "end" or is "else" or is "elseif" or is "until" or is ";" or tokens[at].kind == "end of file"
      if not ends then expressions() end
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

-- Calls use(global) for each place where a name that is no local is read, called or assigned: a table with name, line, column,
-- and where it applies member (what is taken out of it), arguments (of the first call), assigned; and text(value) for each text that
-- is written out.
function tend.each_global(source, use, text)
  local tokens = tokens_of(source)
  for _, token in ipairs(tokens) do
    if token.kind == "text" then text(token.value) end
  end
  reader_of(tokens, use).read()
end
