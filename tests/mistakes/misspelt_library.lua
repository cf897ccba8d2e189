-- says: 2: 'string.uper' is not there (did you mean 'upper'?)
string.uper("x")
