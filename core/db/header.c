// The header of a database file; see header.h. Offsets from https://www.sqlite.org/fileformat2.html, section 1.3.
#include "header.h"

#include <stdint.h>
#include <string.h>

enum { HEADER_SIZE = 100, AT_WRITE_VERSION = 18, AT_USER_VERSION = 60, AT_APPLICATION_ID = 68, WRITE_VERSION_WAL = 2 };

static int big_endian(const unsigned char *at) {
  return (int)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

struct header header_read(sqlite3 *db) {
  struct header header = {HEADER_UNREADABLE, false, 0, 0};
  sqlite3_file *file = NULL;
  sqlite3_int64 size = 0;
  unsigned char bytes[HEADER_SIZE];
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods)
    return header;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) return header;
  header.kind = size == 0 ? HEADER_EMPTY : HEADER_FOREIGN;
  if (size < HEADER_SIZE) return header;
  if (file->pMethods->xRead(file, bytes, HEADER_SIZE, 0) != SQLITE_OK) {
    header.kind = HEADER_UNREADABLE;
    return header;
  }
  if (memcmp(bytes, "SQLite format 3", 16) != 0) return header;
  header.kind = HEADER_DATABASE;
  header.wal = bytes[AT_WRITE_VERSION] == WRITE_VERSION_WAL;
  header.version = big_endian(bytes + AT_USER_VERSION);
  header.application_id = big_endian(bytes + AT_APPLICATION_ID);
  return header;
}
