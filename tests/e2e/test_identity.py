"""Practices of one name are two practices: what one keeps, the other can neither read nor write."""

import json
import unittest

import support

KEEPER = """
say(recall("secret", "nothing"))
remember("secret", "of " .. ...)
local mine = journal.mine {}
say(mine and #mine or "refused")
for _, entry in ipairs(mine or {}) do assert(entry.from == nil) end
journal.add { title = "An entry" }
"""
MANIFEST = """[plugin]
name = letters
title = Letters
summary = A test
version = 1.0
license = MIT
author = A stranger
api = 1
kind = write
minutes = 5
source = A test

[care]
intensity = gentle

[permissions]
journal.add = to keep it
journal.read = own to read it
"""


class IdentityTest(unittest.TestCase):
    def place(self, tend, folder, word):
        tend.write(folder / "plugin.ini", MANIFEST)
        tend.write(folder / "main.lua", KEEPER.replace("...", f'"{word}"'))
        return folder

    def run_it(self, tend, named):
        done = tend.run(["run", str(named), "--front", "plain", "--grant", "all"])
        self.assertEqual((done.status, done.err), (0, ""))
        return done.out.split("\n")[:2]

    def test_practices_of_one_name_do_not_meet(self):
        with support.Tend() as tend:
            installed = self.place(tend, tend.home / ".local/share/tend/plugins/letters", "installed")
            here = self.place(tend, tend.root / "here" / "letters", "here")
            there = self.place(tend, tend.root / "there" / "letters", "there")
            self.assertTrue(installed.exists())
            for named in ("letters", here, there):
                self.assertEqual(self.run_it(tend, named), ["nothing", "0"])
            self.assertEqual(self.run_it(tend, "letters"), ["of installed", "1"])
            self.assertEqual(self.run_it(tend, here), ["of here", "1"])
            self.assertEqual(self.run_it(tend, there), ["of there", "1"])
            entries = json.loads(tend.run(["journal", "list", "--json"]).out)
            self.assertEqual(len(entries), 6)

    def test_a_file_by_its_path_is_the_same_however_it_is_named(self):
        with support.Tend() as tend:
            file = tend.write(tend.home / "letters.lua", 'say(recall("n", "nothing")) remember("n", "kept")\n')
            for named, said in ((file, "nothing"), ("./letters.lua", "kept"), (tend.home / "." / "letters.lua", "kept")):
                done = tend.run(["run", str(named), "--front", "plain"])
                self.assertEqual(done.out.split("\n")[0], said, done.err)

    def test_what_one_run_spoils_is_whole_in_the_next(self):
        with support.Tend() as tend:
            spoil = tend.write(tend.root / "spoil.lua", """
                for _, library in ipairs { string, table, math, coroutine, utf8, journal } do
                  for _, content in ipairs { library, getmetatable(library) or {}, select(2, pairs(library)) } do
                    pcall(function() for name in pairs(content) do content[name] = error end end)
                  end
                end
                say "spoilt"
                """)
            after = tend.write(tend.root / "after.lua", 'say(("x"):upper() .. table.concat { math.abs(-1), utf8.len "y" })')
            self.assertEqual(tend.run(["run", str(spoil)]).status, 0)
            self.assertEqual(tend.run(["run", str(after)]).out.split("\n")[0], "X11")


if __name__ == "__main__":
    unittest.main()
