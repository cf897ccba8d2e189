"""Installing and uninstalling: what is the person's own stays, and of a practice that goes nothing is left for the next."""

import unittest

import terminal
from packages import Packages

STORE = 'say("before: " .. tostring(recall "secret"))\nremember("secret", "the red boat")\n'


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


    def test_what_it_may_do_draws_nothing_on_the_terminal(self):
        folder = self.practice(more="journal.read = tag:\u009b31mred to look back\n")
        for done in (self.install(folder), self.tend_does("show", "pebble")):
            self.assertIn("red to look back", done.out)
            self.assertNotIn("\u009b", done.out)


class Uninstall(Packages):
    def test_the_next_one_of_that_name_finds_nothing_of_it(self):
        self.install(self.practice(main=STORE))
        self.assertIn("before: nil", self.tend_does("run", "pebble").out)
        self.assertIn("before: the red boat", self.tend_does("run", "pebble").out)
        self.assertIn("pebble is removed, and what it remembered", self.tend_does("uninstall", "pebble").out)
        self.install(self.practice(where=self.tend.root / "other", main="-- Another one.\n" + STORE))
        self.assertIn("before: nil", self.tend_does("run", "pebble").out)

    def test_what_was_written_with_it_stays(self):
        self.install(self.practice(), "--grant", "all")
        self.tend_does("run", "pebble", input="rain\n")
        self.tend_does("uninstall", "pebble", "--yes")
        self.assertIn("A word", self.tend_does("journal", "list").out)

    def test_on_a_terminal_it_is_asked(self):
        self.install(self.practice())
        with terminal.Shell(self.tend) as shell:
            shell.run("uninstall pebble")
            shell.wait(lambda screen: "with all that it remembers" in screen and "[y/N]" in screen)
            shell.keys("Enter")
            shell.wait("Nothing was changed.")
            self.assertTrue(self.installed().exists())
            shell.wait_for_shell()
            shell.run("uninstall pebble")
            shell.wait("[y/N]")
            shell.command("Yes")
            shell.wait("pebble is removed")
        self.nothing_was_installed()

    def test_wrong_use(self):
        for arguments in (["uninstall"], ["uninstall", "--all"], ["uninstall", "a", "b"], ["uninstall", "a"]):
            self.tend_does(*arguments, status=2)


if __name__ == "__main__":
    unittest.main()
