// tend pack: a practice as one file to hand on.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle.h"
#include "command.h"
#include "common.h"
#include "file.h"
#include "memory.h"
#include "minisign.h"
#include "pack_list.h"
#include "practice.h"
#include "secret.h"

enum { KEY_FILE_MAX = 4096 };

struct packing {
  const char *folder, *key_file, *out;
  struct minisign_secret *key;
};

// Ctrl-C at the question says nothing of its own.
static bool get_password(struct secret *password, struct fault *fault) {
  if (!secret_can_ask()) return secret_read(STDIN_FILENO, password, fault);
  if (secret_ask("Password of the key: ", password, fault)) return true;
  return *fault->text ? false : fault_set(fault, "nothing was done");
}

static bool open_key(struct packing *packing, struct fault *fault) {
  struct buf text = {0};
  struct secret *password = secret_create();
  bool ok = password || fault_set(fault, "there is no memory left to take a password safely: close something");
  ok = ok && file_read(packing->key_file, KEY_FILE_MAX, &text, fault);
  if (ok && minisign_is_encrypted(buf_text(&text))) ok = get_password(password, fault);
  struct fault why;
  if (ok && !(packing->key = minisign_open(buf_text(&text), password->text, &why)))
    ok = fault_set(fault, "%s: %s", packing->key_file, why.text);
  if (text.data) explicit_bzero(text.data, text.len);
  buf_finish(&text);
  secret_destroy(password);
  return ok;
}

static bool sign(const struct packing *packing, const char *path, const struct buf *archive, struct fault *fault) {
  struct buf signature = {0};
  const char *slash = strrchr(path, '/');
  char *comment = mem_format("file:%s\thashed", slash ? slash + 1 : path), *beside = mem_format("%s.minisig", path);
  minisign_sign(packing->key, archive->data, archive->len, comment, &signature);
  bool ok = file_replace(beside, signature.data, signature.len, fault);
  if (ok) printf("%s\n", beside);
  buf_finish(&signature);
  free(comment);
  free(beside);
  return ok;
}

static bool pack(const struct packing *packing, const struct practice *practice, struct bundle *bundle, struct fault *fault) {
  char key[MINISIGN_KEY_TEXT] = "";
  struct buf list = {0}, archive = {0};
  struct fault why;
  if (packing->key) minisign_key(packing->key, key);
  pack_list_make(bundle, practice->name, practice->version, packing->key ? key : NULL, &list);
  char *path = packing->out ? mem_copy(packing->out) : mem_format("%s-%s.tend", practice->name, practice->version);
  bool ok = (bundle_add(bundle, PACK_LIST_NAME, &list, &why) && bundle_close(bundle, &why) &&
             bundle_pack(bundle, &archive, &why)) ||
            fault_set(fault, "%s: %s", packing->folder, why.text);
  ok = ok && file_replace(path, archive.data, archive.len, fault);
  if (ok) printf("%s\n", path);
  ok = ok && (!packing->key || sign(packing, path, &archive, fault));
  buf_finish(&archive);
  free(path);
  return ok;
}

// A version becomes part of a file's name.
static bool is_plain(const char *version) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_";
  return *version && version[strspn(version, letters)] == '\0';
}

static int start(struct packing *packing) {
  struct fault fault, why;
  struct buf mistakes = {0};
  struct bundle bundle = {0};
  struct practice *practice = practice_load(packing->folder, PRACTICE_PATH, &mistakes);
  if (!practice) print_mistakes(&mistakes);
  buf_finish(&mistakes);
  if (!practice) return STATUS_USAGE;
  bool ok = bundle_read_folder(&bundle, packing->folder, &why) || fault_set(&fault, "%s: %s", packing->folder, why.text);
  if (ok && bundle_find(&bundle, PACK_LIST_NAME))
    ok = fault_set(&fault, "%s: there is a " PACK_LIST_NAME " in it, which a pack makes itself: remove it", packing->folder);
  if (ok && !packing->out && !is_plain(practice->version))
    ok = fault_set(&fault, "%s: its version is no part of a file's name: --out names the file", packing->folder);
  ok = ok && (!packing->key_file || open_key(packing, &fault)) && pack(packing, practice, &bundle, &fault);
  minisign_close(packing->key);
  bundle_finish(&bundle);
  practice_free(practice);
  return ok ? STATUS_OK : complain(STATUS_ERROR, "%s", fault.text);
}

static int run(const struct command *command, int count, char **arguments) {
  (void)count;
  struct packing packing = {0};
  for (int at = 0; arguments[at]; at++) {
    if (option_value(arguments, &at, "--sign", &packing.key_file)) {
      if (!packing.key_file) return command_usage(command, "--sign needs a secret key file of minisign's");
    } else if (option_value(arguments, &at, "--out", &packing.out)) {
      if (!packing.out) return command_usage(command, "--out needs the name of a file");
    } else if (arguments[at][0] == '-' || packing.folder) {
      return command_usage(command, "'%s' is not understood", arguments[at]);
    } else {
      packing.folder = arguments[at];
    }
  }
  if (!packing.folder) return command_usage(command, "which practice? For one in this folder: tend pack .");
  return start(&packing);
}

const struct command command_pack = {
    "pack", "a practice of yours as one file to hand on",
    "  tend pack FOLDER [--sign KEY] [--out FILE]\n"
    "\n"
    "Writes NAME-VERSION.tend: the same bytes for the same files, with a hash of each. KEY is a secret\n"
    "key file of minisign's ('minisign -G' makes one); its signature goes beside the pack, as\n"
    "NAME-VERSION.tend.minisig, and has to be handed on with it.\n",
    run,
};
