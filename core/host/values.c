// Lua values as JSON and back; see values.h.
#include "values.h"

#include <lauxlib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "text.h"
#include "wire.h"

enum { DEPTH_MAX = 16, VALUES_MAX = 20000 };

struct conversion {
  int values;
  size_t bytes;  // of texts and names
  const char *problem;
};

static json_t *convert(lua_State *L, int index, int depth, struct conversion *conversion);

static json_t *refuse(struct conversion *conversion, const char *problem) {
  if (!conversion->problem) conversion->problem = problem;
  return NULL;
}

// More than any message holds is not even copied: a copy does not count against the practice's memory.
static bool fits(size_t length, struct conversion *conversion) {
  conversion->bytes += length;
  return conversion->bytes <= WIRE_MESSAGE_MAX || refuse(conversion, "more than 1 MiB of text");
}

static json_t *convert_text(lua_State *L, int index, struct conversion *conversion) {
  size_t length;
  const char *text = lua_tolstring(L, index, &length);
  if (!fits(length, conversion)) return NULL;
  if (memchr(text, 0, length)) return refuse(conversion, "a text with a zero byte in it");
  json_t *value = json_stringn(text, length);
  return value ? value : refuse(conversion, "a text that is not UTF-8");
}

static json_t *convert_number(lua_State *L, int index, struct conversion *conversion) {
  if (lua_isinteger(L, index)) return json_integer(lua_tointeger(L, index));
  double number = lua_tonumber(L, index);
  return isfinite(number) ? json_real(number) : refuse(conversion, "a number that is not finite");
}

static bool is_whole_list(lua_State *L, int index, lua_Unsigned length) {
  lua_Unsigned pairs = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    pairs++;
  }
  return pairs == length;
}

static json_t *convert_list(lua_State *L, int index, lua_Integer length, int depth, struct conversion *conversion) {
  json_t *list = json_array();
  for (lua_Integer i = 1; i <= length; i++) {
    lua_rawgeti(L, index, i);
    json_t *item = convert(L, lua_gettop(L), depth + 1, conversion);
    lua_pop(L, 1);
    if (!item || json_array_append_new(list, item) < 0) {
      json_decref(list);
      return NULL;
    }
  }
  return list;
}

static bool convert_pair(lua_State *L, json_t *object, int depth, struct conversion *conversion) {
  int top = lua_gettop(L);  // key, value
  if (lua_type(L, top - 1) != LUA_TSTRING) return refuse(conversion, "a table that mixes names and numbers") != NULL;
  size_t length;
  const char *key = lua_tolstring(L, top - 1, &length);
  if (!fits(length, conversion)) return false;
  if (!text_is_utf8(key, length, NULL) || memchr(key, 0, length))
    return refuse(conversion, "a name that is not UTF-8") != NULL;
  json_t *value = convert(L, top, depth + 1, conversion);
  return value && json_object_setn_new(object, key, length, value) == 0;
}

static json_t *convert_object(lua_State *L, int index, int depth, struct conversion *conversion) {
  json_t *object = json_object();
  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (!convert_pair(L, object, depth, conversion)) {
      lua_pop(L, 2);
      json_decref(object);
      return NULL;
    }
    lua_pop(L, 1);
  }
  return object;
}

static json_t *convert_table(lua_State *L, int index, int depth, struct conversion *conversion) {
  lua_Unsigned length = lua_rawlen(L, index);
  if (length == 0) return convert_object(L, index, depth, conversion);
  if (!is_whole_list(L, index, length)) return refuse(conversion, "a table that mixes names and numbers");
  return convert_list(L, index, (lua_Integer)length, depth, conversion);
}

static json_t *convert(lua_State *L, int index, int depth, struct conversion *conversion) {
  if (depth > DEPTH_MAX) return refuse(conversion, "a table nested more than 16 deep");
  if (++conversion->values > VALUES_MAX) return refuse(conversion, "a table of more than 20000 values");
  if (!lua_checkstack(L, 4)) return refuse(conversion, "a table too large for the stack");
  switch (lua_type(L, index)) {
    case LUA_TNIL: return json_null();
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(L, index));
    case LUA_TNUMBER: return convert_number(L, index, conversion);
    case LUA_TSTRING: return convert_text(L, index, conversion);
    case LUA_TTABLE: return convert_table(L, index, depth, conversion);
    case LUA_TFUNCTION: return refuse(conversion, "a function");
    default: return refuse(conversion, "a value that is no text, number or table");
  }
}

json_t *value_from_lua(lua_State *L, int index, const char **problem) {
  struct conversion conversion = {0};
  json_t *value = convert(L, lua_absindex(L, index), 0, &conversion);
  if (!value) *problem = conversion.problem ? conversion.problem : "a value that cannot be sent";
  return value;
}

static void push_list(lua_State *L, const json_t *list) {
  lua_createtable(L, (int)json_array_size(list), 0);
  for (size_t i = 0; i < json_array_size(list); i++) {
    value_to_lua(L, json_array_get(list, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static void push_object(lua_State *L, const json_t *object) {
  const char *key;
  size_t length;
  json_t *value;
  lua_newtable(L);
  json_object_keylen_foreach((json_t *)object, key, length, value) {
    lua_pushlstring(L, key, length);
    value_to_lua(L, value);
    lua_rawset(L, -3);
  }
}

void value_to_lua(lua_State *L, const json_t *value) {
  luaL_checkstack(L, 6, "a message nested too deep");
  switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_NULL: lua_pushnil(L); break;
    case JSON_TRUE: lua_pushboolean(L, 1); break;
    case JSON_FALSE: lua_pushboolean(L, 0); break;
    case JSON_INTEGER: lua_pushinteger(L, json_integer_value(value)); break;
    case JSON_REAL: lua_pushnumber(L, json_real_value(value)); break;
    case JSON_STRING: lua_pushlstring(L, json_string_value(value), json_string_length(value)); break;
    case JSON_ARRAY: push_list(L, value); break;
    case JSON_OBJECT: push_object(L, value); break;
  }
}
