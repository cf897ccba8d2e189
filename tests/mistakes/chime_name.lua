-- says: 2: chime: no sound is called 'gong' (did you mean 'bell'?)
chime "gong"
