// One Lua state and its primitives; see vm.h.
#include "vm.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "duration.h"
#include "memory.h"
#include "text.h"
#include "values.h"
#include "wire.h"

enum {
  HOOK_EVERY = 10000,  // VM instructions between two looks at the clock; about 0.1 ms
  LINE_MAX_BYTES = 400,
};

struct vm {
  lua_State *L;
  struct buf *out;
  size_t used, peak, most;
  int64_t slice_start;  // CPU nanoseconds
  int slice_ms;
  int receive;          // the prelude's function, in the registry
  bool over, overrun;
};

static struct vm *vm_of(lua_State *L) { return *(struct vm **)lua_getextraspace(L); }

static void *allocate(void *context, void *memory, size_t old_size, size_t new_size) {
  struct vm *vm = context;
  if (!memory) old_size = 0;  // then it is a type tag
  if (new_size == 0) {
    free(memory);
    vm->used -= old_size;
    return NULL;
  }
  if (new_size > old_size && vm->used - old_size + new_size > vm->most) return NULL;
  void *moved = realloc(memory, new_size);
  if (!moved) return NULL;
  vm->used = vm->used - old_size + new_size;
  if (vm->used > vm->peak) vm->peak = vm->used;
  return moved;
}

// CPU time and not the clock on the wall: a busy machine must not end a practice that did nothing wrong.
static int64_t cpu_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void on_count(lua_State *L, lua_Debug *record) {
  (void)record;
  struct vm *vm = vm_of(L);
  if (cpu_now() - vm->slice_start < vm->slice_ms * INT64_C(1000000)) return;
  vm->overrun = true;
  lua_sethook(L, on_count, LUA_MASKCOUNT, 1);  // should the script catch it, it is raised again at once
  luaL_error(L, "it computed for %d ms without a pause", vm->slice_ms);
}

// host.send(message): true, or nil and what is wrong with it.
static int host_send(lua_State *L) {
  struct vm *vm = vm_of(L);
  const char *problem = NULL;
  struct fault fault;
  enum wire_verb_id id;
  json_t *body = value_from_lua(L, 1, &problem);
  if (!body) {
    lua_pushnil(L);
    lua_pushfstring(L, "it was given %s", problem);
    return 2;
  }
  bool ok = wire_check(body, WIRE_HOST, &id, &fault);
  if (ok && !wire_encode(vm->out, body)) ok = fault_set(&fault, "it is larger than %d bytes", WIRE_MESSAGE_MAX);
  json_decref(body);
  if (ok) {
    lua_pushboolean(L, 1);
    return 1;
  }
  // The prelude names the call itself.
  const char *colon = strstr(fault.text, ": ");
  lua_pushnil(L);
  lua_pushstring(L, colon ? colon + 2 : fault.text);
  return 2;
}

// A file may begin with a byte order mark and a line such as "#!/usr/bin/env tend"; line numbers stay as they are.
static const char *skip_first_line(const char *text, size_t *length) {
  const char *start = text;
  if (*length >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0) start += 3;
  if (*start == '#') start += strcspn(start, "\n");
  *length -= (size_t)(start - text);
  return start;
}

// host.compile(name, text, environment): a function, or nil and the message. Text only, never bytecode.
static int host_compile(lua_State *L) {
  size_t length;
  const char *name = luaL_checkstring(L, 1), *text = luaL_checklstring(L, 2, &length);
  text = skip_first_line(text, &length);
  if (*text == LUA_SIGNATURE[0]) {
    lua_pushnil(L);
    lua_pushfstring(L, "%s: it is compiled Lua, and a practice comes as text", name);
    return 2;
  }
  const char *chunk = lua_pushfstring(L, "@%s", name);
  if (luaL_loadbufferx(L, text, length, chunk, "t") != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushvalue(L, 3);
  lua_setupvalue(L, -2, 1);
  return 1;
}

// host.nearest(word, list): the word of the list that was meant, or nil.
static int host_nearest(lua_State *L) {
  enum { WORDS_MAX = 256 };
  const char *words[WORDS_MAX + 1] = {NULL};
  const char *word = luaL_checkstring(L, 1);
  lua_Integer count = luaL_len(L, 2);
  luaL_checkstack(L, WORDS_MAX + 4, NULL);
  for (int i = 0; i < count && i < WORDS_MAX; i++) {
    lua_rawgeti(L, 2, i + 1);  // stays on the stack while its text is in use
    words[i] = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
  }
  lua_pushstring(L, text_nearest(word, words));
  return 1;
}

// host.seconds(text): a duration such as "1h30m" in seconds, or nil.
static int host_seconds(lua_State *L) {
  int64_t ms;
  if (!duration_parse(luaL_checkstring(L, 1), &ms)) return 0;
  lua_pushnumber(L, (double)ms / 1e3);
  return 1;
}

// host.where(): "file:line" of the practice's own line that is running, or nil.
static int host_where(lua_State *L) {
  lua_Debug record;
  for (int level = 1; lua_getstack(L, level, &record); level++) {
    lua_getinfo(L, "Sl", &record);
    if (record.source[0] != '@' || record.currentline < 1) continue;
    lua_pushfstring(L, "%s:%d", record.source + 1, record.currentline);
    return 1;
  }
  return 0;
}

// host.line(text): one short clean line of it.
static int host_line(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  struct buf line = {0};
  text_clean(&line, text, length, false);
  size_t most = line.len < LINE_MAX_BYTES ? line.len : LINE_MAX_BYTES;
  while (most > 0 && most < line.len && ((unsigned char)line.data[most] & 0xC0) == 0x80) most--;
  lua_pushlstring(L, buf_text(&line), most);
  buf_finish(&line);
  return 1;
}

// host.overrun(): whether the present slice went past its time.
static int host_overrun(lua_State *L) {
  lua_pushboolean(L, vm_of(L)->overrun);
  return 1;
}

// host.finish(): nothing more will be received.
static int host_finish(lua_State *L) {
  vm_of(L)->over = true;
  return 0;
}

static const luaL_Reg primitives[] = {
    {"send", host_send},   {"compile", host_compile}, {"nearest", host_nearest}, {"seconds", host_seconds},
    {"where", host_where}, {"line", host_line},       {"overrun", host_overrun}, {"finish", host_finish},
    {NULL, NULL},
};

static void open_libraries(lua_State *L) {
  static const luaL_Reg libraries[] = {
      {LUA_GNAME, luaopen_base},         {LUA_COLIBNAME, luaopen_coroutine}, {LUA_TABLIBNAME, luaopen_table},
      {LUA_STRLIBNAME, luaopen_string},  {LUA_MATHLIBNAME, luaopen_math},    {LUA_UTF8LIBNAME, luaopen_utf8},
  };
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
    luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
    lua_pop(L, 1);
  }
}

