"""`tend journal edit`, `show --history` and `delete`: nothing is lost by a change, and nothing stays of what was deleted."""

import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import unittest

import support
import terminal

TITLED = {"title": "By the sea", "text": "Gulls.\n== Mood\n=== Text\n", "lines": ["moss", "two\nlines \\ and more", "== Tags"],
          "mood": "calm", "tags": ["walk", "a, b", "back\\slash"], "fields": {"deep": 1}, "practice": "letters", "future": [1]}
PAGE = ("== Title\nBy the sea\n== Text\nGulls.\n=== Mood\n==== Text\n\n== Lines\nmoss\ntwo\\\nlines \\\\ and more\n=== Tags\n"
        "== Mood\ncalm\n== Tags\nwalk, a\\, b, back\\\\slash\n")
# Editors: $1 is the file, and what is asked of the entry is in $EDIT.
KEEP = 'sh -c \'cp "$1" "$HOME/seen"\' editor'
WRITE = 'sh -c \'cat "$HOME/new" >"$1"\' editor'
APPEND = 'sh -c \'printf "more\\n" >>"$1"\' editor'


class Change(support.Case):
    def call(self, *args, status=0, input="", **env):
        done = self.tend.run(["journal", *args], input=input, env=env)
        self.assertEqual(done.status, status, done)
        self.err = done.err
        return done.out

    def add(self, text):
        return self.call("add", input=text).strip()

    def bring(self, content):
        id = "018bcfe5-0001-7000-8000-000000000001"
        line = json.dumps({"id": id, "entry": id, "parents": [], "created": 1_700_000_000_000, "zone": 0, "device": "x", "content": content})
        self.assertEqual(self.tend.run(["journal", "import", "-"], input=line).status, 0)
        return id

    def content(self, id):
        return json.loads(self.call("show", id, "--json"))["content"]

    def history(self, id):
        return [json.loads(line)["content"] for line in self.call("show", id, "--history", "--json").splitlines()]

    def edit(self, id, editor, *args, new=None, status=0):
        if new is not None:
            self.tend.write(self.tend.home / "new", new)
        return self.call("edit", id, "--editor", *args, EDITOR=editor, status=status)

    def runtime(self):
        return [str(path) for path in self.tend.runtime.rglob("*") if path.is_file()]


