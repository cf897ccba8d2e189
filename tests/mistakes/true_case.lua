-- says: 2: 'True' is not there; it is written true
local a = True
