-- A fifth of a second of computing, a moment's pause, and again.
-- expect: 4
while true do
  for _ = 1, 300 do
    local sum = 0
    for i = 1, 20000 do sum = sum + i end
  end
  wait(0.001)
end