class Editing(Change):
    def test_through_a_pipe(self):
        id = self.add("before\n")
        self.assertEqual(self.call("edit", id, input="after\n"), f"It is changed. 'tend journal show {id} --history' has what it was before.\n")
        self.assertEqual(self.content(id), {"text": "after\n"})
        self.assertEqual([content["text"] for content in self.history(id)], ["after\n", "before\n"])
        self.assertEqual(self.call("edit", id[-6:], input="after\n"), "Nothing was changed.\n")
        self.call("edit", id, status=1)
        self.assertIn("nothing was written, so it stays as it was", self.err)
        self.assertEqual(len(self.history(id)), 2)

    def test_a_pipe_changes_the_text_and_nothing_else(self):
        id = self.bring(TITLED)
        self.call("edit", id, input="other text")
        self.assertEqual(self.content(id), {**TITLED, "text": "other text"})

    def test_an_editor_gets_the_text_and_nothing_else_and_its_file_goes(self):
        for text in ("plain\n", "no end", "\n\n  \n", "== Title\nis a line of it\n", "\\ ,\n"):
            with self.subTest(text):
                id = self.add(text)
                self.assertEqual(self.edit(id, KEEP), "Nothing was changed.\n")
                self.assertEqual((self.tend.home / "seen").read_text(), text)
                self.edit(id, APPEND)
                # A line end that the editor had to add is none of the person's.
                self.assertEqual(self.content(id)["text"], text + "more\n" if text.endswith("\n") else text + "more")
        self.assertEqual([path for path in self.runtime() if "edit" in path], [])

    def test_every_part_comes_back_as_it_was(self):
        id = self.bring(TITLED)
        self.assertEqual(self.edit(id, KEEP), "Nothing was changed.\n")
        self.assertEqual((self.tend.home / "seen").read_text(), PAGE)

    def test_parts_are_changed_added_and_taken_away(self):
        id = self.bring(TITLED)
        self.edit(id, WRITE, new="== Title\nInland\n== Lines\nmoss\n\nlast\n== Tags\n walk ,, new tag\n")
        self.assertEqual(self.content(id), {"title": "Inland", "lines": ["moss", "", "last"], "tags": ["walk", "new tag"],
                                            "fields": {"deep": 1}, "practice": "letters", "future": [1]})
        plain = self.add("only text\n")
        self.edit(plain, KEEP, "--whole")
        self.assertEqual((self.tend.home / "seen").read_text(), "== Title\n\n== Text\nonly text\n\n== Lines\n\n== Mood\n\n== Tags\n\n")
        self.edit(plain, WRITE, "--whole", new="stray\n== Title\nA\n== Text\nB\n== Mood\nfine\n")
        self.assertEqual(self.content(plain), {"title": "A", "text": "stray\nB", "mood": "fine"})

    def test_an_editor_that_fails_changes_nothing(self):
        id = self.add("before")
        self.edit(id, "false", status=1)
        self.assertEqual(self.err, "tend: 'false' did not end well, so the entry is as it was\n")
        out = self.edit(id, 'sh -c \'echo words >"$1"; exit 1\' editor', status=1)
        self.assertEqual((out, self.err.count("so the entry is as it was; what you wrote follows:\n")), ("words", 1))
        out = self.edit(id, "sh -c 'printf \"a\\\\0\" >\"$1\"' editor", status=1)
        self.assertEqual(out, "a\0")
        self.assertIn("line 1 holds a NUL byte, which no text does, so nothing was changed; what you wrote follows:", self.err)
        self.call("edit", id, "--editor", EDITOR="", status=1)
        self.assertIn("neither $VISUAL nor $EDITOR says which editor", self.err)
        self.call("edit", id, "--editor", EDITOR="true", XDG_RUNTIME_DIR="", status=1)
        self.assertIn("$XDG_RUNTIME_DIR is not set", self.err)
        self.assertEqual(self.history(id), [{"text": "before"}])

    def test_a_signal_takes_the_editor_and_its_file_along(self):
        editor = 'sh -c \'mkdir -p "${1%/*}/backup/of"; echo old >"${1%/*}/backup/of/it"; echo words >"$1"; echo ready; exec sleep 100\' e'
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE):
            with self.subTest(number):
                id = self.add("before")
                child = self.tend.start(["journal", "edit", id, "--editor"], env={"EDITOR": editor})
                self.assertEqual(child.stdout.readline(), "ready\n")
                [path] = [path for path in self.runtime() if path.endswith("entry.txt")]
                self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
                child.send_signal(number)
                self.assertEqual(child.wait(60), -number)
                self.assertFalse(pathlib.Path(path).parent.exists())
                self.assertEqual(self.content(id), {"text": "words"})

    def test_what_no_page_can_show_is_not_cut_off(self):
        id = self.bring({"text": "before\0after"})
        self.edit(id, APPEND, status=1)
        self.assertIn("holds a character (U+0000) that no page can show", self.err)
        self.assertEqual(self.history(id), [{"text": "before\0after"}])

    def test_two_changes_of_one_are_both_kept(self):
        id = self.add("before")
        editor = f'sh -c \'echo mine >"$1"; echo theirs | EDITOR= "{support.PROGRAM}" journal edit {id} >&2\' e'
        self.call("edit", id, "--editor", EDITOR=editor)
        shown = [json.loads(line)["content"]["text"] for line in self.call("show", id, "--json").splitlines()]
        self.assertEqual(sorted(shown), ["mine", "theirs\n"])
        self.assertEqual(len(self.history(id)), 3)

    def test_what_an_entry_was_is_shown(self):
        id = self.add("before\n")
        self.call("edit", id, input="after\n")
        self.assertRegex(self.call("show", id, "--history"),
                         r"\A-- [\d-]{10} \d\d:\d\d, as it is now\n.*\n\nafter\n\n-- [\d-]{10} \d\d:\d\d, as it was\n.*\n\nbefore\n\Z")
        self.assertNotIn("before", self.call("show", id))

    def test_wrong_use(self):
        for args, sentence in ((["edit"], "which entry?"), (["edit", "a", "b"], "'b' is not understood"), (["delete"], "which entry?"),
                               (["delete", "abcdef"], "nobody can be asked here whether it is meant: --yes says so")):
            self.call(*args, status=2)
            self.assertIn(sentence, self.err)
        for use in ("edit", "delete"):
            self.call(use, "abcdef", *(["--yes"] if use == "delete" else []), status=1)
            self.assertEqual(self.err, 'tend: no entry has the id "abcdef"\n')


