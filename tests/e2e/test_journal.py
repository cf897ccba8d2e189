"""`tend journal`: what goes in comes out as it was, whoever else writes at the same time."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

import support

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Journal(support.Case):
    def call(self, *args, input=b"", status=0, **how):
        """Runs `tend journal ARGS` on bytes; gives what it printed."""
        done = subprocess.run([support.PROGRAM, "journal", *args], input=input, env=self.tend.environment(), capture_output=True,
                              timeout=60, **how)
        self.assertEqual(done.returncode, status, done.stderr)
        self.err = done.stderr.decode()
        return done.stdout.decode()

    def add(self, text):
        return self.call("add", input=text.encode()).strip()

    def list(self, *args):
        return json.loads(self.call("list", "--json", *args))


class Adding(Journal):
    def test_a_text_comes_back_to_the_byte(self):
        texts = ("one line\n", "no final newline", "\n", "\n\n  \n", "  a\r\nb\r\n", "\ttab \\ \" ' %s $HOME `x`\n",
                 "e\u0301 é \u202e \u200b\n", "\U0001F98A\U0001F468\u200D\U0001F469\u200D\U0001F467\n", "\x1b[31mred\x07\n",
                 "x" * 1_000_000 + "\n", "ü€\U0001F98A" * 100_000)
        for text in texts:
            with self.subTest(text[:20]):
                id = self.add(text)
                self.assertRegex(id, ID)
                self.assertEqual(json.loads(self.call("show", id, "--json"))["content"], {"text": text})
        self.assertEqual([entry["content"]["text"] for entry in reversed(self.list())], list(texts))

    def test_nothing_is_no_entry(self):
        self.assertEqual(self.call("add"), "")
        self.assertEqual(self.err, "tend: nothing was written, so nothing was added\n")
        self.assertEqual(self.list(), [])

    def test_what_is_no_text_is_refused_with_its_line(self):
        not_utf8 = "is not UTF-8 text, so nothing was added; 'iconv -t UTF-8' converts older files"
        for bad, sentence in ((b"J\xFCrg\n", f"1 {not_utf8}"), (b"one\ntwo\n\xC3\n", f"3 {not_utf8}"),
                              (b"\xED\xA0\x80", f"1 {not_utf8}"), (b"x\n" * 9 + b"\xF5", f"10 {not_utf8}"),
                              (b"a\0b", "1 holds a NUL byte, which no text does, so nothing was added")):
            with self.subTest(bad):
                done = subprocess.run([support.PROGRAM, "journal", "add"], input=bad, env=self.tend.environment(), capture_output=True)
                self.assertEqual((done.returncode, done.stdout), (1, bad))
                self.assertEqual(done.stderr.decode(), f"tend: line {sentence}; what you wrote follows:\n")
        self.assertEqual(self.list(), [])

    def test_more_than_an_entry_holds_is_refused(self):
        self.assertEqual(self.call("add", input=b"x" * (2 << 20) + b"y", status=1), "")
        self.assertIn("more than 2097152 bytes in one entry", self.err)
        self.add("x" * (2 << 20))

    def test_words_on_the_command_line_are_not_taken(self):
        self.call("add", "my", "words", status=2)
        self.assertIn("'my' is not understood; the text is typed, or comes through a pipe", self.err)
        self.assertEqual(self.list(), [])

    def test_the_id_as_json(self):
        self.assertRegex(json.loads(self.call("add", "--json", input=b"x"))["id"], ID)


class Reading(Journal):
    def test_an_empty_journal_is_no_mistake(self):
        self.assertEqual(self.call("list"), "")
        self.assertEqual(self.list(), [])

    def test_a_line_for_each_newest_first(self):
        ids = [self.add(text) for text in ("first thing\nand more", "\x1b[2Jsecond", "w" * 80)]
        rows = self.call("list").splitlines()
        self.assertEqual(len(rows), 3)
        for row, id, words in zip(rows, reversed(ids), ("w" * 50 + "...", "[2Jsecond", "first thing")):
            self.assertRegex(row, rf"^\d{{4}}-\d\d-\d\d \d\d:\d\d  {id[-6:]}  {re.escape(words)}$")
        self.assertEqual([entry["id"] for entry in self.list()], list(reversed(ids)))
        self.assertEqual([entry["id"] for entry in self.list("--limit", "2")], [ids[2], ids[1]])
        self.assertEqual(len(self.call("list", "--limit=1").splitlines()), 1)

    def test_one_practice(self):
        self.add("mine")
        self.tend.script("walk", """journal.add { title = "A walk", lines = { "moss", "a \\27[31mleaf" }, mood = "calm",
                                                  tags = { "x" } }""")
        self.tend.run(["run", "walk"])
        [entry] = self.list("--practice", "walk")
        self.assertEqual(entry["content"], {"title": "A walk", "lines": ["moss", "a \x1b[31mleaf"], "mood": "calm", "tags": ["x"],
                                            "practice": "walk", "from": "own/walk"})
        self.assertEqual(self.list("--practice=nothing"), [])
        shown = self.call("show", entry["id"])
        self.assertRegex(shown, r"^A walk\n\w+, \d\d \w+ \d{4}, \d\d:\d\d, walk\n\n  - moss\n  - a \[31mleaf\n")

    def test_by_the_whole_id_or_the_end_of_it(self):
        ids = [self.add(f"entry {n}\n") for n in range(5)]
        for n, id in enumerate(ids):
            for part in (id, id[-6:], id[-6:].upper(), id[-12:]):
                self.assertIn(f"entry {n}\n", self.call("show", part))
        for part, sentence in (("abcdefabcdef", "no entry has the id"), (os.path.commonprefix(ids[:2]), "more than one entry"),
                               ("x", "too short"), ("%%%%%%", "no entry has the id")):
            self.call("show", part, status=1)
            self.assertIn(sentence, self.err)

    def test_wrong_use(self):
        for args, sentence in (
            ([], "what would you like to do"),
            (["ad"], "there is no 'journal ad' (did you mean 'add'?)"),
            (["zzzz"], "there is no 'journal zzzz'; "),
            (["show"], "which entry?"),
            (["show", "a", "b"], "'b' is not understood"),
            (["list", "--all"], "'--all' is not understood"),
            (["list", "--limit"], "--limit needs a value"),
            (["list", "sea"], "'sea' is not understood"),
        ):
            with self.subTest(args):
                self.assertEqual(self.call(*args, status=2), "")
                self.assertIn(sentence, self.err)

    def test_a_journal_that_is_none_is_left_alone(self):
        path = self.tend.write(self.tend.data / "journal.db", "Dear diary,\n")
        for args in (["list"], ["show", "abcdef"], ["add"]):
            self.assertEqual(self.call(*args, input=b"x", status=1), "")
            self.assertEqual(self.err.count("\n"), 1)
            self.assertIn(str(path), self.err)
        self.assertEqual(path.read_text(), "Dear diary,\n")


class Places(Journal):
    def test_a_path_may_hold_anything(self):
        for name in ("with spaces", "\U0001F98A\U0001F9F8", "100% ?#&;'\"", "-rf", "new\nline", "x" * 200):
            with self.subTest(name):
                env = {"XDG_DATA_HOME": str(self.tend.root / name), "XDG_STATE_HOME": str(self.tend.root / name)}
                self.assertEqual(self.tend.run(["journal", "add"], input="kept", env=env).status, 0)
                self.tend.script("walk", 'journal.add { text = "walked" }')
                self.assertEqual(self.tend.run(["run", "walk"], env=env).status, 0)
                rows = json.loads(self.tend.run(["journal", "list", "--json"], env=env).out)
                self.assertEqual([row["content"]["text"] for row in rows], ["walked", "kept"])
                path = self.tend.root / name / "tend" / "journal.db"
                path.parent.chmod(0o500)
                shown = self.tend.run(["journal", "export"], env=env)
                path.parent.chmod(0o700)
                self.assertEqual((shown.status, shown.out.count("\n")), (0, 3), shown.err)

    def test_of_a_damaged_file_the_rest_is_exported_and_nothing_is_written_to_it(self):
        ids = [self.add(f"entry {n} " * 400) for n in range(30)]
        path = self.tend.data / "journal.db"
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [page] = db.execute("SELECT pageno FROM dbstat WHERE name = 'revision' AND pagetype = 'leaf' ORDER BY path "
                                "LIMIT 1 OFFSET 4").fetchone()
            [size] = db.execute("PRAGMA page_size").fetchone()
        data = bytearray(path.read_bytes())
        data[(page - 1) * size:page * size] = bytes(size)
        path.write_bytes(data)
        done = self.tend.run(["journal", "export"])
        self.assertEqual(done.status, 1)
        kept = [json.loads(line)["id"] for line in done.out.splitlines()[1:]]
        self.assertGreater(len(kept), 20)
        self.assertLess(len(kept), 30)
        self.assertLessEqual(set(kept), set(ids))
        self.assertRegex(done.err, r"\Atend: \d+ (entries are|entry is) damaged and could not be opened; \w+ (are|is) left as \w+ (are|is)\n\Z")
        self.assertEqual(path.read_bytes(), data)


class Locked(Journal):
    def test_reading_a_locked_journal_fails_with_a_sentence_and_adding_goes_on(self):
        id = self.add("one")
        with contextlib.closing(sqlite3.connect(self.tend.data / "journal.db")) as db, db:
            db.execute("DELETE FROM slot")
        for args in (["list"], ["list", "--json"], ["show", id]):
            self.assertEqual(self.call(*args, status=7), "")
            self.assertEqual(self.err.count("\n"), 1)
            self.assertIn("the journal is locked", self.err)
        self.add("two")
        self.call("list", "--nonsense", status=2)


class Together(Journal):
    def test_four_at_once_add_fifty_each(self):
        script = 'for n in $(seq 50); do printf "%s %s\\n" "$1" "$n" | "$0" journal add || exit; done'
        children = [subprocess.Popen(["/bin/sh", "-c", script, support.PROGRAM, str(k)], env=self.tend.environment(), text=True,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE) for k in range(4)]
        outs = [child.communicate(timeout=100) for child in children]
        self.assertEqual([child.returncode for child in children], [0] * 4, outs)
        ids = [id for out, _ in outs for id in out.split()]
        self.assertEqual(len(set(ids)), 200)
        entries = self.list()
        self.assertEqual(sorted(entry["id"] for entry in entries), sorted(ids))
        self.assertEqual(sorted(entry["content"]["text"] for entry in entries),
                         sorted(f"{k} {n}\n" for k in range(4) for n in range(1, 51)))

    def test_what_was_acknowledged_is_there_after_a_kill(self):
        script = 'for n in $(seq 500); do echo "entry $n" | "$0" journal add || exit; done'
        acknowledged = []
        for round in range(4):
            child = subprocess.Popen(["/bin/sh", "-c", script, support.PROGRAM], env=self.tend.environment(), text=True,
                                     stdout=subprocess.PIPE, start_new_session=True)
            with child:
                try:
                    for _ in range(5 + round):
                        acknowledged.append(child.stdout.readline().strip())
                    time.sleep(0.002 * round)
                finally:
                    os.killpg(child.pid, signal.SIGKILL)
                acknowledged += [line.strip() for line in child.stdout.readlines() if line.endswith("\n")]
        ids = [entry["id"] for entry in self.list()]
        self.assertEqual([id for id in acknowledged if id not in ids], [])
        self.assertLessEqual(len(ids) - len(acknowledged), 4)  # at most the one that was under way each time
        self.assertEqual(self.err, "")


class Private(Journal):
    def test_every_file_and_folder_is_the_persons_alone(self):
        self.tend.home.chmod(0o777)
        self.call("add", input=b"x", preexec_fn=lambda: os.umask(0))
        self.tend.script("mine", 'remember("k", 1) journal.add { text = "y" }')
        subprocess.run([support.PROGRAM, "run", "mine"], env=self.tend.environment(), check=True, preexec_fn=lambda: os.umask(0))
        config = (self.tend.config.parent, self.tend.config)
        made = [path for path in self.tend.home.rglob("*") if path not in config and self.tend.config not in path.parents]
        self.assertIn(self.tend.data / "journal.db", made)
        self.assertIn(self.tend.state / "state.db", made)
        for path in made:
            self.assertEqual(oct(stat.S_IMODE(path.lstat().st_mode)), "0o700" if path.is_dir() else "0o600", path)

    def test_nothing_lies_in_the_clear(self):
        self.add("a word that is found nowhere: quincunx\n")
        self.tend.script("mine", 'journal.add { title = "quincunx", tags = { "quincunx" } }')
        self.tend.run(["run", "mine"])
        for path in self.tend.home.rglob("*"):
            if path.is_file() and path.suffix != ".lua":
                self.assertNotIn(b"quincunx", path.read_bytes(), path)


if __name__ == "__main__":
    unittest.main()
