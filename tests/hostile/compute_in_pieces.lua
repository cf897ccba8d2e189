-- A moment of computing, a moment's pause, and again.
-- expect: 4
-- says: it used more than 5 seconds of computing
while true do
  for _ = 1, 30 do
    local sum = 0
    for i = 1, 20000 do sum = sum + i end
  end
  wait(0.001)
end
