// The header of a database file; see header.h. Offsets from https://www.sqlite.org/fileformat2.html, section 1.3.
#include "header.h"

#include <stdint.h>
#include <string.h>

enum { HEADER_SIZE = 100, AT_WRITE_VERSION = 18, AT_USER_VERSION = 60, AT_APPLICATION_ID = 68, WRITE_VERSION_WAL = 2 };

static int big_endian(const unsigned char *at) {
  return (int)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

// Reads first and asks for the size afterwards, because another process may be filling the file just now; whoever fills
// it writes a whole page at once. SQLite takes a file of a single byte for an empty one, which would be a stranger's
// byte.
static enum header_kind classify(sqlite3_file *file, unsigned char bytes[HEADER_SIZE]) {
  sqlite3_int64 size = 0;
  int code = file->pMethods->xRead(file, bytes, HEADER_SIZE, 0);
  if (code == SQLITE_IOERR_SHORT_READ) {
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return HEADER_UNREADABLE;
    if (size < HEADER_SIZE) return size == 0 && bytes[0] == 0 ? HEADER_EMPTY : HEADER_FOREIGN;
    code = file->pMethods->xRead(file, bytes, HEADER_SIZE, 0);
  }
  if (code != SQLITE_OK) return HEADER_UNREADABLE;
  return memcmp(bytes, "SQLite format 3", 16) == 0 ? HEADER_DATABASE : HEADER_FOREIGN;
}

struct header header_read(sqlite3 *db) {
  struct header header = {HEADER_UNREADABLE, false, 0, 0};
  sqlite3_file *file = NULL;
  unsigned char bytes[HEADER_SIZE];
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods)
    return header;
  header.kind = classify(file, bytes);
  if (header.kind != HEADER_DATABASE) return header;
  header.wal = bytes[AT_WRITE_VERSION] == WRITE_VERSION_WAL;
  header.version = big_endian(bytes + AT_USER_VERSION);
  header.application_id = big_endian(bytes + AT_APPLICATION_ID);
  return header;
}
