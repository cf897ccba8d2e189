"""Installing and uninstalling: what is the person's own stays, and of a practice that goes nothing is left for the next."""

import unittest

import support
from test_packages import Packages

class Own(Packages):
    def test_a_practice_with_a_mistake_in_it_is_left_alone_too(self):
        self.tend.write(self.installed() / "plugin.ini", "[plugin]\nnmae = pebble\n")
        self.tend.write(self.installed() / "main.lua", "say 'mine'\n")
        done = self.install(self.practice(), status=1)
        self.assertIn("that tend did not install, and it is left alone", done.err)
        self.assertEqual((self.installed() / "main.lua").read_text(), "say 'mine'\n")

    def test_a_link_that_leads_nowhere_is_left_alone_too(self):
        self.installed().parent.mkdir(parents=True)
        self.installed().symlink_to(self.tend.root / "elsewhere")
        self.assertIn("left alone", self.install(self.practice(), status=1).err)
        self.assertTrue(self.installed().is_symlink())

    def test_where_only_what_it_may_do_cannot_be_noted_it_is_installed(self):
        self.tend.write(self.tend.state / "state.db", "no database")
        done = self.install(self.practice(), "--grant", "all", status=1)
        self.assertIn("pebble is installed, but what it may do could not be noted", done.err)
        self.assertEqual(self.ledger()["version"], "1")
        self.assertTrue((self.installed() / "main.lua").exists())


if __name__ == "__main__":
    unittest.main()
