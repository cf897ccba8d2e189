"""Photos in the journal: they come in, are seen, leave and go, and are nowhere in the open."""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import unittest
import zipfile

import support
import terminal
from support import MANIFEST

CANARY = b"canary of a picture"
PICTURE = b"\x89PNG\r\n\x1a\n" + CANARY + bytes(range(256)) * 20
COPY = 'sh -c \'cp "$1" "$HOME/seen"; basename "$1" >>"$HOME/names"\' viewer'


class Photo(support.Case):
    def setUp(self):
        super().setUp()
        self.tend.write(self.tend.home / "the sea 🌊.png", "")
        self.file = self.tend.home / "the sea 🌊.png"
        self.file.write_bytes(PICTURE)

    def call(self, *args, status=0, input="", **env):
        done = self.tend.run(["journal", *args], input=input, env=env)
        self.assertEqual(done.status, status, done)
        self.err = done.err
        return done.out

    def add(self, text, *files):
        return self.call("add", *[f"--photo={file}" for file in files], input=text).strip()

    def records(self, id):
        return json.loads(self.call("show", id, "--json"))["content"].get("attachments", [])

    def sealed(self):
        folder = self.tend.data / "attachments"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def runtime(self):
        return [str(path) for path in self.tend.runtime.rglob("*") if path.is_file()]


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


class Markdown(Photo):
    """Photos are files beside the pages, and come back from there."""

    def notes(self):
        folder = self.tend.root / "notes"
        self.call("export", "--format", "markdown", str(folder))
        return folder, sorted((folder / "photos").iterdir())

    def start_anew(self):
        shutil.rmtree(self.tend.data)

    def test_they_leave_and_come_back(self):
        other = self.tend.home / 'a "b":c.png'
        other.write_bytes(PICTURE + b"other")
        id = self.add("gulls", self.file, other, self.file)
        before = self.records(id)
        folder, files = self.notes()
        [page] = folder.glob("*.md")
        self.assertEqual([path.name.removeprefix(page.stem) for path in files],
                         ["-2-a _b__c.png", "-3-the sea 🌊.png", "-the sea 🌊.png"])
        self.assertEqual([path.read_bytes() for path in files], [PICTURE + b"other", PICTURE, PICTURE])
        self.assertEqual([path.stat().st_mode & 0o777 for path in (files[0].parent, *files)], [0o700, 0o600, 0o600, 0o600])
        self.assertNotIn(before[0]["key"], page.read_text())
        self.start_anew()
        for times in ("1 entry was added", "1 was here already"):
            self.call("import", str(folder))
            self.assertIn(times, self.err)
            self.assertNotIn("passed over", self.err)
        after = self.records(id)
        self.assertEqual([(one["type"], one["size"]) for one in after], [(one["type"], one["size"]) for one in before])
        self.assertEqual([one["name"] for one in after], ["the sea 🌊.png", "2-a _b__c.png", "3-the sea 🌊.png"])
        self.assertEqual(len(self.sealed()), 2)
        self.call("show", id, "--open", TEND_VIEWER=COPY)
        self.assertEqual((self.tend.home / "seen").read_bytes(), PICTURE)

    def test_what_cannot_be_had_is_told_and_stays_as_it_is(self):
        self.add("gulls", self.file)
        folder, [file] = self.notes()
        [page] = folder.glob("*.md")
        text = page.read_text()
        secret = self.tend.root / "secret.png"
        secret.write_bytes(PICTURE)
        for change, told in ((lambda: file.write_bytes(b"no picture"), True), (file.unlink, True),
                             (lambda: page.write_text(text.replace("photos/", "photos/../../")), False),
                             (lambda: page.write_text(text.replace('"photos/', f'"{self.tend.root}/')), False),
                             (lambda: page.write_text(text.replace("photos: [", "photos: 5 #")), False)):
            self.start_anew()
            change()
            self.call("import", str(folder), status=1 if told else 0)
            self.assertEqual("came without its photo photos/" in self.err, told)
            [row] = json.loads(self.call("list", "--json"))
            self.assertIn("photos", row["content"]["foreign"]["markdown"])
            self.assertNotIn("attachments", row["content"])
            self.assertEqual(self.sealed(), [])

    def test_a_damaged_one_stays_a_record(self):
        id = self.add("gulls", self.file)
        before = self.records(id)
        os.truncate(self.tend.data / "attachments" / self.sealed()[0], 4000)
        folder = self.tend.root / "notes"
        self.call("export", "--format", "markdown", str(folder), status=1)
        self.assertIn("1 photo is damaged or gone", self.err)
        self.start_anew()
        self.call("import", str(folder))
        self.assertEqual(self.records(id), before)

    def test_a_format_without_a_place_for_them_says_so(self):
        self.add("gulls", self.file)
        for format in ("jrnl", "jrnl-text", "dayone", "text"):
            self.call("export", "--format", format, str(self.tend.root / format))
            self.assertIn("1 photo stays in the journal only: this format has no place for it.", self.err)
        self.call("export", str(self.tend.root / "jsonl"))
        self.assertNotIn("photo", self.err)


