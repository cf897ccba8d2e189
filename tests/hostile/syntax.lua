-- A file that is no Lua.
-- expect: 3
this is no Lua 
