-- Requests that are taken back as soon as they are made.
-- expect: 4
while true do
  within(0, function() ask "?" end)
end