class Deleting(Change):
    def sealed(self, id):
        with contextlib.closing(sqlite3.connect(self.tend.data / "journal.db")) as db:
            return [row[0] for row in db.execute("SELECT sealed FROM revision WHERE entry = ?", (id,))]

    def left(self, pieces):
        return [path.name for path in self.tend.data.iterdir() for piece in pieces if piece[:64] in path.read_bytes()]

    def test_nothing_of_it_stays_on_the_disk(self):
        others = [self.add(f"entry {n}\n" * 40) for n in range(3)]
        id = self.add("before " * 3000)
        self.call("edit", id, input="after " * 3000)
        pieces = self.sealed(id)
        self.assertEqual(len(pieces), 2)
        self.assertNotEqual(self.left(pieces), [])
        self.assertEqual(self.call("delete", id, "--yes"), "It is deleted.\n")
        self.assertEqual(self.left(pieces), [])
        self.call("show", id, status=1)
        self.assertEqual([row["id"] for row in json.loads(self.call("list", "--json"))], others[::-1])

    def test_what_was_cut_short_is_done_by_whoever_reads_next(self):
        self.call("delete", self.add("large" * 20000), "--yes")
        with contextlib.closing(sqlite3.connect(self.tend.data / "journal.db")) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM mark").fetchone()[0], 0)
            db.execute("INSERT INTO mark VALUES ('clear', 7)")
            db.execute("CREATE TABLE gone AS SELECT zeroblob(100000)")
            db.execute("DROP TABLE gone")
            db.commit()
            self.assertGreater(db.execute("PRAGMA freelist_count").fetchone()[0], 0)
        self.call("list")
        with contextlib.closing(sqlite3.connect(self.tend.data / "journal.db")) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM mark").fetchone()[0], 0)
            self.assertEqual(db.execute("PRAGMA freelist_count").fetchone()[0], 0)

    def test_another_program_that_reads_is_no_obstacle(self):
        id = self.add("before " * 3000)
        pieces = self.sealed(id)
        with contextlib.closing(sqlite3.connect(self.tend.data / "journal.db")) as reader:
            reader.execute("BEGIN")
            self.assertEqual(reader.execute("SELECT count(*) FROM revision").fetchone(), (1,))
            self.add("while it reads")
            self.assertEqual(self.call("delete", id, "--yes"),
                             "It is deleted, but the file may still hold traces of it (another program is using it).\n"
                             "They go with the next entry that you delete.\n")
            self.assertNotEqual(self.left(pieces), [])
            reader.execute("COMMIT")
        self.assertEqual(self.left(pieces), [])

    def test_one_that_is_damaged_can_go(self):
        id = self.add("before")
        with contextlib.closing(sqlite3.connect(self.tend.data / "journal.db")) as db, db:
            db.execute("UPDATE revision SET zone = 61")
        self.call("delete", id, "--yes")
        self.assertEqual(self.call("list"), "")

    def test_it_comes_back_with_an_older_export(self):
        id = self.add("before")
        export = self.call("export")
        self.call("delete", id, "--yes")
        self.call("import", "-", input=export)
        self.assertEqual(self.content(id), {"text": "before"})


class OnATerminal(Change, terminal.Case):
    def test_it_is_written_on_inside_tend(self):
        id = self.add("one\ntwo")
        self.shell.run(f"journal edit {id[-6:]}")
        self.shell.wait(lambda screen: "You can change it." in screen and "two" in screen)
        self.shell.type(" and three")
        self.shell.wait("two and three")
        self.shell.keys("C-d")
        self.shell.wait("It is changed.")
        self.shell.assert_sane()
        self.assertEqual(self.content(id), {"text": "one\ntwo and three"})

    def test_leaving_and_a_signal_keep_what_was_changed(self):
        for end in (lambda: self.shell.keys("C-c", "C-c"), lambda: self.shell.kill(signal.SIGTERM), lambda: self.shell.kill(signal.SIGHUP)):
            with self.subTest(end):
                id = self.add("one")
                self.shell.run(f"journal edit {id[-6:]}")
                self.shell.wait(lambda screen: "You can change it." in screen and "one" in screen)
                self.shell.type(" more")
                self.shell.wait("one more")
                end()
                self.shell.assert_sane()
                self.assertEqual(self.content(id), {"text": "one more"})

    def test_it_stops_and_goes_on(self):
        id = self.add("one")
        self.shell.run(f"journal edit {id[-6:]}")
        self.shell.wait(lambda screen: "You can change it." in screen and "one" in screen)
        self.shell.keys("C-z")
        self.shell.wait("Stopped")
        self.shell.command("clear; fg")
        self.shell.wait(lambda screen: "You can change it." in screen and "one" in screen)
        self.shell.resize(60, 12)
        self.shell.type(" more")
        self.shell.wait("one more")
        self.shell.keys("C-d")
        self.shell.wait("It is changed.")

    def test_deleting_asks_and_begins_at_no(self):
        id = self.add("one thing")
        for answer in ("", "n", "yess", "ja"):
            self.shell.run(f"journal delete {id[-6:]}")
            self.shell.wait(lambda screen: "one thing" in screen and "Delete it for good? [y/N]" in screen)
            self.shell.command(answer)
            self.shell.wait("It is still there.")
            self.shell.wait_for_shell()
        self.shell.run(f"journal delete {id[-6:]}")
        self.shell.wait("[y/N]")
        self.shell.command("y")
        self.shell.wait("It is deleted.")
        self.assertEqual(self.call("list"), "")


if __name__ == "__main__":
    unittest.main()
