"""`tend run` where something cannot be written: no folder, a journal that takes nothing, a reader that went away."""

import os
import sqlite3
import subprocess
import unittest

import support
from run import Run


class NothingToWriteTo(Run):
    """The practice runs all the same, the person is told in a sentence, and no file of theirs is touched."""

    def assert_runs(self, told, **how):
        done = self.run_script("""
            for _ = 1, 2 do say("card " .. draw("d", { "a" })) end
            remember("k", 1) say("kept " .. recall("k"))
            say("id " .. tostring((journal.add { text = ask "What?" })))
            say "end" """, input="mine\n", **how)
        self.assertEqual((done.status, done.err), (0, ""), done.out)
        self.assertIn("card a\n", done.out)
        self.assertIn("kept 1\n", done.out)
        self.assertTrue(done.out.endswith("end\n"), done.out)
        self.assertEqual([line.split(":")[0] for line in done.out.splitlines() if line.startswith("[tend]")], told, done.out)
        return done.out

    def test_folders_that_cannot_be_made(self):
        self.tend.write(self.tend.home / "file", "")
        below = str(self.tend.home / "file")
        forgotten, unwritten = ("[tend] What this practice remembers is forgotten afterwards",
                                "[tend] This could not be written to your journal")
        out = self.assert_runs([unwritten], env={"XDG_DATA_HOME": below})
        self.assertIn("id nil\n", out)
        self.assert_runs([forgotten], env={"XDG_STATE_HOME": below})
        self.assert_runs([forgotten, unwritten], env={"XDG_STATE_HOME": below, "XDG_DATA_HOME": below})

    def make_journal(self):
        self.tend.run(["journal", "add"], "before\n")
        return self.tend.data / "journal.db"

    def assert_left_alone(self, path, **how):
        before = path.read_bytes()
        out = self.assert_runs(["[tend] This could not be written to your journal"], **how)
        self.assertIn(str(path), out)
        self.assertEqual(path.read_bytes(), before)

    def test_a_journal_that_is_none(self):
        path = self.make_journal()
        for content in (b"Dear diary,\n", b"\0" * 4096, b"SQLite format 3\0" + b"x" * 5000):
            path.write_bytes(content)
            self.assert_left_alone(path)

    def test_a_journal_of_a_newer_tend(self):
        path = self.make_journal()
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA user_version = 99")
        db.close()
        self.assert_left_alone(path)

    def test_a_journal_that_may_only_be_read(self):
        path = self.make_journal()
        path.chmod(0o400)
        path.parent.chmod(0o500)
        # Root may write everywhere, unless it gives that up.
        program = "setpriv" if os.geteuid() == 0 else support.PROGRAM
        before = ["--bounding-set=-all", "--inh-caps=-all", str(support.PROGRAM)] if os.geteuid() == 0 else []
        self.tend.script("mine", 'say(tostring((journal.add { text = "x" })))')
        content = path.read_bytes()
        done = self.tend.run([*before, "run", "mine"], program=program)
        path.parent.chmod(0o700)
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertTrue(done.out.startswith("[tend] This could not be written to your journal: "), done.out)
        self.assertTrue(done.out.endswith("nil\n"))
        self.assertEqual(path.read_bytes(), content)

    def test_what_was_written_before_an_error_is_told_to_be_lost(self):
        self.tend.write(self.tend.home / "file", "")
        done = self.run_script('ask "What?" error "x"', input="words\n", env={"XDG_DATA_HOME": str(self.tend.home / "file")})
        self.assertEqual(done.status, 3)
        self.assertIn("[tend] What you wrote could not be kept in your journal: ", done.out)
        self.assertNotIn("is kept", done.out)


class Descriptors(Run):
    def test_a_reader_that_goes_away_is_someone_who_left(self):
        for args in (["ground"], ["five-senses", "--fast"]):
            with self.subTest(args[0]):
                with subprocess.Popen(["yes", "some words"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as words:
                    child = self.tend.start(["run", *args], stdin=words.stdout)
                    words.stdout.close()
                    child.stdout.readline()
                    child.stdout.close()
                    self.assertEqual((child.stderr.read(), child.wait(timeout=60)), ("", 0))

    def test_closed_ones(self):
        self.tend.script("mine", 'say "a" say(tostring(ask "b")) journal.add { text = "kept" }')
        rows = (("<&-", "a\nb\nnil\n"), (">&-", ""), ("2>&-", "a\nb\ntyped\n"), ("<&- >&- 2>&-", ""))
        for closed, out in rows:
            with self.subTest(closed):
                done = self.tend.run(["-c", f'"$0" run mine {closed}', str(support.PROGRAM)], program="/bin/sh", input="typed\n")
                self.assert_done(done, 0, out)
        self.assertEqual([entry["text"] for entry in self.tend.entries()], ["kept"] * 4)

    def test_a_full_disk_behind_stdout_is_someone_who_left(self):
        self.tend.script("mine", 'for i = 1, 1e9 do say(i) wait(0.01) end')
        with open("/dev/full", "w") as full:
            child = self.tend.start(["run", "mine"], stdout=full)
            self.assertEqual((child.stderr.read(), child.wait(timeout=60)), ("", 0))


if __name__ == "__main__":
    unittest.main()
