// A journal that comes as an archive: Day One's export is a .zip of a JSON file for each journal, and of its photos.
#pragma once

#include "format.h"

bool journal_use_is_archive(const char *path);
// Reads each JSON file in it, with the photos that it names; nothing of it is written to the disk on the way.
bool journal_use_import_archive(struct import *import, const struct format *format, const char *path,
                                struct fault *fault);
