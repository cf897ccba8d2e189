// A private SQLite file; see db.h. Opening goes: make the file 0600, look at its header without touching it, apply the
// settings, bring the schema up to date. An existing file of the right version costs one statement beyond the settings.
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "header.h"
#include "memory.h"

// Longer than any of our transactions by far, shorter than a person's patience with a hung program.
enum { BUSY_MS = 10000 };

struct request {
  const char *path;
  int application_id, version;
  const char *const *steps;
  struct fault *fault;
};

static const char *name_of(sqlite3 *db) {
  const char *path = sqlite3_db_filename(db, "main");
  return path && path[0] ? path : "the scratch store";
}

bool db_fault(sqlite3 *db, struct fault *fault) {
  switch (sqlite3_errcode(db) & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fault_set(fault, "%s: another program is busy with it and this change was not made: try again in a moment",
                       name_of(db));
    case SQLITE_FULL:
      return fault_set(fault, "%s: the disk is full and this change was not made: free some space and try again",
                       name_of(db));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return fault_set(fault, "%s: cannot be written: check that the file and its folder are yours and writable",
                       name_of(db));
    case SQLITE_IOERR:
      return fault_set(fault, "%s: the disk refused (%s) and this change was not made: check its free space and health",
                       name_of(db), sqlite3_errmsg(db));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fault_set(fault, "%s: is damaged (%s) and was left as it is: make a copy, then restore it from a backup",
                       name_of(db), sqlite3_errmsg(db));
    default: return fault_set(fault, "%s: %s", name_of(db), sqlite3_errmsg(db));
  }
}

bool db_reason(sqlite3 *db, struct fault *fault) {
  switch (sqlite3_errcode(db) & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fault_set(fault, "another program is using it");
    case SQLITE_FULL: return fault_set(fault, "the disk is full");
    case SQLITE_NOMEM: return fault_set(fault, "there is not enough memory");
    default: return fault_set(fault, "%s", sqlite3_errmsg(db));
  }
}

bool db_run(sqlite3 *db, const char *sql, struct fault *fault) {
  return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || db_fault(db, fault);
}

sqlite3_stmt *db_prepare(sqlite3 *db, const char *sql, struct fault *fault) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) db_fault(db, fault);
  return statement;
}

sqlite3_stmt *db_prepare_with(sqlite3 *db, const char *sql, const char *const *values, int count, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(db, sql, fault);
  for (int i = 0; statement && i < count; i++) sqlite3_bind_text(statement, i + 1, values[i], -1, SQLITE_STATIC);
  return statement;
}

bool db_write(sqlite3 *db, const char *sql, const char *const *values, int count, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare_with(db, sql, values, count, fault);
  bool ok = statement && db_finish_step(db, statement, fault);
  sqlite3_finalize(statement);
  return ok;
}

bool db_finish_step(sqlite3 *db, sqlite3_stmt *statement, struct fault *fault) {
  bool ok = sqlite3_step(statement) == SQLITE_DONE || db_fault(db, fault);
  sqlite3_reset(statement);
  return ok;
}

void db_end(sqlite3 *db) {
  if (!sqlite3_get_autocommit(db)) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

void db_patience(sqlite3 *db, bool patient) { sqlite3_busy_timeout(db, patient ? BUSY_MS : 0); }

void db_close(sqlite3 *db) { sqlite3_close(db); }

static bool is_there(const char *path, const char *suffix) {
  char *name = mem_format("%s%s", path, suffix);
  bool there = access(name, F_OK) == 0;
  free(name);
  return there;
}

// SQLite would make a new file 0644, and only then could we narrow it.
static bool make_private(const char *path, struct fault *fault) {
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd >= 0) return close(fd) == 0;
  if (errno == EEXIST) return true;
  return fault_set(fault, "%s: cannot be made (%s): check that its folder is there and writable", path,
                   strerror(errno));
}

static bool find_or_make(const char *path, struct fault *fault) {
  struct stat info;
  if (stat(path, &info) < 0) {
    if (errno == ENOENT) return make_private(path, fault);
    return fault_set(fault, "%s: cannot be opened (%s): check that the file and its folder are yours", path,
                     strerror(errno));
  }
  return S_ISREG(info.st_mode) || fault_set(fault, "%s: is no ordinary file: move it aside and run this again", path);
}

// A file that came back from a backup or another machine may have been left open to others.
static void keep_private(const char *path) {
  struct stat info;
  if (stat(path, &info) < 0 || (info.st_mode & 077) == 0) return;
  int refused = chmod(path, 0600);
  (void)refused;  // not our file: then it is not ours to narrow either
}

static bool refuse_newer(const struct request *request, int version) {
  return fault_set(request->fault,
                   "%s: a newer tend wrote this (format %d, and this one reads up to %d): update tend to open it",
                   request->path, version, request->version);
}

static bool accept_header(const struct request *request, const struct header *header, bool had_wal) {
  const char *path = request->path;
  switch (header->kind) {
    case HEADER_UNREADABLE: return fault_set(request->fault, "%s: cannot be read: check the disk it is on", path);
    case HEADER_EMPTY:
      // A maker fills the file before its WAL exists, so an empty file beside an older WAL was emptied by something
      // else; SQLite would now delete that WAL, and with it the last entries.
      return !had_wal || fault_set(request->fault,
                                   "%s: is empty, but %s-wal may hold what was written last: move both aside, "
                                   "or restore the file from a backup",
                                   path, path);
    case HEADER_FOREIGN:
      return fault_set(request->fault, "%s: is not a file that tend wrote: move it aside and run this again", path);
    case HEADER_DATABASE: break;
  }
  if (header->application_id != request->application_id)
    return fault_set(request->fault, "%s: belongs to another program: move it aside and run this again", path);
  return header->version <= request->version || refuse_newer(request, header->version);
}

