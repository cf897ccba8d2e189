-- Lua's own library, as far as a practice needs it: an allow-list, built anew, that cannot be written to. What could
-- reach out (io, os, load), reach in (debug, string.dump) or switch off a limit (collectgarbage, __gc) is not in it.
local host, tend = ...

local function pick(library, names)
  local picked = {}
  for name in names:gmatch "%S+" do
    picked[name] = library[name]
  end
  return picked
end

local faces = setmetatable({}, { __mode = "k" }) -- what is sealed, and its name

-- A read-only face of a table; its own is out of reach.
function tend.sealed(name, content)
  local face = setmetatable({}, {
    __index = content,
    __newindex = function() tend.blame(name .. ": it cannot be changed") end,
    __pairs = function() return next, pick(content, table.concat(tend.names(content), " ")), nil end,
    __metatable = false,
  })
  faces[face] = name
  return face
end

-- A table that names what is near when a name is not there.
function tend.library(name, content)
  local face = tend.sealed(name, content)
  setmetatable(content, {
    __index = function(_, key)
      tend.blame(("'%s.%s' is not there%s"):format(name, tend.word(key), tend.hint(tend.word(key), tend.names(content))))
    end,
  })
  return face
end

local globals = pick(_G, "assert error ipairs next pairs pcall rawequal rawget rawlen select tonumber type xpcall _VERSION")

local raw_setmetatable, raw_tostring = setmetatable, tostring

function globals.setmetatable(value, meta)
  if type(meta) == "table" and rawget(meta, "__gc") ~= nil then tend.blame "setmetatable: a practice has no use for __gc" end
  return tend.own(raw_setmetatable, value, meta)
end

function globals.getmetatable(value)
  return getmetatable(value)
end

-- The prelude itself calls what is in these tables, so writing past their metatable is no way in either.
function globals.rawset(value, key, to)
  if faces[value] then tend.blame(faces[value] .. ": it cannot be changed") end
  if value == tend.environment and key ~= nil and tend.vocabulary[key] ~= nil then
    tend.blame(("'%s' is a word of tend; give yours another name"):format(tend.word(key)))
  end
  return tend.own(rawset, value, key, to)
end

-- Addresses say nothing to a practice and something to an attacker.
function globals.tostring(value)
  local text = raw_tostring(value)
  return type(value) ~= "string" and text:match "^(.*): 0x%x+$" or text
end

-- A name that was reached for, whatever it is, as a short clean line.
function tend.word(key)
  local kind = type(key)
  return (kind == "string" or kind == "number" or kind == "boolean") and host.line(raw_tostring(key)) or "(a " .. kind .. ")"
end

local strings = pick(string, "byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper")

function strings.format(pattern, ...)
  if type(pattern) == "string" and pattern:gsub("%%%%", ""):find "%%[^%a%%]*p" then tend.blame "string.format: %p is not there" end
  local values = table.pack(...)
  for i = 1, values.n do
    local kind = type(values[i])
    if kind == "table" or kind == "function" or kind == "thread" then values[i] = globals.tostring(values[i]) end
  end
  return tend.own(string.format, pattern, table.unpack(values, 1, values.n))
end

-- In Lua 5.4.4 an iterator whose pattern was too complex has lost count of its depth, and runs off the stack when it
-- is called again.
function strings.gmatch(text, pattern, start)
  local step, broken = tend.own(string.gmatch, text, pattern, start), false
  local function whole(...)
    broken = false
    return ...
  end
  return function()
    if broken then tend.blame "string.gmatch: its pattern failed before; it cannot go on" end
    broken = true
    return whole(tend.own(step))
  end
end

globals.string = tend.library("string", strings)
globals.table = tend.library("table", pick(table, "concat insert move pack remove sort unpack"))
globals.utf8 = tend.library("utf8", pick(utf8, "char charpattern codepoint codes len offset"))
globals.coroutine = tend.library("coroutine", tend.coroutines)
globals.math = tend.library("math", pick(math, "abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min "
  .. "mininteger modf pi rad random sin sqrt tan tointeger type ult"))

-- ("x"):upper() goes through this table, which is every string's.
local of_strings = getmetatable ""
of_strings.__index = globals.string
of_strings.__metatable = false

tend.globals = globals
