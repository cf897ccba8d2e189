-- says: 2: journal.mine: a single file may not use journal.read; a folder with a plugin.ini may ask for it
journal.mine()
