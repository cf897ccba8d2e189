-- says: 3: <eof> expected near 'end'; there is one 'end' too many
say "a"
end
