// Notices as a server gets them; see notice.h.
#include "notice.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

struct notice *notice_copy(const struct notice *notice) {
  struct notice *copy = mem_alloc(sizeof *copy);
  *copy = *notice;
  copy->title = mem_copy(notice->title);
  copy->text = mem_copy(notice->text);
  copy->reply = mem_copy(notice->reply);
  struct notice_action *actions = mem_zero(notice->actions_count + 1, sizeof *actions);
  for (size_t i = 0; i < notice->actions_count; i++)
    actions[i] = (struct notice_action){mem_copy(notice->actions[i].key), mem_copy(notice->actions[i].label)};
  copy->actions = actions;
  return copy;
}

void notice_free(struct notice *copy) {
  if (!copy) return;
  for (size_t i = 0; i < copy->actions_count; i++) {
    free((char *)copy->actions[i].key);
    free((char *)copy->actions[i].label);
  }
  free((struct notice_action *)copy->actions);
  free((char *)copy->title);
  free((char *)copy->text);
  free((char *)copy->reply);
  free(copy);
}

unsigned notice_can(const char *capability) {
  static const struct {
    const char *name;
    unsigned can;
  } rows[] = {{"actions", NOTIFIER_ACTIONS}, {"inline-reply", NOTIFIER_REPLY}, {"body", NOTIFIER_TEXT},
              {"body-markup", NOTIFIER_MARKUP}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].name, capability) == 0) return rows[i].can;
  return 0;
}

// sd-bus refuses to send the code points that Unicode reserves as no characters, and one would end the whole message.
static bool is_character(const char *at, size_t length) {
  unsigned code_point = 0;
  text_decode(at, length, &code_point);
  return (code_point & 0xFFFE) != 0xFFFE && (code_point < 0xFDD0 || code_point > 0xFDEF);
}

static void add_clean(struct buf *out, const char *text, bool lines) {
  struct buf clean = {0};
  unsigned code_point;
  text_clean(&clean, text, strlen(text), lines);
  for (size_t at = 0, size; at < clean.len; at += size) {
    size = text_decode(clean.data + at, clean.len - at, &code_point);
    if (is_character(clean.data + at, clean.len - at)) buf_add(out, clean.data + at, size);
  }
  buf_finish(&clean);
}

static void add_escaped(struct buf *out, const char *text) {
  for (; *text; text++) {
    if (*text == '&') buf_add_text(out, "&amp;");
    else if (*text == '<') buf_add_text(out, "&lt;");
    else if (*text == '>') buf_add_text(out, "&gt;");
    else buf_add_char(out, *text);
  }
}

// The specification has no markup in titles.
void notice_title(struct buf *out, const struct notice *notice, unsigned can) {
  add_clean(out, notice->title, false);
  if ((can & NOTIFIER_TEXT) || !notice->text) return;
  buf_add_text(out, ": ");
  add_clean(out, notice->text, false);
}

void notice_text(struct buf *out, const struct notice *notice, unsigned can) {
  if (!(can & NOTIFIER_TEXT) || !notice->text) return;
  struct buf clean = {0};
  add_clean(&clean, notice->text, true);
  if (can & NOTIFIER_MARKUP) add_escaped(out, buf_text(&clean));
  else buf_add_text(out, buf_text(&clean));
  buf_finish(&clean);
}

void notice_label(struct buf *out, const char *label) {
  size_t before = out->len;
  add_clean(out, label, false);
  if (out->len == before) buf_add_char(out, '-');
}
