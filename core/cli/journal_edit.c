// tend journal edit: an entry is changed, and what it was before stays in its history.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "entry_page.h"
#include "journal_use.h"
#include "outside.h"
#include "page.h"

struct edit {
  struct journal *journal;
  const char *id;            // as it was given
  bool whole, outside;
  char revision[JOURNAL_ID_MAX];
  json_t *before;            // its content
  struct buf page;
  int signal;                // to be raised in the end
};

// The newest: where two were made of one, it is the later that is changed, and the other stays as well.
static bool take(void *context, const struct journal_entry *entry) {
  struct edit *edit = context;
  memcpy(edit->revision, entry->id, sizeof edit->revision);
  edit->before = json_incref(entry->content);
  return false;
}

static json_t *with_text(const json_t *before, const struct buf *text) {
  json_t *content = json_copy((json_t *)before);
  if (text->len) json_object_set_new(content, "text", json_stringn(buf_text(text), text->len));
  else json_object_del(content, "text");
  return content;
}

// The changed content, a new reference; NULL with a sentence.
static json_t *change(struct edit *edit, struct fault *fault) {
  bool piped = !edit->outside && !isatty(STDIN_FILENO), ok;
  if (piped) {
    ok = journal_use_read_text(&edit->page, "", fault);
  } else {
    entry_page_write(&edit->page, edit->before, edit->whole);
    if (memchr(buf_text(&edit->page), '\0', edit->page.len)) {
      fault_set(fault,
                "this entry holds a character (U+0000) that no page can show; its text can be replaced through a pipe");
      return NULL;
    }
    ok = edit->outside ? outside_edit(&edit->page, &edit->signal, fault)
                       : page_edit("You can change it. Ctrl-D keeps it.", &edit->page, &edit->signal);
    if (!ok && !edit->outside)
      fault_set(fault, "this terminal cannot show a page to write on; --editor opens your own editor");
  }
  if (ok && piped && edit->page.len == 0) ok = fault_set(fault, "nothing was written, so it stays as it was");
  if (!ok || !journal_use_check_text(&edit->page, "changed", fault)) return NULL;
  return piped ? with_text(edit->before, &edit->page)
               : entry_page_read(buf_text(&edit->page), edit->page.len, edit->before, edit->whole);
}

static int keep(struct edit *edit, const json_t *content) {
  struct fault fault;
  char id[JOURNAL_ID_MAX];
  if (json_equal(content, edit->before)) {
    puts("Nothing was changed.");
    return STATUS_OK;
  }
  if (entry_page_is_empty(content))
    return complain(STATUS_ERROR,
                    "nothing would be left of it, so it stays as it was; 'tend journal delete %s' deletes it",
                    edit->id);
  if (journal_revise(edit->journal, edit->revision, content, journal_use_now().created, id, &fault)) {
    printf("It is changed. 'tend journal show %s --history' has what it was before.\n", edit->id);
    return STATUS_OK;
  }
  return journal_use_give_back(&edit->page, &fault);
}

// A page on which nothing was changed holds none of the person's words.
static int give_back(const struct edit *edit, const struct fault *why) {
  struct buf before = {0};
  entry_page_write(&before, edit->before, edit->whole);
  bool same = before.len == edit->page.len && memcmp(buf_text(&before), buf_text(&edit->page), before.len) == 0;
  if (before.data) explicit_bzero(before.data, before.cap);
  buf_finish(&before);
  return same ? complain(STATUS_ERROR, "%s", why->text) : journal_use_give_back(&edit->page, why);
}

static int run(struct edit *edit) {
  struct fault fault;
  int status = journal_use_open_to_read(edit->journal);
  if (status != STATUS_OK) return status;
  if (!journal_find(edit->journal, edit->id, take, edit, &fault)) return complain(STATUS_ERROR, "%s", fault.text);
  json_t *content = change(edit, &fault);
  status = content ? keep(edit, content) : give_back(edit, &fault);
  json_decref(content);
  return status;
}

int journal_use_edit(struct journal *journal, const struct command *command, char **arguments) {
  struct edit edit = {.journal = journal};
  for (; *arguments; arguments++) {
    if (strcmp(*arguments, "--whole") == 0) edit.whole = true;
    else if (strcmp(*arguments, "--editor") == 0) edit.outside = true;
    else if (edit.id || **arguments == '-') return command_usage(command, "'%s' is not understood", *arguments);
    else edit.id = *arguments;
  }
  if (!edit.id) return command_usage(command, "which entry? 'tend journal list' shows the end of each one's id");
  int status = run(&edit);
  if (edit.page.data) explicit_bzero(edit.page.data, edit.page.cap);
  buf_finish(&edit.page);
  json_decref(edit.before);
  if (edit.signal) raise(edit.signal);
  return status;
}
