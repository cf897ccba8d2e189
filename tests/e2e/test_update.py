"""`tend update` and `update --rollback`: what changes is shown first, and one version or the other is always whole."""

import resource
import signal
import time
import unittest

import terminal
from packages import MAIN, PERMISSION, Packages
from support import MANIFEST


class Update(Packages):
    def test_what_changes_is_shown_before_anything_is(self):
        folder = self.practice(tests__a_transcript="# seed 1\nOne word?\n> rain\nThere.\n(the end, after 0 seconds)\n[journal] A word\n  rain\n")
        self.install(folder, "--grant", "all")
        self.assertIn("nothing new", self.tend_does("update").out)
        self.practice(main=MAIN.replace("One word?", "A word, please?") + 'notify "Psst."\n', more="notify = to whisper\n")
        self.assertRegex(self.tend_does("update", "--check").out, r"pebble +1, and there is 1")
        done = self.tend_does("update", "pebble", "--diff", status=2)
        for words in ("new: notify        to whisper", "- One word?", "+ A word, please?", "+ [notice] Psst.", "a.transcript:", "main.lua:"):
            self.assertIn(words, done.out)
        self.assertLess(done.out.index("new: notify"), done.out.index("- One word?"))
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)
        self.tend_does("update", "--yes")
        self.assertIn("please", (self.installed() / "main.lua").read_text())
        self.assertIn("(not asked yet)", self.tend_does("show", "pebble").out)
        self.tend_does("update", "--rollback", "pebble")
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)
        self.assertIn("as it was installed", self.tend_does("verify").out)
        self.assertIn("(allowed)", self.tend_does("show", "pebble").out)
        self.tend_does("update", "--rollback", "pebble")
        self.assertIn("please", (self.installed() / "main.lua").read_text())

    def test_what_is_the_same_in_behaviour_is_said(self):
        folder = self.practice()
        self.install(folder)
        self.practice(main="-- A comment.\n" + MAIN)
        self.assertIn("the same, in 20 rehearsals", self.tend_does("update", "--yes").out)

    def test_what_never_ends_is_not_waited_for(self):
        for main in ("while true do wait(60) for i = 1, 1e6 do end end", "while true do end"):
            folder = self.practice()
            self.install(folder)
            self.practice(main=main + "\n")
            begin = time.monotonic()
            self.tend_does("update", "--yes", timeout=100)
            self.assertLess(time.monotonic() - begin, 60, main)
            self.tend_does("uninstall", "pebble")

    def test_what_calls_itself_otherwise_is_left_alone(self):
        folder = self.practice()
        self.install(folder)
        self.tend.write(folder / "plugin.ini", MANIFEST.format(name="letters") + PERMISSION)
        self.assertIn("calls itself 'letters'", self.tend_does("update", "--yes", status=1).err)
        self.assertTrue((self.installed() / "main.lua").exists())

    def halves(self):
        """An installed pebble at 2, with 1 before it; the folders and the lock file."""
        folder = self.practice(main=MAIN + "say 'one'\n")
        self.install(folder)
        self.practice(main=MAIN + "say 'two'\n")
        self.install(folder)
        return self.installed(), self.tend.data / "previous" / "pebble", self.tend.state / "installed.json"

    def says(self):
        return (self.installed() / "main.lua").read_text().split("'")[1]

    def test_what_broke_off_in_the_middle_is_undone(self):
        place, previous, _ = self.halves()
        # After the new version was put in its place, before the lock file was written.
        self.practice(main=MAIN + "say 'three'\n", where=self.tend.data / "plugins" / ".new-abcdef", name="pebble")
        half = self.tend.data / "plugins" / ".new-abcdef" / "pebble"
        place.rename(self.tend.root / "x"), half.rename(place), (self.tend.root / "x").rename(half)
        self.tend_does("update", "--check")
        self.assertEqual(self.says(), "two")
        self.assertIn("as it was installed", self.tend_does("verify").out)
        # In a rollback, after the folders changed their places.
        place.rename(self.tend.root / "x"), previous.rename(place), (self.tend.root / "x").rename(previous)
        self.tend_does("update", "--check")
        self.assertEqual(self.says(), "two")
        self.tend_does("update", "--rollback", "pebble")
        self.assertEqual(self.says(), "one")
        self.assertIn("as it was installed", self.tend_does("verify").out)
        # In an uninstall, when it had left its place.
        half.parent.mkdir()
        place.rename(half)
        self.tend_does("update", "--check")
        self.assertEqual(self.says(), "one")

    def test_a_lock_file_that_cannot_be_written_leaves_all_as_it_is(self):
        folder = self.tend.root / "source" / "pebble"
        place, previous, ledger = self.halves()
        before = ledger.read_text()
        self.practice(main=MAIN + "say 'three'\n")
        for command in (["update", "--rollback", "pebble"], ["install", str(folder), "--yes"]):
            # No file may become as long as the lock file is.
            child = self.tend.start(command, preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(
                resource.RLIMIT_FSIZE, (len(before) // 2, len(before) // 2))))
            self.assertIn("installed.json: cannot be written: File too large", child.communicate()[1])
            self.assertEqual(child.returncode, 1)
            self.assertEqual((self.says(), ledger.read_text()), ("two", before))
        self.assertIn("as it was installed", self.tend_does("verify").out)

    def test_a_version_before_that_is_not_the_one_noted_is_no_way_back(self):
        place, previous, _ = self.halves()
        (previous / "main.lua").write_text("say 'else'\n")
        self.assertIn("no version before", self.tend_does("update", "--rollback", "pebble", status=1).err)

    def test_breaking_off_while_it_is_compared_changes_nothing(self):
        folder = self.practice()
        self.install(folder)
        self.practice(main="while true do wait(60) for i = 1, 1e6 do end end\n")
        child = self.tend.start(["update", "--yes"])
        terminal.until(lambda: terminal.children_of(child.pid), "nothing is compared")
        # Between two rehearsals it ends the program itself; one that comes in the very end of one is lost.
        while child.poll() is None:
            child.send_signal(signal.SIGINT)
            time.sleep(0.02)
        out, err = child.communicate()
        self.assertIn(child.returncode, (1, -signal.SIGINT), out)
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)

    def test_what_is_hidden_by_a_script_is_verified_all_the_same(self):
        self.install(self.practice())
        self.tend.script("pebble", "say 'mine'")
        (self.installed() / "main.lua").write_text("say 'x'\n")
        self.assertIn("CHANGED", self.tend_does("verify", "pebble", status=1).out)

    def test_nothing_to_go_back_to(self):
        self.install(self.practice())
        self.assertIn("no version before", self.tend_does("update", "--rollback", "pebble", status=1).err)
        self.assertIn("is not installed", self.tend_does("update", "nonesuch", status=2).err)

    def test_a_kill_at_any_moment_leaves_one_version_whole(self):
        folder = self.practice(**{f"part{number}_lua": f"-- {number}\n" * 50 for number in range(20)})
        self.install(folder)
        versions = {self.tend_does("index", "hash", folder).out}
        for round in range(12):
            self.practice(main=MAIN + f"say '{round}'\n")
            versions.add(self.tend_does("index", "hash", folder).out)
            child = self.tend.start(["install", str(folder), "--yes"])
            time.sleep(round * 0.002)
            child.kill()
            child.communicate()
            self.assertIn(self.tend_does("index", "hash", self.installed()).out, versions)
            self.tend_does("list")
        self.install(folder)
        # What was left half done is gone.
        self.assertEqual([path.name for path in (self.tend.data / "plugins").iterdir()], ["pebble"])
        self.assertIn("as it was installed", self.tend_does("verify").out)


if __name__ == "__main__":
    unittest.main()
