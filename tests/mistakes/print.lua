-- says: 2: 'print' is not there; say(text) shows a line
print "hello"
