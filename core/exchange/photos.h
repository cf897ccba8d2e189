// Photos that lie as files of their own beside the file, or in the folder, that is read or written.
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "export.h"
#include "import.h"

#define PHOTOS_FOLDER "photos"

// Takes the picture `file` (a path from where the file that is read lies, with nothing in it that leads elsewhere: that
// is the caller's to know) into the journal as `name`, and gives its record. NULL where there is none, where it is no
// picture, or where import->journal is NULL.
json_t *photos_take(struct import *import, const char *file, const char *name);

// Opens the photo of a record and writes it to export->folder/`file`, making the folder for photos. False where it is
// damaged or gone (export->photos counts it), or cannot be written: then `fault` says why, and else is as it was.
bool photos_write(struct export *export, const json_t *record, const char *file, struct fault *fault);
