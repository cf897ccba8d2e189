// Lua values as JSON and back. What a script hands over is bounded: depth, number of values, finite numbers, string
// keys or a list.
#pragma once

#include <jansson.h>
#include <lua.h>

// The value at `index` as JSON; the caller's to json_decref. On failure NULL, and *problem is a phrase such as "a
// function".
json_t *value_from_lua(lua_State *L, int index, const char **problem);

// Pushes a JSON value.
void value_to_lua(lua_State *L, const json_t *value);
