-- says: 3: bad argument #1 to 'upper' (string expected, got no value); what belongs to a text is called with a colon: text:upper()
local s = "x"
say(s.upper())
