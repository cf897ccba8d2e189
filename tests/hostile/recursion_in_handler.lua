-- An error inside every handler of an error.
-- expect: 3 or 4
local function fail() error(xpcall(fail, fail)) end
xpcall(fail, fail)
error "survived"
