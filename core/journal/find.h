// Which rows belong to an entry; finding one by its id is in journal.h.
#pragma once

// Which rows are revisions of the entry :entry.
#define FIND_REVISIONS "(id = :entry OR (parents <> '[]' AND entry = :entry))"
