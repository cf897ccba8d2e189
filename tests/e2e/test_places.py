"""The places where people run tend: as root, as somebody who may not write at home, without a desktop's folders, without
UTF-8, over a connection that breaks."""

import os
import signal
import unittest

import support
import terminal

TEA = """
say "Zoë gießt Tee."
local name = ask "Wie heißt du?"
journal.add { title = "Tee", text = name or "nichts" }
"""


class Root(support.Case):
    """Root's journal is another one than the person's; whoever sits at a terminal hears so, once."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("this is what only root is told")
        self.shell = self.enterContext(terminal.Shell(self.tend, (320, 24)))

    def add(self, word):
        self.shell.command(f"clear; echo {word} | $TEND journal add; echo {word} is kept")
        return self.shell.wait(f"\n{word} is kept")

    def test_a_new_journal_is_told_of_once(self):
        self.assertIn(f"began a journal of root's own, {self.tend.data}/journal.db", self.add("one"))
        self.assertNotIn("root", self.add("two"))

    def test_in_the_home_of_somebody_else_it_says_how_to_hand_it_over(self):
        os.chown(self.tend.home, support.NOBODY, support.NOBODY)
        self.assertIn(f"chown -R --reference={self.tend.home} {self.tend.data} {self.tend.state}", self.add("one"))

    def test_a_program_that_reads_what_is_said_is_not_told(self):
        done = self.tend.run(["journal", "add"], input="one")
        self.assertEqual((done.status, done.err), (0, ""))


class Nobody(support.Case):
    """An ordinary user, in whose home nothing can be written."""

    def setUp(self):
        super().setUp()
        self.path = self.tend.write(self.tend.root / "tea.lua", TEA)
        for path in (self.tend.root, self.tend.home):
            path.chmod(0o555)
        self.path.chmod(0o444)
        self.addCleanup(lambda: [path.chmod(0o755) for path in (self.tend.root, self.tend.home)])

    def test_what_needs_no_file_goes_on(self):
        for words in (["run", "three-breaths", "--fast"], ["list"], ["show", "letters"], ["rehearse", str(self.path)],
                      ["check", str(self.path)], ["remind", "list"], ["--help"]):
            with self.subTest(words):
                done = self.tend.run_as_nobody(words)
                self.assertEqual(done.status, 0, done.err)
                self.assertTrue(done.out or "no reminder is set" in done.err)

    def test_what_needs_one_says_which_and_what_to_do(self):
        sentence = "tend: {}: the folder cannot be made: Permission denied; if it has to stay so, set {} to a folder that can be written\n"
        data, config = str(self.tend.home / ".local"), str(self.tend.home / ".config")
        letters = self.tend.program_for_nobody().parents[1] / "share" / "tend" / "plugins" / "letters"
        for words, folder, variable in ((["journal", "add"], data, "XDG_DATA_HOME"), (["journal", "passphrase", "set"], data, "XDG_DATA_HOME"),
                                        (["remind", "add", "three-breaths", "--at", "08:00"], config, "XDG_CONFIG_HOME"),
                                        (["install", "--yes", str(letters)], data, "XDG_STATE_HOME")):
            with self.subTest(words):
                done = self.tend.run_as_nobody(words, "word\n")
                self.assertEqual((done.status, done.err), (1, sentence.format(folder, variable)))

    def test_a_practice_goes_on_and_says_what_could_not_be_kept(self):
        done = self.tend.run_as_nobody(["run", str(self.path), "--fast"], "Frida\n")
        self.assertEqual(done.status, 0, done.err)
        self.assertIn("This could not be written to your journal: ", done.out)

    def test_another_folder_can_be_named(self):
        place = self.tend.root / "elsewhere"
        self.tend.root.chmod(0o755)
        place.mkdir()
        place.chmod(0o777)
        env = {"XDG_DATA_HOME": str(place)}
        done = self.tend.run_as_nobody(["journal", "add"], "a word", env)
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertIn("a word", self.tend.run_as_nobody(["journal", "list"], env=env).out)


class Bare(support.Case):
    """A container or a remote shell: no desktop, no bus, no sound, no folder for sockets, no UTF-8."""

    BARE = {"XDG_RUNTIME_DIR": "", "LANG": "C", "TERM": "dumb", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"}

    def test_words_in_every_script_pass_through_a_pipe(self):
        self.tend.script("tea", TEA)
        done = self.tend.run(["run", "tea", "--fast"], input="Jürgen 🍂\n", env=self.BARE)
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertIn("Zoë gießt Tee.\nWie heißt du?\n", done.out)
        self.assertIn("Jürgen 🍂", self.tend.run(["journal", "export", "--format", "text"], env=self.BARE).out)

    def test_closed_eyes_without_any_player(self):
        done = self.tend.run(["run", "three-breaths", "--fast", "--eyes-closed"], env={**self.BARE, "PATH": ""})
        self.assertEqual(done.status, 0, done.err)
        self.assertIn("Breathe in", done.out)

    def test_the_agent_is_reached_without_a_folder_for_sockets(self):
        agent = self.tend.start(["agent", "run"], env=self.BARE)
        self.assertIn("ready", agent.stderr.readline())
        self.assertIn("running", self.tend.run(["agent", "status"], env=self.BARE).out.split("\n")[0])
        [place] = self.tend.home.glob(".local/state/tend-run/tend")
        self.assertEqual(place.stat().st_mode & 0o777, 0o700)
        agent.send_signal(signal.SIGTERM)
        self.assertEqual(agent.wait(60), 0)

    def test_what_needs_a_place_in_memory_says_so(self):
        id = self.tend.run(["journal", "add"], input="a word").out.strip()
        done = self.tend.run(["journal", "edit", id, "--editor"], env={**self.BARE, "EDITOR": "true"})
        self.assertEqual(done.status, 1)
        self.assertIn("$XDG_RUNTIME_DIR is not set", done.err)

    def test_a_connection_that_breaks_loses_no_word(self):
        self.tend.script("tea", TEA)
        with terminal.Shell(self.tend, env={"XDG_RUNTIME_DIR": None, "SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}) as shell:
            shell.run("run tea")
            shell.wait("Wie heißt du?")
            shell.type("Frida, glaube ich")
            shell.wait("Frida, glaube ich")
        entries = self.tend.run(["journal", "list", "--json"]).out
        again = self.tend.run(["run", "tea", "--fast"], input="\n")
        self.assertIn("Frida, glaube ich", entries + again.out)


if __name__ == "__main__":
    unittest.main()
