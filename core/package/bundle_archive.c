// A bundle from an archive, and as one; see bundle.h.
#include "bundle.h"
#include "unpacker.h"

static bool take_file(void *context, const char *name, struct buf *data, struct fault *fault) {
  return bundle_add(context, name, data, fault);
}

bool bundle_read_archive_bytes(struct bundle *bundle, const struct buf *archive, struct fault *fault) {
  return unpacker_read(&unpack_practice, archive, take_file, bundle, fault) && bundle_close(bundle, fault);
}

bool bundle_pack(const struct bundle *bundle, struct buf *archive, struct fault *fault) {
  return unpacker_pack(bundle->files, bundle->count, archive, fault);
}
