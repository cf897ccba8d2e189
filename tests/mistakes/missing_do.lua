-- says: 3: 'do' expected near 'say'; a 'for' and a 'while' go with 'do'
for i = 1, 3
  say "a"
end
