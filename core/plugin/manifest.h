// The manifest, plugin.ini: what a practice says about itself. Reading it needs no disk.
//
//   [plugin]       name title summary version api license kind are required; author minutes source background may be
//                  given. title.XX and summary.XX, where XX is a language such as de or pt-BR, are for who reads that.
//   [care]         intensity = gentle | moderate | deep; holds = yes | no; cautions = one line, and cautions.XX as above
//   [permissions]  KEY = the author's reason, for journal.add, notify, sound and remind;
//                  journal.read = SCOPE REASON, where SCOPE is the word own or tag:NAME:
//                    journal.read = own to bring back your earlier letters
//                    journal.read = tag:gratitude to show what you were glad of
//   [settings]     KEY = TYPE DEFAULT ..., see setting.h
//   [remind]       a suggestion; passed over, since nothing is scheduled until the person says so
#pragma once

#include "practice.h"

enum { MANIFEST_MAX = 256 * 1024 };  // bytes of a plugin.ini

// Reads the text of a plugin.ini into `practice`, whose name is the one that the manifest has to give, or NULL for any.
// `name` is how the file is called in messages. Returns the number of mistakes, each a line in `errors`.
size_t manifest_read(struct practice *practice, const char *name, const char *text, size_t length, struct buf *errors);
