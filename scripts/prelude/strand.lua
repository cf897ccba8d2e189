-- Strands: coroutines that the practice runs side by side. A request blocks its own strand only; the core's reply
-- wakes it. A strand yields a private token, so that a yield of the practice's own can never pass for a request.
local host, tend = ...

local raw = coroutine
local TOKEN = {}
local STRANDS_MOST = 256
local CLOSES_MOST = 50 -- inside each other; in Lua 5.4.4 a longer chain runs off the stack

local waiting = {} -- request id -> the strand that waits for its reply
local ready, first, last = {}, 1, 0 -- strands to resume, in order
local current -- the strand that runs now
local count = 0
local last_id = 0
local owned = setmetatable({}, { __mode = "k" }) -- coroutines of strands: not the practice's to resume
local shut = setmetatable({}, { __mode = "k" }) -- closed from outside: Lua 5.4.4 lets a __close yield then, and breaks
local parked = setmetatable({}, { __mode = "k" }) -- the practice's own coroutines, while a request inside them waits

-- A wake-up is good for the present wait only: resuming a strand changes its ticket, and later wake-ups are dropped.
local function wake(strand, value)
  last = last + 1
  ready[last] = { strand = strand, ticket = strand.ticket, value = value }
end

local function adopt(children, parent)
  for child in pairs(children) do
    child.parent = parent
    if parent then parent.children[child] = true end
  end
end

local function over(strand)
  strand.over = true
  count = count - 1
  if strand.parent then strand.parent.children[strand] = nil end
  adopt(strand.children, strand.parent)
  local watcher = strand.watcher
  -- A watcher that runs is ending this strand itself.
  if watcher and not watcher.over and watcher ~= current then
    watcher.now = math.max(watcher.now, strand.now)
    wake(watcher)
  end
end

-- Starts fn as a strand of its own; `watcher` is woken when it ends.
function tend.spawn(fn, watcher)
  if count >= STRANDS_MOST then
    tend.stopped_at = "strands"
    tend.blame("more than " .. STRANDS_MOST .. " strands at once")
  end
  count = count + 1
  local strand = { co = raw.create(fn), ticket = 0, children = {}, parent = current, watcher = watcher }
  strand.now = current and current.now or 0
  owned[strand.co] = true
  if current then current.children[strand] = true end
  wake(strand)
  return strand
end

local function forget_request(strand)
  if not strand.request then return end
  waiting[strand.request] = nil
  host.send { verb = "cancel", id = strand.request }
  strand.request = nil
end

local closes = 0

local function unpack_close(ok, ...)
  if not ok then error((...), 0) end
  return ...
end

local function closed(...)
  closes = closes - 1
  return ...
end

local function close(co)
  if closes >= CLOSES_MOST then error("more than " .. CLOSES_MOST .. " coroutines that close each other", 0) end
  if raw.status(co) == "suspended" then shut[co] = true end
  closes = closes + 1
  return unpack_close(closed(pcall(raw.close, co)))
end

local function can_wait()
  return current and raw.isyieldable() and not shut[raw.running()]
end

-- Ends a strand that is not running, and with `deep` those that it started.
function tend.cancel(strand, deep)
  if strand.over then return end
  local children = strand.children
  if deep then
    strand.children = {}
    for child in pairs(children) do
      if child == current then
        adopt({ [child] = true }, nil)
      else
        child.parent = nil
        tend.cancel(child, true)
      end
    end
  end
  forget_request(strand)
  over(strand)
  close(strand.co)
end

function tend.strand()
  return current
end

-- Waits for a wake-up; `call` is who waits, for the message.
function tend.park(call)
  if not can_wait() then
    if current then forget_request(current) end -- a coroutine further in may have sent one
    tend.blame(call .. ": it cannot wait here, inside a function that Lua's own library calls (as in table.sort or string.gsub)")
  end
  return raw.yield(TOKEN)
end

-- Sends a request without waiting; the reply will wake the present strand.
function tend.send(body)
  if not can_wait() then tend.park(body.verb) end
  last_id = last_id + 1
  body.id = last_id
  local sent, problem = host.send(body)
  if not sent then tend.blame(body.verb .. ": " .. problem) end
  waiting[last_id] = current
  current.request = last_id
end

function tend.drop_request()
  forget_request(current)
end

-- Sends a request and waits for its reply.
function tend.request(body)
  tend.send(body)
  local reply = tend.park(body.verb)
  if reply.problem then tend.blame(body.verb .. ": " .. reply.problem) end
  return reply
end

local function step(strand, value)
  strand.ticket = strand.ticket + 1
  current = strand
  local ok, what = raw.resume(strand.co, value)
  current = nil
  if not ok then return tend.broken(what) end
  if raw.status(strand.co) == "dead" then return over(strand) end
  if what ~= TOKEN then tend.broken "coroutine.yield: there is no coroutine of your own around this line" end
end

local function run()
  while ready[first] and not tend.over do
    local entry = ready[first]
    ready[first] = nil
    first = first + 1
    if not entry.strand.over and entry.ticket == entry.strand.ticket then step(entry.strand, entry.value) end
  end
  if count == 0 and not tend.over then
    -- The practice caught it, and ends all the same.
    if host.overrun() then return tend.broken "it computed too long without a pause" end
    tend.over = true
    host.send { verb = "done" }
    host.finish()
  end
end

function tend.receive(message)
  if message.verb == "start" then
    tend.start(message)
  elseif message.verb == "check" then
    return tend.review(message)
  elseif message.verb == "reply" then
    local strand = waiting[message.re]
    if strand then
      waiting[message.re] = nil
      strand.request = nil
      strand.now = message.t
      wake(strand, message)
    end
  end
  run()
end

-- The coroutine library of the practice: its own coroutines work as ever, and a request made inside one passes through
-- it to the strand.
local coroutines = {
  create = raw.create,
  status = raw.status,
  running = raw.running,
  isyieldable = raw.isyieldable,
}

local function guard(call, co)
  if owned[co] or parked[co] then tend.blame("coroutine." .. call .. ": that coroutine is waiting for something else") end
end

local function pass_through(co, ok, what, ...)
  if ok and what == TOKEN then
    parked[co] = true
    local reply = tend.park "coroutine.resume"
    parked[co] = nil
    return pass_through(co, raw.resume(co, reply))
  end
  return ok, what, ...
end

function coroutines.yield(...)
  local co = raw.running()
  if owned[co] or shut[co] then tend.blame "coroutine.yield: there is no coroutine of your own around this line" end
  return raw.yield(...)
end

function coroutines.resume(co, ...)
  if type(co) ~= "thread" then tend.argument("coroutine.resume", "what it is given", "thread", co) end
  guard("resume", co)
  return pass_through(co, raw.resume(co, ...))
end

local function unwrap(ok, ...)
  if not ok then error((...), 0) end
  return ...
end

function coroutines.wrap(fn)
  local co = raw.create(tend.argument("coroutine.wrap", "what it is given", "fn", fn))
  return function(...)
    guard("wrap", co)
    return unwrap(pass_through(co, raw.resume(co, ...)))
  end
end

function coroutines.close(co)
  tend.argument("coroutine.close", "what it is given", "thread", co)
  guard("close", co)
  return tend.own(close, co)
end

tend.coroutines = coroutines
