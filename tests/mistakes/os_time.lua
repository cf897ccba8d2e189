-- says: 2: 'os' is not there; today() and elapsed() tell the time
local t = os.time()
