-- says: 2: 'null' is not there; nil stands for nothing
say(null)
