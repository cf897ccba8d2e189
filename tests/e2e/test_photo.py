"""Photos in the journal: they come in, are seen and go, and are nowhere in the open."""

import json
import os
import pathlib
import signal
import subprocess
import unittest

import support
import terminal
from photo import CANARY, COPY, PICTURE, Photo
from support import MANIFEST


class Photos(Photo):
    def test_one_comes_in_and_is_seen(self):
        id = self.add("gulls\n", self.file)
        self.assertRegex(self.call("show", id), rf"\n\ngulls\n\nphotos \('tend journal show {id[-6:]} --open' opens them\):\n  - the sea 🌊\.png\n\Z")
        self.assertEqual([(one["type"], one["size"]) for one in self.records(id)], [("image/png", len(PICTURE))])
        self.call("show", id, "--open", TEND_VIEWER=COPY)
        self.assertEqual((self.tend.home / "seen").read_bytes(), PICTURE)
        self.assertEqual((self.tend.home / "names").read_text(), "1.png\n")
        self.assertEqual(self.runtime(), [])

    def test_an_entry_of_nothing_but_photos(self):
        other = self.tend.home / "other.png"
        other.write_bytes(PICTURE + b"more")
        id = self.add("", self.file, other, self.file)
        self.assertRegex(self.call("list"), r"\(a photo\)\n\Z")
        self.call("show", id, "--open", TEND_VIEWER=COPY)
        self.assertEqual((self.tend.home / "names").read_text(), "1.png\n2.png\n3.png\n")
        self.assertEqual(self.call("edit", id, input="words"), f"It is changed. 'tend journal show {id} --history' has what it was before.\n")
        self.assertEqual(len(self.records(id)), 3)

    def test_what_cannot_be_taken_leaves_the_journal_as_it_was(self):
        words = self.tend.home / "words.png"
        words.write_text("words")
        large = self.tend.home / "large.png"
        large.write_bytes(PICTURE + bytes(16 << 20))
        for file, sentence in ((words, "is no picture that tend knows (JPEG, PNG, GIF, WebP, HEIC, AVIF); nothing was added"),
                               (large, "larger than the 16777216 bytes allowed for such a file"),
                               (self.tend.home / "none.png", "cannot be opened: No such file or directory"),
                               (self.tend.home, "not an ordinary file")):
            self.call("add", "--photo", str(file), input="words", status=1)
            self.assertIn(sentence, self.err)
        self.call("add", *["--photo=x"] * 17, status=2)
        self.call("add", "--photo", status=2)
        self.assertEqual(self.call("list"), "")

    def test_one_without_photos_says_so(self):
        self.call("show", self.add("words"), "--open", status=1)
        self.assertEqual(self.err, "tend: the entry has no photos to open\n")

    def test_it_goes_with_the_last_entry_that_has_it(self):
        self.add("words")
        first, second = self.add("one", self.file), self.add("two", self.file)
        self.assertEqual(len(self.sealed()), 1)
        self.call("delete", first, "--yes")
        self.assertEqual(len(self.sealed()), 1)
        self.call("delete", second, "--yes")
        self.assertEqual(self.sealed(), [])

    def test_it_leaves_and_comes_back_whole(self):
        id = self.add("one", self.file)
        self.call("edit", id, input="two")
        before = self.call("export")
        self.assertEqual(before.count('{"attachment":'), 1)
        self.call("delete", id, "--yes")
        self.assertEqual(self.sealed(), [])
        self.call("import", "-", input=before)
        self.assertEqual(self.call("export"), before)
        self.call("show", id, "--open", TEND_VIEWER=COPY)
        self.assertEqual((self.tend.home / "seen").read_bytes(), PICTURE)

    def test_members_of_that_name_that_are_not_ours_are_kept(self):
        line = {"id": "018bcfe5-0001-7000-8000-000000000001", "entry": "018bcfe5-0001-7000-8000-000000000001", "parents": [],
                "created": 1_700_000_000_000, "zone": 0, "device": "x", "content": {"text": "x", "attachments": ["a.jpg", {"id": "b"}, 5]},
                "attachment": "theirs", "data": "too"}
        self.call("import", "-", input=json.dumps(line))
        self.assertEqual(json.loads(self.call("export").splitlines()[1]), line)
        self.call("export", "--html", str(self.tend.root / "page"))
        self.call("show", line["id"], "--open", status=1)

    def test_a_damaged_one_costs_no_entry(self):
        id = self.add("one", self.file)
        lines = self.call("export").splitlines()
        line = json.loads(lines[1])
        for bad in ({**line, "data": "%"}, {**line, "data": 5}, {**line, "key": "00"}, {**line, "attachment": "../../x"}):
            self.call("delete", id, "--yes")
            self.call("import", "-", input="\n".join([lines[0], json.dumps(bad), *lines[2:]]), status=1)
            self.assertIn("stdin:2: this line was left out:", self.err)
            self.assertEqual(self.call("show", id)[-30:].count("sea"), 1)
        (self.tend.data / "attachments").mkdir(exist_ok=True)
        self.call("show", id, "--open", status=1)
        self.call("export", "--format", "jsonl", status=1)
        self.assertEqual(self.err, "tend: 1 photo is damaged or gone; what else was written is whole\n")

    def test_a_locked_journal_takes_one_and_shows_none(self):
        self.add("before", self.file)
        code = self.call("passphrase", "set", "--fd", "0", input="secret words\n").strip()
        id = self.add("while it is locked", self.file)
        self.call("show", id, "--open", status=7)
        decryptor = pathlib.Path(__file__).with_name("decrypt_journal.py")
        done = subprocess.run(["/usr/bin/python3", "-B", str(decryptor), str(self.tend.data / "journal.db"), "-"], input=code.encode(),
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout.count(b'"attachments"'), 2)
        for name in self.sealed():
            os.truncate(self.tend.data / "attachments" / name, 4000)
        done = subprocess.run(["/usr/bin/python3", "-B", str(decryptor), str(self.tend.data / "journal.db"), "-"], input=code.encode(),
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)

    def test_nothing_of_it_lies_open(self):
        self.add("words", self.file)
        self.call("list", "--json")
        self.file.unlink()
        for path in self.tend.home.parent.rglob("*"):
            if path.is_file():
                self.assertNotIn(CANARY, path.read_bytes(), path)
                self.assertNotIn("the sea".encode(), path.read_bytes(), path)

    def test_a_signal_takes_the_viewer_and_the_copy_along(self):
        id = self.add("words", self.file)
        child = self.tend.start(["journal", "show", id, "--open"], env={"TEND_VIEWER": "sh -c 'echo ready; exec sleep 100' viewer"})
        support.read_until(child, "ready\n")
        self.assertEqual(len(self.runtime()), 1)
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(60), -signal.SIGTERM)
        self.assertEqual(self.runtime(), [])

    def test_a_practice_that_may_read_gets_no_photos(self):
        main = 'local all = journal.mine{}\nfor name in pairs(all[1]) do say(name) end\n'
        practice = self.tend.home / "p"
        practice.mkdir()
        (practice / "plugin.ini").write_text(MANIFEST.format(name="p") + "[permissions]\njournal.read = own to bring back\n")
        (practice / "main.lua").write_text(main)
        line = {"id": "018bcfe5-0001-7000-8000-000000000001", "created": 1_700_000_000_000,
                "content": {"text": "x", "practice": "p", "from": str(practice), "attachments": [{"id": "0" * 32, "key": "0" * 64}]}}
        self.call("import", "-", input=json.dumps(line))
        done = self.tend.run(["run", str(practice), "--grant", "journal.read"])
        self.assertEqual(done.status, 0, done)
        self.assertIn("text\n", done.out)
        self.assertNotIn("attachments", done.out)