// Runs protected: loads every prelude file as a function of (host, tend), where tend is the table they share. Only
// these are compiled Lua; what a practice brings is text (see host_compile).
static int boot(lua_State *L) {
  struct vm *vm = vm_of(L);
  open_libraries(L);
  luaL_newlib(L, primitives);
  lua_newtable(L);
  for (const struct prelude_file *file = prelude_files; file->name; file++) {
    if (luaL_loadbufferx(L, file->code, file->length, file->name, "b") != LUA_OK) return lua_error(L);
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_call(L, 2, 0);
  }
  lua_getfield(L, -1, "receive");
  vm->receive = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

static void send_failure(struct vm *vm, const char *kind, const char *text) {
  struct buf clean = {0};
  text_clean(&clean, text, strnlen(text, LINE_MAX_BYTES), false);
  json_t *body = json_pack("{s:s, s:s, s:s}", "verb", "fail", "kind", kind, "text", buf_text(&clean));
  if (body) wire_encode(vm->out, body);
  json_decref(body);
  buf_finish(&clean);
  vm->over = true;
}

// Only what the prelude itself could not catch comes here.
static void on_failure(struct vm *vm, int status) {
  const char *text = lua_type(vm->L, -1) == LUA_TSTRING ? lua_tostring(vm->L, -1) : "an error that is no text";
  send_failure(vm, vm->overrun ? "time" : status == LUA_ERRMEM ? "memory" : "error", text);
  lua_settop(vm->L, 0);
}

static int on_panic(lua_State *L) {
  (void)L;
  _exit(1);  // the core sees that the child is gone and says so
}

struct vm *vm_create(struct buf *out) {
  struct vm *vm = mem_zero(1, sizeof *vm);
  vm->out = out;
  vm->most = VM_MEMORY_DEFAULT;
  vm->slice_ms = VM_SLICE_MS;
  vm->L = lua_newstate(allocate, vm);
  if (!vm->L) {
    free(vm);
    return NULL;
  }
  *(struct vm **)lua_getextraspace(vm->L) = vm;
  lua_atpanic(vm->L, on_panic);
  lua_pushcfunction(vm->L, boot);
  int status = lua_pcall(vm->L, 0, 0, 0);
  if (status == LUA_OK) return vm;
  on_failure(vm, status);
  vm_destroy(vm);
  return NULL;
}

void vm_destroy(struct vm *vm) {
  if (!vm) return;
  lua_close(vm->L);
  free(vm);
}

static int receive(lua_State *L) {
  struct vm *vm = vm_of(L);
  const json_t *body = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, vm->receive);
  value_to_lua(L, body);
  lua_call(L, 1, 0);
  return 0;
}

bool vm_receive(struct vm *vm, json_t *body) {
  vm->overrun = false;
  vm->slice_start = cpu_now();
  lua_sethook(vm->L, on_count, LUA_MASKCOUNT, HOOK_EVERY);
  lua_pushcfunction(vm->L, receive);
  lua_pushlightuserdata(vm->L, body);
  int status = lua_pcall(vm->L, 1, 0, 0);
  if (status != LUA_OK && !vm->over) on_failure(vm, status);
  // A script that caught the error and went on to wait has still been asked to finish.
  if (vm->overrun && !vm->over) send_failure(vm, "time", "it computed too long without a pause");
  return !vm->over;
}

void vm_limit_slice(struct vm *vm, int ms) { vm->slice_ms = ms; }

void vm_limit_memory(struct vm *vm, size_t bytes) { vm->most = bytes; }

size_t vm_memory_peak(const struct vm *vm) { return vm->peak; }
