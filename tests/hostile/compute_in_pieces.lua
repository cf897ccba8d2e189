-- A moment of computing, a moment's pause, and again. The limit grows by a second with every twenty that have gone by, which on a
-- busy machine may be once before it is reached.
-- expect: 4
-- says: it used more than [56] seconds of computing
while true do
  for _ = 1, 30 do
    local sum = 0
    for i = 1, 20000 do sum = sum + i end
  end
  wait(0.001)
end
