-- Starts the practice: its environment, its files, and the last word when something in it broke.
local host, tend = ...

tend.refusals = {} -- sentences that it was given when something was refused

local missing = {
  print = "say(text) shows a line",
  os = "today() and elapsed() tell the time",
  io = "journal.add, remember and recall keep things",
  load = "require reads another file of the same practice",
  dofile = "require reads another file of the same practice",
  loadfile = "require reads another file of the same practice",
  sleep = "wait(duration) pauses",
  null = "nil stands for nothing",
  None = "nil stands for nothing",
  True = "it is written true",
  False = "it is written false",
}

local function make_environment(names)
  return setmetatable({}, {
    __index = function(_, name)
      local value = names[name]
      if value ~= nil then return value end
      if missing[name] then tend.blame(("'%s' is not there; %s"):format(name, missing[name])) end
      local word = tend.word(name)
      tend.blame(("unknown name '%s'%s"):format(word, tend.hint(word, tend.names(names))))
    end,
    __newindex = function(environment, name, value)
      if names[name] ~= nil then tend.blame(("'%s' is a word of tend; give yours another name"):format(name)) end
      tend.own(rawset, environment, name, value)
    end,
    __metatable = false,
  })
end

-- Files are shown as the author knows them: "collecting-walk/main.lua", or just "mine.lua".
local function compile(message, file, environment)
  local name = message.main == file and file ~= "main.lua" and file or message.name .. "/" .. file
  return host.compile(name, message.files[file], environment)
end

-- The file that require(name) reads.
function tend.required(message, name)
  tend.argument("require", "the name", "text", name)
  local file = name:gsub("%.", "/") .. ".lua"
  if not message.files[file] then
    tend.blame(("require: this practice has no file '%s'%s"):format(host.line(file), tend.hint(file, tend.names(message.files))))
  end
  return file
end

local function make_require(message, environment)
  local loaded = {}
  return function(name)
    local file = tend.required(message, name)
    if loaded[file] ~= nil then return loaded[file] end
    local chunk, problem = compile(message, file, environment)
    if not chunk then error(problem, 0) end
    loaded[file] = true
    local value = chunk(name)
    if value ~= nil then loaded[file] = value end
    return loaded[file]
  end
end

-- Every name that a practice has, with the environment in which it runs.
function tend.vocabulary_of(message)
  local names = {}
  for name, value in pairs(tend.globals) do names[name] = value end
  for name, value in pairs(tend.words) do names[name] = value end
  names.journal = tend.library("journal", tend.words.journal)
  local environment = make_environment(names)
  names._G = environment
  names.require = make_require(message, environment)
  return names, environment
end

function tend.start(message)
  tend.undeclared, tend.settings, tend.sources = message.undeclared, message.settings, message.files
  tend.speak(message.files[message.texts])
  math.randomseed(message.seed)
  local names, environment = tend.vocabulary_of(message)
  tend.environment, tend.vocabulary = environment, names
  local chunk, problem = compile(message, message.main, environment)
  if not chunk then return tend.broken(problem) end
  tend.spawn(chunk)
end

local function kind_of(text)
  if host.overrun() then return "time" end
  if tend.stopped_at then return tend.stopped_at end
  if text == "not enough memory" then return "memory" end
  for sentence in pairs(tend.refusals) do
    if text:find(sentence, 1, true) then return "refused" end
  end
  return "error"
end

-- An error reached the end of a strand: the practice is over. The value may be anything that the practice threw.
function tend.broken(value)
  if tend.over then return end
  tend.over = true
  local text = (type(value) == "string" or type(value) == "number") and tostring(value)
    or "error was called with a " .. type(value) .. "; give it a text"
  local kind = kind_of(text)
  if kind == "error" then text = text .. tend.lesson(text) end
  host.send { verb = "fail", kind = kind, text = host.line(text) }
  host.finish()
end
