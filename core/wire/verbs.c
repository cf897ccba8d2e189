// The verb table; see verbs.h. Bounds are chosen so that any one message fits WIRE_MESSAGE_MAX and nothing that a script
// can say grows without limit in the core.
#include "verbs.h"

#include <string.h>

#define REQUEST {"id", WIRE_INTEGER, true, 1, 1e15}
#define WITHIN {"within", WIRE_NUMBER, false, 0, 366 * 86400.0}

static const double text_most = 512 * 1024;  // a long letter; the whole message may be twice that
static const double line_most = 16 * 1024;
static const double name_most = 128;

const char *wire_permission_name(enum wire_permission permission) {
  static const char *const names[WIRE_PERMISSIONS] = {
      [WIRE_JOURNAL_ADD] = "journal.add", [WIRE_JOURNAL_READ] = "journal.read", [WIRE_NOTIFY] = "notify",
      [WIRE_SOUND] = "sound",             [WIRE_REMIND] = "remind",
  };
  return names[permission];
}

static bool is_permission(const char *name, size_t length) {
  for (int i = WIRE_FREE + 1; i < WIRE_PERMISSIONS; i++) {
    const char *known = wire_permission_name((enum wire_permission)i);
    if (strlen(known) == length && strncmp(known, name, length) == 0) return true;
  }
  return false;
}

bool wire_are_permissions(const char *list) {
  size_t length = strcspn(list, ",");
  for (; is_permission(list, length); length = strcspn(list, ",")) {
    if (!list[length]) return true;
    list += length + 1;
  }
  return false;
}