static bool read_version(sqlite3 *db, int *version, struct fault *fault) {
  sqlite3_stmt *statement = db_prepare(db, "PRAGMA user_version", fault);
  if (!statement) return false;
  bool ok = sqlite3_step(statement) == SQLITE_ROW || db_fault(db, fault);
  if (ok) *version = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return ok;
}

// The schema is written in rollback mode, before the file is switched to WAL: so the header on disk always names us,
// and the next program to look at it needs no WAL to tell.
static bool run_steps(sqlite3 *db, const struct request *request) {
  int version;
  if (!read_version(db, &version, request->fault)) return false;
  for (int i = version; i < request->version; i++)
    if (!db_run(db, request->steps[i], request->fault)) return false;
  if (version >= request->version) return true;
  char *marks =
      mem_format("PRAGMA application_id = %d; PRAGMA user_version = %d", request->application_id, request->version);
  bool ok = db_run(db, marks, request->fault);
  free(marks);
  return ok;
}

static bool upgrade(sqlite3 *db, const struct request *request) {
  bool ok =
      db_run(db, "BEGIN IMMEDIATE", request->fault) && run_steps(db, request) && db_run(db, "COMMIT", request->fault);
  db_end(db);
  return ok;
}

// Explicit although Debian's build has the same defaults but for temp_store: other builds do not.
static bool set_up(sqlite3 *db, const struct request *request) {
  return db_run(db, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY", request->fault);
}

static bool prepare_file(sqlite3 *db, const struct request *request, bool had_wal) {
  struct header header = header_read(db);
  int version = 0;
  if (!accept_header(request, &header, had_wal)) return false;
  // Until the file is accepted, closing it must not carry a WAL that we may not understand into it.
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (!set_up(db, request) || !read_version(db, &version, request->fault)) return false;
  if (version > request->version) return refuse_newer(request, version);
  keep_private(request->path);
  if (version < request->version && !upgrade(db, request)) return false;
  // Where this fails (another program is at it) the file works as it is, and the next opening tries again.
  if (!header.wal) db_run(db, "PRAGMA journal_mode = WAL", NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return true;
}

static sqlite3 *connect_to(const char *name, int flags, struct fault *fault) {
  sqlite3 *db = NULL;
  // Never SQLITE_OPEN_CREATE: a file that SQLite makes is not private.
  if (sqlite3_open_v2(name, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
    db_patience(db, true);
    return db;
  }
  fault_set(fault, "%s: cannot be opened (%s): check that the file and its folder are yours", name, sqlite3_errmsg(db));
  db_close(db);
  return NULL;
}

// A file on a read-only disk or in a read-only folder can still be read, as long as no WAL holds a newer state of it.
static sqlite3 *connect_read_only(const struct request *request) {
  struct buf uri = {0};
  buf_add_text(&uri, "file:");
  for (const char *at = request->path; *at; at++) {
    if (strchr("%?#", *at))
      buf_format(&uri, "%%%02X", (unsigned)(unsigned char)*at);
    else
      buf_add_char(&uri, *at);
  }
  buf_add_text(&uri, "?immutable=1");
  sqlite3 *db = connect_to(buf_text(&uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, request->fault);
  buf_finish(&uri);
  int version;
  if (!db || !set_up(db, request) || !read_version(db, &version, request->fault)) goto bad;
  if (version == request->version) return db;
  fault_set(request->fault, "%s: needs bringing up to date, but cannot be written here", request->path);
bad:
  db_close(db);
  return NULL;
}

static bool is_refused_writing(sqlite3 *db) {
  int code = sqlite3_errcode(db) & 0xFF;
  return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

static sqlite3 *open_file(const struct request *request) {
  if (!find_or_make(request->path, request->fault)) return NULL;
  bool had_wal = is_there(request->path, "-wal");
  sqlite3 *db = connect_to(request->path, SQLITE_OPEN_READWRITE, request->fault);
  if (!db || prepare_file(db, request, had_wal)) return db;
  bool read_only = is_refused_writing(db) && !is_there(request->path, "-wal");
  db_close(db);
  return read_only ? connect_read_only(request) : NULL;
}

static sqlite3 *open_scratch(const struct request *request) {
  sqlite3 *db = connect_to(request->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, request->fault);
  if (!db || upgrade(db, request)) return db;
  db_close(db);
  return NULL;
}

sqlite3 *db_open(const char *path, int application_id, const char *const *steps, int version, struct fault *fault) {
  const struct request request = {path, application_id, version, steps, fault};
  return strcmp(path, ":memory:") == 0 ? open_scratch(&request) : open_file(&request);
}

bool db_clear(sqlite3 *db, struct fault *fault) {
  bool built = sqlite3_exec(db, "VACUUM", NULL, NULL, NULL) == SQLITE_OK || db_reason(db, fault);
  // The log goes even where the file could not be built anew.
  bool emptied = sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK;
  if (built && !emptied) db_reason(db, fault);
  return built && emptied;
}