class Archive(Photo):
    """Day One's export as it comes: an archive of JSON files and photos."""

    def archive(self, **files):
        folder = self.tend.root / "export"
        md5 = hashlib.md5(PICTURE).hexdigest()
        entry = {"uuid": "0A1B2C3D4E5F60718293A4B5C6D7E8F9", "creationDate": "2024-07-31T08:00:00Z", "timeZone": "Europe/Vienna",
                 "text": "At the sea", "photos": [{"identifier": "X", "md5": md5, "type": "png"}]}
        self.tend.write(folder / "Mein Tagebuch.json", json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}))
        (folder / "photos").mkdir(exist_ok=True)
        (folder / "photos" / f"{md5}.png").write_bytes(PICTURE)
        for name, content in files.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        path = self.tend.root / "2024 Export.zip"
        path.unlink(missing_ok=True)
        subprocess.run(["zip", "-qr", str(path), "."], cwd=folder, check=True)
        return path

    def test_it_comes_in_as_it_is(self):
        other = {"entries": [{"uuid": "0" * 31 + "1", "creationDate": "2024-08-01T08:00:00Z", "text": "Another journal"}]}
        path = self.archive(**{"Zweites.json": json.dumps(other).encode(), "videos__film.mov": os.urandom(20 << 20)})
        self.call("import", str(path))
        self.assertIn("2 entries were added", self.err)
        rows = {row["content"]["text"]: row["content"] for row in json.loads(self.call("list", "--json"))}
        self.assertEqual(sorted(rows), ["Another journal", "At the sea"])
        self.assertEqual(len(rows["At the sea"]["attachments"]), 1)
        self.assertEqual(len(self.sealed()), 1)
        self.call("import", str(path))
        self.assertIn("2 were here already", self.err)
        # Nothing of it was in the open on the way.
        for found in self.tend.root.rglob("*"):
            if found.is_file() and "export" not in found.parts and found != path and found != self.file:
                self.assertNotIn(CANARY, found.read_bytes(), found)

    def test_what_is_wrong_with_it_is_said(self):
        path = self.tend.root / "x.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("notes.txt", "x")
        self.call("import", str(path), status=1)
        self.assertIn("there is no JSON file in it", self.err)
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("Journal.json", '{"entries": [{"uuid": 1, "creationDate": "x"}]')
        self.call("import", str(path), status=1)
        self.assertIn("x.zip: Journal.json:1:", self.err)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("Journal.json", "{}")
            for number in range(40):
                file.writestr(f"photos/{number}", b"\0" * (15 << 20))
        self.call("import", str(path), status=1)
        self.assertIn("more than 512 MB in all", self.err)
        path.write_bytes(path.read_bytes()[:300])
        self.call("import", str(path), status=1)
        self.assertEqual(json.loads(self.call("list", "--json") or "[]"), [])

    def test_a_name_in_it_is_no_path(self):
        path = self.tend.root / "x.zip"
        (self.tend.root / "photos").mkdir()
        md5 = hashlib.md5(PICTURE).hexdigest()
        (self.tend.root / "photos" / f"{md5}.png").write_bytes(PICTURE)
        entry = {"uuid": "0" * 31 + "1", "creationDate": "2024-08-01T08:00:00Z", "text": "x", "photos": [{"md5": md5, "type": "png"}]}
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("../../Journal.json", json.dumps({"entries": [entry]}))
        self.call("import", str(path), status=1)
        self.assertIn("came without its photo", self.err)
        # The one that lies beside the archive is not in it.
        self.assertNotIn("attachments", json.loads(self.call("list", "--json"))[0]["content"])


if __name__ == "__main__":
    unittest.main()
