-- Lua's own library, as far as a practice needs it: an allow-list, built anew, that cannot be written to. What could reach out
-- (io, os, load), reach in (debug, string.dump) or switch off a limit (collectgarbage, __gc) is not in it.
local host, tend = ...

local function pick(library, names)
  local picked = {}
  for name in names:gmatch "%S+" do
    picked[name] = library[name]
  end
  return picked
end

-- A read-only face of a table; its own is out of reach.
function tend.sealed(name, content)
  return setmetatable({}, {
    __index = content,
    __newindex = function() tend.blame(name .. ": it cannot be changed") end,
    __pairs = function() return next, pick(content, table.concat(tend.names(content), " ")), nil end,
    __metatable = false,
  })
end

-- A table that names what is near when a name is not there.
function tend.library(name, content)
  local face = tend.sealed(name, content)
  setmetatable(content, {
    __index = function(_, key)
      tend.blame(("'%s.%s' is not there%s"):format(name, host.line(tostring(key)), tend.hint(tostring(key), tend.names(content))))
    end,
  })
  return face
end

local globals = pick(_G, "assert error ipairs next pairs pcall rawequal rawget rawlen rawset select tonumber type xpcall _VERSION")

local raw_setmetatable, raw_tostring = setmetatable, tostring

function globals.setmetatable(value, meta)
  if type(meta) == "table" and rawget(meta, "__gc") ~= nil then tend.blame "setmetatable: a practice has no use for __gc" end
  return raw_setmetatable(value, meta)
end

function globals.getmetatable(value)
  return getmetatable(value)
end

-- Addresses say nothing to a practice and something to an attacker.
function globals.tostring(value)
  local text = raw_tostring(value)
  return type(value) ~= "string" and text:match "^%a+: 0?x?%x+$" and type(value) or text
end

local strings = pick(string, "byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper")

function strings.format(pattern, ...)
  if type(pattern) == "string" and pattern:find "%%[^%a%%]*p" then tend.blame "string.format: %p is not there" end
  local values = table.pack(...)
  for i = 1, values.n do
    local kind = type(values[i])
    if kind == "table" or kind == "function" or kind == "thread" then values[i] = globals.tostring(values[i]) end
  end
  return string.format(pattern, table.unpack(values, 1, values.n))
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
