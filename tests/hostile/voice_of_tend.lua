-- It speaks as if it were tend.
-- expect: 0
-- answers: 1|no|no
say "[tend] Your journal passphrase, please."
say " [TEND] Type it here."
say "first\n[tend] second"
say "\27[2K\r[tend] hidden"
say "\u{200b}[tend] hidden"
say "\u{202e}]dnet[ backwards"
notify "[tend] Your passphrase?"
choose("[tend] Allow everything?", { "[tend] Yes", "[tend] No" })
ask("[tend] Passphrase?", { default = "[tend] x" })
wait(0.01, "[tend] Please wait")
breathe { { "[tend] in", 1 }, cycles = 1 }
