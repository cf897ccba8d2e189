// One row on its way to whoever visits it; see opening.h.
#include "opening.h"

void opening_open(struct opening *opening, struct seal_opener *opener, const struct opening_how *how) {
  bool opened = opening->key && opening->nonce &&
                seal_open(opener, &opening->row, opening->key, opening->nonce, opening->sealed, opening->length);
  opening->passed_over =
      opened && how->may_be && !how->may_be(how->context, (const char *)opener->plain, opener->length);
  opening->content = opened && !opening->passed_over ? seal_content_of(opener) : NULL;
}