const struct wire_verb wire_verbs[WIRE_VERBS] = {
    // The host tells how it is.
    [WIRE_READY] = {"ready", WIRE_HOST, WIRE_FREE, false, {{0}}},
    [WIRE_UNSEALED] = {"unsealed", WIRE_HOST, WIRE_FREE, false, {{"text", WIRE_TEXT, true, 0, line_most}}},
    [WIRE_IDLE] = {"idle", WIRE_HOST, WIRE_FREE, false,
                   {{"seen", WIRE_INTEGER, true, 0, 1e15}, {"memory", WIRE_INTEGER, false, 0, 1e12}}},
    [WIRE_DONE] = {"done", WIRE_HOST, WIRE_FREE, false, {{0}}},
    [WIRE_FAIL] = {"fail", WIRE_HOST, WIRE_FREE, false,
                   {{"kind", WIRE_TEXT, true, 0, name_most}, {"text", WIRE_TEXT, true, 0, line_most}}},
    // What it found in a practice that it was told to check. With a severity of breath it is a breath that is written
    // out, for the core to judge.
    [WIRE_FOUND] = {"found", WIRE_HOST, WIRE_FREE, false,
                    {{"file", WIRE_TEXT, true, 0, line_most},
                     {"line", WIRE_INTEGER, true, 1, 1e9},
                     {"column", WIRE_INTEGER, true, 1, 1e9},
                     {"severity", WIRE_TEXT, true, 0, name_most},
                     {"text", WIRE_TEXT, true, 0, line_most},
                     {"pattern", WIRE_TEXT, false, 0, name_most},
                     {"phases", WIRE_PHASES, false, 1, 16},
                     {"cycles", WIRE_INTEGER, false, 1, 1000},
                     {"minutes", WIRE_NUMBER, false, 0.05, 240}}},
    [WIRE_CANCEL] = {"cancel", WIRE_HOST, WIRE_FREE, false, {REQUEST}},

    // The host asks on behalf of the script; each is answered by one `reply`, unless it is cancelled.
    [WIRE_SAY] = {"say", WIRE_HOST | WIRE_STAGE, WIRE_FREE, true,
                  {{"id", WIRE_INTEGER, false, 1, 1e15}, {"text", WIRE_TEXT, true, 0, line_most}}},
    [WIRE_WAIT] = {"wait", WIRE_HOST | WIRE_STAGE, WIRE_FREE, true,
                   {{"id", WIRE_INTEGER, false, 1, 1e15},
                    {"until", WIRE_NUMBER, false, 0, 1e12},
                    {"seconds", WIRE_NUMBER, false, 0, 366 * 86400.0},
                    {"label", WIRE_TEXT, false, 0, line_most}}},
    [WIRE_ASK] = {"ask", WIRE_HOST | WIRE_STAGE, WIRE_FREE, true,
                  {REQUEST,
                   {"text", WIRE_TEXT, true, 0, line_most},
                   WITHIN,
                   {"default", WIRE_TEXT, false, 0, line_most},
                   {"private", WIRE_FLAG, false, 0, 0},
                   {"voice", WIRE_TEXT, false, 0, name_most}}},
    [WIRE_WRITE] = {"write", WIRE_HOST | WIRE_STAGE, WIRE_FREE, true,
                    {REQUEST, {"text", WIRE_TEXT, true, 0, line_most}, WITHIN, {"voice", WIRE_TEXT, false, 0, name_most}}},
    [WIRE_CHOOSE] = {"choose", WIRE_HOST | WIRE_STAGE, WIRE_FREE, true,
                     {REQUEST,
                      {"text", WIRE_TEXT, true, 0, line_most},
                      {"options", WIRE_TEXTS, true, 1, 64},
                      WITHIN,
                      {"voice", WIRE_TEXT, false, 0, name_most}}},
    [WIRE_PHOTO] = {"photo", WIRE_HOST, WIRE_JOURNAL_ADD, true, {REQUEST, {"text", WIRE_TEXT, true, 0, line_most}, WITHIN}},
    [WIRE_BREATHE] = {"breathe", WIRE_HOST, WIRE_FREE, true,
                      {REQUEST,
                       {"pattern", WIRE_TEXT, false, 0, name_most},
                       {"phases", WIRE_PHASES, false, 1, 16},
                       {"cycles", WIRE_INTEGER, false, 1, 1000},
                       {"minutes", WIRE_NUMBER, false, 0.05, 240}}},
    [WIRE_CHIME] = {"chime", WIRE_HOST | WIRE_STAGE, WIRE_SOUND, true,
                    {{"id", WIRE_INTEGER, false, 1, 1e15}, {"name", WIRE_TEXT, false, 0, name_most}}},
    [WIRE_SHOW_NOTICE] = {"notify", WIRE_HOST | WIRE_STAGE, WIRE_NOTIFY, true,
                          {REQUEST,
                           {"text", WIRE_TEXT, true, 0, line_most},
                           {"actions", WIRE_TEXTS, false, 0, 3},
                           WITHIN}},
    [WIRE_DRAW] = {"draw", WIRE_HOST, WIRE_FREE, true,
                   {REQUEST, {"deck", WIRE_TEXT, true, 0, name_most}, {"cards", WIRE_TEXTS, true, 1, 4096}}},
    [WIRE_REMEMBER] = {"remember", WIRE_HOST, WIRE_FREE, true,
                       {REQUEST, {"key", WIRE_TEXT, true, 0, name_most}, {"value", WIRE_ANY, false, 0, 0}}},
    [WIRE_RECALL] = {"recall", WIRE_HOST, WIRE_FREE, true, {REQUEST, {"key", WIRE_TEXT, true, 0, name_most}}},
    [WIRE_ADD_ENTRY] = {"journal.add", WIRE_HOST, WIRE_JOURNAL_ADD, true,
                        {REQUEST,
                         {"title", WIRE_TEXT, false, 0, line_most},
                         {"text", WIRE_TEXT, false, 0, text_most},
                         {"lines", WIRE_TEXTS, false, 0, 1000},
                         {"mood", WIRE_TEXT, false, 0, line_most},
                         {"tags", WIRE_TEXTS, false, 0, 64},
                         {"fields", WIRE_OBJECT, false, 0, 64},
                         {"attach", WIRE_TEXTS, false, 0, 16}}},
    [WIRE_OWN_ENTRIES] = {"journal.mine", WIRE_HOST, WIRE_JOURNAL_READ, true,
                          {REQUEST,
                           {"limit", WIRE_INTEGER, false, 1, 100},
                           {"since", WIRE_NUMBER, false, 0, 366 * 86400.0},
                           {"tag", WIRE_TEXT, false, 0, name_most}}},
    [WIRE_SEARCH] = {"journal.search", WIRE_HOST, WIRE_JOURNAL_READ, true,
                     {REQUEST,
                      {"limit", WIRE_INTEGER, false, 1, 100},
                      {"since", WIRE_NUMBER, false, 0, 366 * 86400.0},
                      {"tag", WIRE_TEXT, false, 0, name_most},
                      {"text", WIRE_TEXT, false, 0, name_most}}},
    [WIRE_REMIND_ME] = {"remind_me", WIRE_HOST, WIRE_REMIND, true,
                        {REQUEST,
                         {"after", WIRE_NUMBER, false, 0, 366 * 86400.0},
                         {"at", WIRE_TEXT, false, 0, name_most},
                         {"text", WIRE_TEXT, true, 0, line_most}}},
    [WIRE_TODAY] = {"today", WIRE_HOST, WIRE_FREE, true, {REQUEST}},

    // The core answers the host. `t` is the session's time in milliseconds.
    [WIRE_START] = {"start", WIRE_CORE, WIRE_FREE, false,
                    {{"name", WIRE_TEXT, true, 0, name_most},
                     {"main", WIRE_TEXT, true, 0, line_most},
                     {"files", WIRE_OBJECT, true, 1, 64},
                     {"texts", WIRE_TEXT, false, 0, line_most},
                     {"settings", WIRE_OBJECT, true, 0, 64},
                     {"undeclared", WIRE_OBJECT, true, 0, 64},
                     {"seed", WIRE_INTEGER, true, -1e18, 1e18},
                     {"memory", WIRE_INTEGER, true, 1 << 20, 1e12}}},
    // Instead of start: the practice is read, and not run. `permissions` are those it asks for, with their lines; `needs`
    // tells of each word which one that takes; `settings` has their names.
    [WIRE_CHECK] = {"check", WIRE_CORE, WIRE_FREE, false,
                    {{"name", WIRE_TEXT, true, 0, name_most},
                     {"main", WIRE_TEXT, true, 0, line_most},
                     {"files", WIRE_OBJECT, true, 1, 64},
                     {"permissions", WIRE_OBJECT, true, 0, 64},
                     {"undeclared", WIRE_OBJECT, true, 0, 64},
                     {"needs", WIRE_OBJECT, true, 0, 64},
                     {"settings", WIRE_OBJECT, true, 0, 64},
                     {"memory", WIRE_INTEGER, true, 1 << 20, 1e12}}},
    [WIRE_REPLY] = {"reply", WIRE_CORE, WIRE_FREE, false,
                    {{"re", WIRE_INTEGER, true, 1, 1e15},
                     {"t", WIRE_NUMBER, true, 0, 1e12},
                     {"value", WIRE_ANY, false, 0, 0},
                     {"more", WIRE_ANY, false, 0, 0},
                     {"refused", WIRE_TEXT, false, 0, line_most},
                     {"problem", WIRE_TEXT, false, 0, line_most}}},

    // The core shows an outside front end what is going on.
    [WIRE_TELL] = {"tell", WIRE_STAGE, WIRE_FREE, false,
                   {{"text", WIRE_TEXT, true, 0, line_most}, {"tone", WIRE_TEXT, true, 0, name_most}}},
    [WIRE_PHASE] = {"phase", WIRE_STAGE, WIRE_FREE, false,
                    {{"name", WIRE_TEXT, true, 0, name_most},
                     {"seconds", WIRE_NUMBER, true, 0, 600},
                     {"cycle", WIRE_INTEGER, true, 1, 100000},
                     {"cycles", WIRE_INTEGER, true, 1, 100000}}},
    [WIRE_REST] = {"rest", WIRE_STAGE, WIRE_FREE, false, {{0}}},
    [WIRE_RETRACT] = {"retract", WIRE_STAGE, WIRE_FREE, false, {REQUEST}},
    [WIRE_END] = {"end", WIRE_STAGE, WIRE_FREE, false, {{"status", WIRE_INTEGER, true, 0, 255}}},

    // An outside front end answers.
    [WIRE_ANSWER] = {"answer", WIRE_FRONT, WIRE_FREE, false,
                     {REQUEST, {"text", WIRE_TEXT, false, 0, text_most}, {"choice", WIRE_INTEGER, false, 1, 64}}},
    // With an id, that question; without, what is waited for. A question that was taken back meanwhile is neither.
    [WIRE_SKIP] = {"skip", WIRE_FRONT, WIRE_FREE, false, {{"id", WIRE_INTEGER, false, 1, 1e15}}},
    [WIRE_LEAVE] = {"leave", WIRE_FRONT, WIRE_FREE, false, {{0}}},
    [WIRE_GROUND] = {"ground", WIRE_FRONT, WIRE_FREE, false, {{0}}},

    // A command speaks to the agent: how it is, that state.db was changed, that it is to stop.
    [WIRE_STATUS] = {"status", WIRE_CONTROL, WIRE_FREE, false, {{0}}},
    [WIRE_REFRESH] = {"refresh", WIRE_CONTROL, WIRE_FREE, false, {{0}}},
    [WIRE_STOP] = {"stop", WIRE_CONTROL, WIRE_FREE, false, {{0}}},
};
