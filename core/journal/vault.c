// The kernel's user keyring; see vault.h and keyrings(7).
#include "vault.h"

#include <errno.h>
#include <keyutils.h>
#include <string.h>

enum { NAME = 64 };

// What the user may do even where the session's keyring has no link to the user's (a service of systemd, a container):
// find the key, read it and let go of it.
enum { PERMISSIONS = KEY_POS_ALL | KEY_USR_VIEW | KEY_USR_READ | KEY_USR_SEARCH | KEY_USR_WRITE | KEY_USR_SETATTR };

// By the public key, so that journals at several places have a key each, and a rotated one never finds its old key.
static const char *name_of(const unsigned char public[SLOT_PUBLIC], char name[NAME]) {
  static const char start[] = "tend:journal:";
  memcpy(name, start, sizeof start);
  sodium_bin2hex(name + sizeof start - 1, NAME - sizeof start + 1, public, 16);
  return name;
}

static key_serial_t find(const unsigned char public[SLOT_PUBLIC]) {
  char name[NAME];
  return (key_serial_t)keyctl_search(KEY_SPEC_USER_KEYRING, "user", name_of(public, name), 0);
}

// The key begins in a keyring that ends with this process, and is handed to the user's only when its time limit stands:
// wherever we are killed, none is left without one.
bool vault_keep(const unsigned char public[SLOT_PUBLIC], const unsigned char secret[SLOT_SECRET], unsigned seconds,
                struct fault *fault) {
  char name[NAME];
  key_serial_t key = add_key("user", name_of(public, name), secret, SLOT_SECRET, KEY_SPEC_PROCESS_KEYRING);
  bool ok = key >= 0 && keyctl_set_timeout(key, seconds) == 0 && keyctl_setperm(key, PERMISSIONS) == 0 &&
            keyctl_link(key, KEY_SPEC_USER_KEYRING) == 0;
  int error = errno;
  if (key >= 0) keyctl_unlink(key, KEY_SPEC_PROCESS_KEYRING);
  return ok || fault_set(fault,
                         "this system keeps no keys for you (the kernel's keyring says: %s), so the journal "
                         "cannot stay unlocked; commands that read it ask each time",
                         strerror(error));
}

bool vault_fetch(const unsigned char public[SLOT_PUBLIC], unsigned char secret[SLOT_SECRET]) {
  key_serial_t key = find(public);
  return key >= 0 && keyctl_read(key, (char *)secret, SLOT_SECRET) == SLOT_SECRET;
}

// Invalidating takes effect for everyone at once; unlinking alone would leave the key to whoever holds a link.
bool vault_drop(const unsigned char public[SLOT_PUBLIC], bool *had, struct fault *fault) {
  key_serial_t key = find(public);
  if (had) *had = key >= 0;
  if (key < 0) return true;
  if (keyctl_invalidate(key) == 0 || keyctl_revoke(key) == 0) return true;
  return fault_set(fault,
                   "the kernel's keyring would not let go of the journal's key (%s); it ends with its time limit",
                   strerror(errno));
}