ASKS = """
local one = photo "What did you find?"
say("got " .. tostring(one))
"""


class InAPractice(Photo):
    def setUp(self):
        super().setUp()
        self.folder = self.tend.home / "p"
        self.folder.mkdir()
        (self.folder / "plugin.ini").write_text(MANIFEST.format(name="p") + "[permissions]\njournal.add = to keep\n")

    def practice(self, main, input, grant="journal.add", status=0):
        (self.folder / "main.lua").write_text(main)
        done = self.tend.run(["run", str(self.folder), "--grant", grant] if grant else ["run", str(self.folder)], input=input)
        self.assertEqual(done.status, status, done)
        return done.out

    def kept(self):
        return [row["content"] for row in json.loads(self.call("list", "--json"))]

    def test_a_path_however_it_is_typed(self):
        path = str(self.file)
        for typed in (path, f"'{path}'", f'"{path}" ', path.replace(" ", "\\ "), "~/the sea 🌊.png", "file://" + path.replace(" ", "%20")):
            with self.subTest(typed):
                out = self.practice(ASKS + 'journal.add { text = "x", attach = one }', typed + "\n")
                self.assertIn("got a photo\n", out)
                self.assertEqual([(one["name"], one["size"]) for one in self.kept()[0]["attachments"]], [("the sea 🌊.png", len(PICTURE))])

    def test_one_that_is_not_there_is_asked_for_again(self):
        words = self.tend.home / "words.png"
        words.write_text("words")
        out = self.practice(ASKS + 'journal.add { attach = { [3] = one } }', f"none.png\n{words}\n{self.file}\n")
        self.assertIn("[tend] none.png: cannot be opened: No such file or directory. You can try again, or skip it.\n", out)
        self.assertIn("is no picture that tend knows", out)
        self.assertEqual(out.count("Drop the picture's file here"), 1)
        self.assertEqual(len(self.kept()[0]["attachments"]), 1)

    def test_skipping_it_is_fine(self):
        self.assertIn("got nil\n", self.practice(ASKS + 'say(tostring(select(2, journal.add { attach = { one } })))', "\n"))
        self.assertEqual(self.kept(), [])

    def test_the_practice_sees_nothing_of_it(self):
        out = self.practice(ASKS + """
say(type(one) .. tostring(getmetatable(one)) .. tostring(next(one)))
for _, wrong in ipairs { "1", 1, { {} }, { "1" }, { x = one } } do say(select(2, pcall(journal.add, { attach = wrong }))) end
""", f"{self.file}\n")
        self.assertIn("tablefalsenil\n", out)
        self.assertEqual(out.count("journal.add: 'attach' must be what photo() gave, or a list of that, not "), 5)
        self.assertNotIn("the sea", out)

    def test_one_of_a_practice_that_breaks_off_is_kept(self):
        self.practice(ASKS + "error 'broken'", f"{self.file}\n", status=3)
        self.assertEqual([len(one["attachments"]) for one in self.kept()], [1])
        self.practice(ASKS + "journal.add { attach = one } error 'broken'", f"{self.file}\n", status=3)
        self.assertEqual([len(one["attachments"]) for one in self.kept()], [1, 1])

    def test_it_needs_the_permission(self):
        out = self.practice("local one, why = photo() say(tostring(one)) say(type(why))", f"{self.file}\n", grant="none")
        self.assertEqual(out, "nil\nstring\n")
        self.assertEqual((self.kept(), self.sealed()), ([], []))

    def test_a_rehearsal_looks_at_no_file(self):
        (self.folder / "main.lua").write_text(ASKS)
        answers = self.tend.write(self.tend.home / "answers", "nowhere.png\n")
        done = self.tend.run(["rehearse", str(self.folder), "--answers", str(answers)])
        self.assertEqual(done.status, 0, done)
        self.assertIn("got a photo\n", done.out)


class OnATerminal(Photo, terminal.Case):
    def test_the_copy_goes_when_it_was_seen_and_with_ctrl_c(self):
        id = self.add("words", self.file)
        for key in ("Enter", "C-c"):
            with self.subTest(key):
                self.shell.run(f"journal show {id[-6:]} --open", "TEND_VIEWER=true")
                self.shell.wait("Press Enter when you have seen it")
                self.assertEqual(len(self.runtime()), 1)
                self.shell.keys(key)
                self.shell.assert_sane()
                self.assertEqual(self.runtime(), [])
                self.shell.command("clear")


if __name__ == "__main__":
    unittest.main()
