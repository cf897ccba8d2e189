-- An iterator never ends.
-- expect: 4
for _ in function() return 1 end do
end
