-- Checks what a practice hands to the vocabulary. Whatever is wrong is said with the practice's own line, the call, the
-- option, what would be right, and the nearest right name.
local host, tend = ...

-- Raises `text` at the line of the practice that is running.
function tend.blame(text)
  local where = host.where()
  error(where and where .. ": " .. text or text, 0)
end

local function unless_blamed(ok, ...)
  if ok then return ... end
  local text = ...
  if type(text) ~= "string" then error(text, 0) end
  tend.blame((text:gsub("^prelude/%a+:%d+: ", "")))
end

-- Calls a function of Lua's own; what it complains about is the practice's line, not the one here.
function tend.own(fn, ...)
  return unless_blamed(pcall(fn, ...))
end

function tend.names(list)
  local names = {}
  for name in pairs(list) do
    if type(name) == "string" then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- " (did you mean 'within'?)", or nothing.
function tend.hint(word, names)
  local nearest = host.nearest(word, names)
  return nearest and " (did you mean '" .. nearest .. "'?)" or ""
end

local function describe(value)
  local kind = type(value)
  if value == nil then return "nothing" end
  if kind == "string" then return '"' .. host.line(#value > 40 and value:sub(1, 40) .. "..." or value) .. '"' end
  if kind == "number" or kind == "boolean" then return tostring(value) end
  return "a " .. kind
end

local check = {}
local wanted = {
  text = "a text",
  texts = "a list of texts",
  seconds = 'a duration such as 30, "4s" or "8m"',
  number = "a number",
  whole = "a whole number",
  flag = "true or false",
  table = "a table",
  fn = "a function",
  thread = "a coroutine",
  photos = "what photo() gave, or a list of that",
}

function check.text(value)
  if type(value) == "number" then return tostring(value) end
  return type(value) == "string" and value or nil
end

function check.texts(value)
  if type(value) ~= "table" then return nil end
  local texts = {}
  for i = 1, #value do
    texts[i] = check.text(value[i])
    if not texts[i] then return nil end
  end
  return texts
end

function check.seconds(value)
  if type(value) == "string" then return host.seconds(value) end
  if type(value) ~= "number" then return nil end
  return value >= 0 and value <= 366 * 86400 and value or nil
end

function check.number(value)
  return type(value) == "number" and value or nil
end

function check.whole(value)
  return math.tointeger(value)
end

function check.flag(value)
  if type(value) == "boolean" then return value end
  return nil
end

function check.table(value)
  return type(value) == "table" and value or nil
end

function check.fn(value)
  return type(value) == "function" and value or nil
end

function check.thread(value)
  return type(value) == "thread" and value or nil
end

-- What a practice holds of a photo, and the number by which the core knows it.
local photos = setmetatable({}, { __mode = "k" })
local opaque = { __name = "photo", __metatable = false, __tostring = function() return "a photo" end }

function tend.photo(number)
  local photo = setmetatable({}, opaque)
  photos[photo] = tostring(number)
  return photo
end

-- One, or a list of up to 16 with gaps where one was skipped; the numbers of those.
function check.photos(value)
  if type(value) ~= "table" then return nil end
  if photos[value] then return { photos[value] } end
  local places, numbers = {}, {}
  for place, photo in next, value do
    if math.type(place) ~= "integer" or not photos[photo] or #places == 16 then return nil end
    places[#places + 1] = place
  end
  table.sort(places)
  for i, place in ipairs(places) do numbers[i] = photos[value[place]] end
  return numbers
end

-- The value of one argument, as `kind` asks. `what` names it, for instance "the question".
function tend.argument(call, what, kind, value)
  local checked = check[kind](value)
  if checked == nil then
    tend.blame(("%s: %s must be %s, not %s"):format(call, what, wanted[kind], describe(value)))
  end
  return checked
end

-- A checked copy of a table of options; `kinds` names each option and its kind. Positions in the list part are left
-- out.
function tend.options(call, options, kinds)
  local checked = {}
  if options == nil then return checked end
  tend.argument(call, "the options", "table", options)
  for name, value in next, options do
    if type(name) == "string" then
      local kind = kinds[name]
      if not kind then
        tend.blame(("%s: unknown option '%s'%s"):format(call, host.line(name), tend.hint(name, tend.names(kinds))))
      end
      local value_checked = tend.argument(call, "'" .. name .. "'", kind, value)
      -- An empty list says nothing (and would travel as an empty table of names).
      if (kind ~= "texts" and kind ~= "photos") or #value_checked > 0 then checked[name] = value_checked end
    elseif not kinds[1] then
      tend.blame(("%s: its options are written as name = value"):format(call))
    end
  end
  return checked
end
