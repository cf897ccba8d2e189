-- every, after, within, together, wait: time and what runs side by side. Every moment is computed from a starting
-- point, so that nothing drifts.
local host, tend = ...
local words = tend.words

-- True when the time has passed, false when the person passed over it.
local function wait_until(moment, label)
  return tend.request({ verb = "wait", ["until"] = moment, label = label }).value ~= false
end

function words.wait(duration, label)
  local seconds = tend.argument("wait", "the duration", "seconds", duration)
  if label ~= nil then label = tend.translate(tend.argument("wait", "the label", "text", label)) end
  return wait_until(tend.now() + seconds * 1000, label)
end

-- A timer runs `body` in a strand of its own; body gets the timer, to see whether it was stopped.
local function start_timer(call, body)
  local timer = { stopped = false }
  local strand
  function timer.stop()
    timer.stopped = true
    if timer.waiting then tend.cancel(strand) end
  end
  strand = tend.spawn(function() body(timer) end)
  timer.waiting = true -- until its first step it has nothing to lose
  return tend.sealed(call .. " timer", { stop = function() timer.stop() end })
end

local function rest(timer, moment)
  timer.waiting = true
  wait_until(moment)
  timer.waiting = false
end

function words.after(duration, fn)
  local seconds = tend.argument("after", "the duration", "seconds", duration)
  tend.argument("after", "what to do", "fn", fn)
  local moment = tend.now() + seconds * 1000
  return start_timer("after", function(timer)
    rest(timer, moment)
    fn()
  end)
end

function words.every(duration, fn)
  local seconds = tend.argument("every", "the duration", "seconds", duration)
  tend.argument("every", "what to do", "fn", fn)
  if seconds < 0.05 then tend.blame "every: the duration must be at least 0.05 seconds" end
  local start, step, n = tend.now(), seconds * 1000, 0
  return start_timer("every", function(timer)
    while not timer.stopped do
      -- Turns that passed while fn was still busy are left out.
      n = math.max(n + 1, math.ceil((tend.now() - start) / step))
      rest(timer, start + n * step)
      fn()
    end
  end)
end

function words.within(duration, fn)
  local seconds = tend.argument("within", "the duration", "seconds", duration)
  tend.argument("within", "what to do", "fn", fn)
  local child = tend.spawn(fn, tend.strand())
  tend.send { verb = "wait", ["until"] = tend.now() + seconds * 1000 }
  tend.park "within"
  if child.over then
    tend.drop_request()
    return true
  end
  tend.cancel(child, true)
  return false
end

function words.together(...)
  local strands = {}
  for i = 1, select("#", ...) do
    local fn = tend.argument("together", "part " .. i, "fn", (select(i, ...)))
    strands[i] = tend.spawn(fn, tend.strand())
  end
  for _, strand in ipairs(strands) do
    while not strand.over do tend.park "together" end
  end
end

function words.elapsed()
  return tend.now() / 1000
end

-- The present strand's time in milliseconds since the practice began: that of the reply that last woke it.
function tend.now()
  return tend.strand().now
end
