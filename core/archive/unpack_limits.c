// See unpack_limits.h.
#include "unpack_limits.h"

const struct unpack_limits unpack_practice = {"practice", 512, 2048, 8 << 20, false};
const struct unpack_limits unpack_journal = {"journal", 50000, 100000, 512 << 20, true};
