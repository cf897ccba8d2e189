-- says: 2: ask: unknown option 'witin' (did you mean 'within'?)
ask("x", { witin = "3m" })
