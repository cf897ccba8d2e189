// Runs while tend is built: compiles the Lua files of the prelude into a C file, each a byte array, with the table
// prelude_files (see vm.h). Compiling them took a new VM longer than everything else it does at its start. It is
// linked with the very Lua that tend-host gets, and a mistake in the prelude ends the build.
//
//   embed OUT.c FILE.lua...
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"

enum { SOURCE_MAX = 1 << 20 };

__attribute__((noreturn)) static void give_up(const char *sentence) {
  fprintf(stderr, "embed: %s\n", sentence);
  exit(1);
}

static int write_bytes(lua_State *L, const void *data, size_t length, void *out) {
  (void)L;
  const unsigned char *bytes = data;
  for (size_t i = 0; i < length; i++) fprintf(out, "%u,", bytes[i]);
  return 0;
}

// "scripts/prelude/words.lua" gives "words". The caller frees it.
static char *noun_of(const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  return mem_copy_n(name, strcspn(name, "."));
}

// With names and lines, so that a message about the prelude says where.
static void embed(lua_State *L, const char *path, const char *noun, FILE *out) {
  struct buf text = {0};
  struct fault fault;
  const char *chunk = lua_pushfstring(L, "=prelude/%s", noun);
  if (!file_read(path, SOURCE_MAX, &text, &fault)) give_up(fault.text);
  if (luaL_loadbufferx(L, buf_text(&text), text.len, chunk, "t") != LUA_OK) give_up(lua_tostring(L, -1));
  fprintf(out, "static const unsigned char %s[] = {", noun);
  lua_dump(L, write_bytes, out, 0);
  fputs("};\n", out);
  lua_settop(L, 0);
  buf_finish(&text);
}

int main(int count, char **arguments) {
  FILE *out = count > 1 ? fopen(arguments[1], "w") : NULL;
  lua_State *L = luaL_newstate();
  struct buf table = {0};
  if (!out || !L) give_up("usage: embed OUT.c FILE.lua...");
  fputs("// Made by embed.c from scripts/prelude.\n#include \"vm.h\"\n\n", out);
  for (int i = 2; i < count; i++) {
    char *noun = noun_of(arguments[i]);
    embed(L, arguments[i], noun, out);
    buf_format(&table, "    {\"=prelude/%s\", (const char *)%s, sizeof %s},\n", noun, noun, noun);
    free(noun);
  }
  fprintf(out, "\nconst struct prelude_file prelude_files[] = {\n%s    {0},\n};\n", buf_text(&table));
  buf_finish(&table);
  lua_close(L);
  if (fclose(out) != 0) give_up("its output cannot be written");
  return 0;
}
