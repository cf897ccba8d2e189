"""The journal in the formats of other programs: what they write comes in, whole and once, and what tend writes goes out."""

import json
import os
import stat
import unittest

import support

JRNL = {"tags": {"@walk": 1}, "entries": [
    {"title": "By the sea. \U0001F98A", "body": "Gulls.\n\n  And more.", "date": "2024-01-31", "time": "09:05", "tags": ["@walk"], "starred": True},
    {"title": "Only a title", "body": "", "date": "2024-07-31", "time": "23:59", "tags": [], "starred": False, "uuid": "theirs"}]}
TEXT = """\
[2024-01-31 09:05] By the sea. *
Gulls, and a red boat. @walk @big-tag.
ann@example.org

  Indented, and an empty line before.
[2024-02-01 01:05:10 PM] (@walk) Again @walk

2024-02-02 10:00 Without brackets
2024 was a year, and 10:00 an hour.
[not a date] neither is this
31.12.2024 08:00 At the end
"""
DAYONE = {"metadata": {"version": "1.0"}, "entries": [
    {"uuid": "32E6F0C000007000800000000000000A", "creationDate": "2024-07-31T08:05:59Z", "timeZone": "America/New_York",
     "text": "A title\nmore text", "tags": ["walk"], "starred": True, "weather": {"celsius": 3}, "location": {"place": "x"}},
    {"uuid": "32E6F0C000007000800000000000000B", "creationDate": "2024-08-01T00:00:00Z", "timeZone": "Nowhere/Never",
     "photos": [{"identifier": "P", "md5": "0"}, {"identifier": "Q"}]},
    {"uuid": "not one of theirs", "creationDate": "2024-08-02T00:00:00Z", "text": "kept"}]}

MARK = "<!-- what follows is in the front matter, too -->\n"


class Formats(support.Case):
    def journal(self, *args, status=0, input=""):
        done = self.tend.run(["journal", *args], input=input, env={"TZ": "Europe/Berlin"})
        self.assertEqual(done.status, status, done.err)
        self.err = done.err
        return done.out

    def take_in(self, text, *args, status=0, name="in"):
        path = self.tend.root / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.journal("import", *args, str(path), status=status)

    def entries(self):
        """Oldest first: when, on which clock, and what."""
        rows = json.loads(self.journal("list", "--json"))
        return [(row["created"] // 1000, row["zone"], row["content"]) for row in reversed(rows)]

    def assert_goes_round(self, format):
        """What was written is read by another journal, which writes the same."""
        first = self.journal("export", "--format", format)
        mine = self.tend
        try:
            with support.Tend() as self.tend:
                self.take_in(first)
                # Entries of one minute have no order there.
                second = self.journal("export", "--format", format)
                self.assertEqual(*(sorted(text.replace("},\n", "}\n").splitlines()) for text in (second, first)))
                self.take_in(first)
                self.assertIn("already.\n", self.err)
        finally:
            self.tend = mine
        return first


class Jrnl(Formats):
    def test_its_export_comes_in_and_goes_out(self):
        self.take_in(json.dumps(JRNL))
        self.assertEqual(self.entries(), [
            (1706688300, 60, {"title": JRNL["entries"][0]["title"], "text": "Gulls.\n\n  And more.", "tags": ["walk"],
                              "foreign": {"jrnl": {"starred": True}}}),
            (1722463140, 120, {"title": "Only a title", "foreign": {"jrnl": {"uuid": "theirs"}}})])
        self.assertEqual(json.loads(self.journal("export", "--format", "jrnl"))["tags"], {"@walk": 1})
        self.assert_goes_round("jrnl")

    def test_its_journal_as_text(self):
        for text in (TEXT, TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT):
            with self.subTest(text[:3]), support.Tend() as self.tend:
                self.take_in(text)
                self.assertEqual(self.err, "4 entries were added.\n")
                self.assertEqual(self.entries(), [
                    (1706688300, 60, {"title": "By the sea.", "tags": ["walk", "big-tag"], "foreign": {"jrnl": {"starred": True}},
                                      "text": "Gulls, and a red boat. @walk @big-tag.\nann@example.org\n\n"
                                              "  Indented, and an empty line before."}),
                    (1706789110, 60, {"title": "(@walk) Again @walk", "tags": ["walk"]}),
                    (1706864400, 60, {"title": "Without brackets", "text": "2024 was a year, and 10:00 an hour.\n[not a date] neither is this"}),
                    (1735628400, 60, {"title": "At the end"})])
                self.assert_goes_round("jrnl-text")

    def test_without_brackets_the_words_after_the_time_are_kept(self):
        titles = ["Amazing day.", "Am Abend", "Am Meer", "-1000 calories", "+0100 is a zone", "PMS", "Zoo"]
        self.take_in("".join(f"2024-01-31 {9 + n:02}:05 {title}\nmore\n" for n, title in enumerate(titles)))
        self.assertEqual(self.entries(), [(1706688300 + 3600 * n, 60, {"title": title, "text": "more"}) for n, title in enumerate(titles)])
        self.assert_goes_round("jrnl-text")

    def test_lines_that_cannot_be_read_are_named(self):
        self.take_in(b"before any entry\n\n" + b"[2024-01-31 09:05] A\nfine\nJ\xfcrg\n\0\nfine too\n", "--format", "jrnl-text", status=1)
        path = self.tend.root / "in"
        self.assertIn(f"{path}:1: this line was left out: no entry has begun, with its date and time\n"
                      f"{path}:5: this line was left out: it is not UTF-8 text\n{path}:6: ", self.err)
        self.assertEqual(self.entries()[0][2], {"title": "A", "text": "fine\nfine too"})


class DayOne(Formats):
    def test_the_photos_beside_it_come_too(self):
        picture = b"\xff\xd8\xff" + bytes(5000)
        md5 = "0123456789abcdef0123456789ABCDEF"
        (self.tend.root / "photos").mkdir()
        (self.tend.root / "photos" / f"{md5}.jpeg").write_bytes(picture)
        (self.tend.root / "outside.jpeg").write_bytes(picture)
        (self.tend.root / "photos" / f"{'1' * 32}.jpeg").write_bytes(b"no picture")
        first = {**DAYONE["entries"][0], "photos": [{"md5": md5, "type": "jpeg"}]}
        others = [{"md5": "../outside", "type": "jpeg"}, {"md5": "1" * 32, "type": "jpeg"}, {"md5": "2" * 32, "type": "png"}, 5,
                  {"md5": md5, "type": "../../x"}, {"md5": md5, "type": "jpeg"}]
        second = {**DAYONE["entries"][1], "photos": others, "videos": [{}]}
        for _ in range(2):
            self.take_in(json.dumps({"entries": [first, second]}), status=1)
            self.assertIn("/in: entry 2 came without its photos or recordings;", self.err)
            self.assertNotIn("entry 1", self.err)
        self.assertEqual([[one["size"] for one in content["attachments"]] for _, _, content in self.entries()], [[5003], [5003]])
        self.assertEqual([content["attachments"][0]["name"] for _, _, content in self.entries()], [f"{md5}.jpeg"] * 2)
        self.assertEqual(self.entries()[0][2]["foreign"]["dayone"]["photos"], first["photos"])
        for row in json.loads(self.journal("list", "--json")):
            self.journal("delete", row["id"], "--yes")
        self.assertEqual(list((self.tend.data / "attachments").iterdir()), [])

    def test_its_export_comes_in_with_all_that_is_known(self):
        self.take_in(json.dumps(DAYONE), status=1)
        self.assertIn("/in: entry 2 came without its photos or recordings; what the file says of them is kept\n", self.err)
        theirs = DAYONE["entries"]
        self.assertEqual(self.entries(), [
            (1722413159, -240, {"text": "A title\nmore text", "tags": ["walk"], "foreign": {"dayone": {
                key: theirs[0][key] for key in ("timeZone", "starred", "weather", "location")}}}),
            (1722470400, 0, {"foreign": {"dayone": {key: theirs[1][key] for key in ("timeZone", "photos")}}}),
            (1722556800, 0, {"text": "kept"})])
        ids = [row["id"] for row in json.loads(self.journal("list", "--json"))]
        self.assertEqual(ids[2], "32e6f0c0-0000-7000-8000-00000000000a")
        self.take_in(json.dumps(DAYONE), status=1)
        self.assertEqual(len(self.entries()), 3)

    def test_what_is_written_is_theirs(self):
        self.take_in(json.dumps({**DAYONE, "entries": DAYONE["entries"][::2]}))
        out = json.loads(self.assert_goes_round("dayone"))
        self.assertEqual(out["entries"][0], DAYONE["entries"][0])

    def test_what_has_no_date_is_left_out_and_what_is_broken_is_said(self):
        self.take_in('{"metadata":{},"entries":[{"text":"when?"},5,{"creationDate":"2024-08-02","text":"x"}]}', status=1)
        self.assertEqual(self.err.count("was left out: it has no \"creationDate\" such as"), 3)
        for text, sentence in (('{"metadata":', ":1:12: "), ('{"metadata":1}', 'has no "entries", so it is no export of Day One')):
            self.take_in(text, status=1)
            self.assertIn(sentence, self.err)
        self.assertEqual(self.entries(), [])


class Markdown(Formats):
    def folder(self, name, **files):
        for file, text in files.items():
            self.tend.write(self.tend.root / name / f"{file}.md", text)
        return str(self.tend.root / name)

    def pages(self, name):
        return {path.name: path.read_text() for path in (self.tend.root / name).iterdir()}

    def test_what_others_write(self):
        folder = self.folder("notes", a="---\ndate: 2024-01-31 09:05\ntitle: By the sea: gulls\ntags:\n  - walk\n  - 'it''s far'\nrating: 5\n"
                                        "aliases: [x, y]\nmore: >\n  several\n  lines\nid: 17\n---\n\n# Heading\n\ntext\n",
                             b="---\r\ndate: 2024-02-01\r\ntags: '#a, b'\r\n---\r\nno empty line\r\n")
        self.tend.write(self.tend.root / "notes" / "2024-02-03 a walk.md", "only text\n---\nand dashes\n")
        self.tend.write(self.tend.root / "notes" / "nothing.txt", "is passed over")
        self.journal("import", folder)
        self.assertEqual(self.entries(), [
            (1706688300, 60, {"title": "By the sea: gulls", "tags": ["walk", "it's far"], "text": "# Heading\n\ntext\n", "foreign": {
                "markdown": {"rating": 5, "aliases": ["x", "y"], "more": ">\nseveral\nlines", "id": 17}}}),
            (1706785200, 60, {"tags": ["a", "b"], "text": "no empty line\r\n"}),
            (1706958000, 60, {"text": "only text\n---\nand dashes\n"})])
        self.journal("import", folder)
        self.assertEqual(len(self.entries()), 3)

    def test_what_must_be_a_text_is_one_whatever_it_looks_like(self):
        for front, content in (
                ("title: 1984\ntags: [walk, sea]\nmood: 5", {"title": "1984", "tags": ["walk", "sea"], "mood": "5"}),
                ("title: 1.50\ntags:\n- 2024\n- 007\n- true", {"title": "1.50", "tags": ["2024", "007", "true"]}),
                ("title: true\ntags: 2024", {"title": "true", "tags": ["2024"]}),
                ("title: null\ntags: []\nlines:", {}),
                ("tags: [a b, 'it''s, far', \"c, \\\"d\\\"\", [x, y], it's, 5, ]", {"tags": ["a b", "it's, far", 'c, "d"', "[x, y]", "it's", "5"]}),
                ("lines: [one, 2]", {"lines": ["one", "2"]}), ("lines: only one", {"lines": ["only one"]}),
                ("title: [draft] my day", {"title": "[draft] my day"}),
                ("title: [two, 2]\nrating: [1, b]", {"foreign": {"markdown": {"title": ["two", "2"], "rating": [1, "b"]}}})):
            with self.subTest(front), support.Tend() as self.tend:
                page = f"---\ndate: 2024-01-31\n{front}\n---\n\nx"
                self.take_in(page, name="note.md")
                self.assertEqual(self.entries()[0][2], {"text": "x", **content})
                self.journal("export", "--format", "markdown", str(self.tend.root / "out"))
                first, out = self.entries(), str(self.tend.root / "out")
                with support.Tend() as self.tend:
                    self.journal("import", out)
                    self.assertEqual(self.entries(), first)

    def test_what_cannot_be_read_is_named(self):
        folder = self.folder("notes", undated="---\ntitle: x\n---\n", fine="---\ndate: 2024-01-31\n---\nx")
        (self.tend.root / "notes" / "2024-01-30.md").write_bytes(b"J\xfcrg")
        self.journal("import", folder, status=1)
        self.assertIn("2024-01-30.md: this file was left out: it is not UTF-8 text\n", self.err)
        self.assertIn("undated.md: this file was left out: neither its front matter nor its name has a date such as", self.err)
        self.assertEqual(len(self.entries()), 1)
        empty = self.tend.root / "empty"
        empty.mkdir()
        self.journal("import", str(empty), status=1)
        self.assertIn("is a folder without any .md file", self.err)

    def test_what_is_in_a_folder_and_not_read_is_said(self):
        folder = self.folder("notes", fine="---\ndate: 2024-01-31\n---\nx")
        (self.tend.root / "notes" / ".hidden").mkdir()
        self.journal("import", folder)
        self.assertEqual(self.err, "1 entry was added.\n")
        self.folder("notes/deep", deep="---\ndate: 2024-01-30\n---\nx")
        self.journal("import", folder)
        self.assertIn("/notes: the folders in it were passed over; name those that you would like to bring in too\n", self.err)
        self.journal("import", "--format", "jsonl", folder, status=1)
        self.assertIn("/notes: is a folder, of which the .md files are read; name a file to have it read as jsonl\n", self.err)
        self.journal("import", "--format", "markdown", folder, folder + "/deep")
        self.assertEqual(len(self.entries()), 2)

    def test_a_folder_that_cannot_be_read_is_told_as_such(self):
        folder = self.folder("notes", fine="x")
        os.chmod(folder, 0)
        self.addCleanup(os.chmod, folder, 0o700)
        # Root may read everywhere, unless it gives that up.
        program = "setpriv" if os.geteuid() == 0 else support.PROGRAM
        before = ["--bounding-set=-all", "--inh-caps=-all", str(support.PROGRAM)] if os.geteuid() == 0 else []
        for args, sentence in ((["import", folder], "/notes: cannot be read: Permission denied\n"),
                               (["export", "--format", "markdown", folder], "/notes: cannot be read (Permission denied); name a new folder\n")):
            done = self.tend.run([*before, "journal", *args], program=program)
            self.assertEqual(done.status, 1)
            self.assertIn(sentence, done.err)

    def test_everything_goes_round(self):
        self.take_in("\n".join(json.dumps({"id": f"018bcfe5-{n:04x}-7000-8000-00000000000a", "entry": f"018bcfe5-{n:04x}-7000-8000-00000000000a",
                                           "parents": [], "created": 1_700_000_000_000 + n * 61_001, "zone": 330, "device": "x",
                                           "content": content}) for n, content in enumerate((
            {"text": "---\ntext: no\n---\n\nx"}, {"text": "a\0b"}, {"text": ""}, {"text": "\n\n"}, {"title": "a: b # c", "lines": ["- x", "two\nlines"]},
            {"title": "'", "text": "no end", "fields": {"deep": [1, None]}, "from": "own/x", "practice": "x", "tags": ["a b", "#c", ""]},
            {"foreign": {"dayone": {"weather": 1}, "markdown": {"rating": 5, "note": "x\ny"}}, "mood": "\u202e", "future": {"of": 1}},
            {"text": 5, "tags": "none", "title": ["odd"]}, {"tags": ["a", 5], "lines": [[]]},
            {"text": MARK}, {"text": f"x\n{MARK}y", "lines": [MARK, f"two\n{MARK}"]}, {"text": "no end", "lines": ["<!--"]},
            {"text": "\n", "lines": ["one", ""]}))))
        first = self.entries()
        out = self.tend.root / "out"
        self.journal("export", "--format", "markdown", str(out))
        self.assertEqual((stat.S_IMODE(out.stat().st_mode), {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()}), (0o700, {0o600}))
        pages = self.pages("out")
        self.assertIn("2023-11-15-0343-00000a.md", pages)
        self.journal("export", "--format", "markdown", str(out), status=1)
        self.assertIn("is a folder with something in it; name a new one", self.err)
        file = self.tend.write(self.tend.root / "file", "mine")
        self.journal("export", "--format", "markdown", str(file), status=1)
        self.assertIn("/file: is a file, where a folder is needed: move it aside or name another\n", self.err)
        self.journal("export", "--format", "markdown", status=1)
        self.assertIn("'markdown' is several files: name a new folder for them", self.err)
        with support.Tend() as self.tend:
            self.journal("import", str(out))
            self.assertEqual(self.entries(), first)
            self.journal("import", str(out))
            self.assertEqual(self.entries(), first)
            self.journal("export", "--format", "markdown", str(self.tend.root / "again"))
            self.assertEqual(self.pages("again"), pages)


class Ours(Formats):
    """Entries as tend makes them."""

    def setUp(self):
        super().setUp()
        self.tend.script("walk", 'journal.add { title = "A walk", lines = { "moss", "two\\nlines" }, mood = "calm", tags = { "x" } }')
        self.tend.run(["run", "walk"])
        for text in ("first line\n\nand more\n", "a\u202e", "no end"):
            self.journal("add", input=text)

    def test_each_format_has_every_word(self):
        for format in ("jrnl", "jrnl-text", "dayone", "text"):
            with self.subTest(format):
                out = self.journal("export", "--format", format)
                for words in ("A walk", "- moss", "two", "first line", "and more", "\u202e", "no end"):
                    self.assertIn(words, out)
                if format != "text":
                    self.assert_goes_round(format)

    def test_a_note_shows_what_a_practice_gave(self):
        folder = self.tend.root / "notes"
        self.journal("export", "--format", "markdown", str(folder))
        self.assertEqual([page.read_text().split("\n---\n", 1)[1] for page in folder.iterdir() if "A walk" in page.read_text()],
                         [f"\n{MARK}\n- moss\n- two\n  lines\n"])

    def test_text_is_read_by_people(self):
        self.assertRegex(self.journal("export", "--format", "text"),
                         r"\A\d{4}-\d\d-\d\d \d\d:\d\d\n\nA walk\n- moss\n- two\n  lines\n\nmood: calm\ntags: x\n\n\n"
                         r"\d{4}-\d\d-\d\d \d\d:\d\d\n\nfirst line\n\nand more\n\n\n")

    def test_tags_have_their_heading_whatever_stands_among_them(self):
        with support.Tend() as self.tend:
            for n, tags in enumerate(([5, "a", "b"], [5])):
                id = f"0192f0c0-0000-7000-8000-00000000000{n}"
                self.take_in(json.dumps({"id": id, "created": 1_700_000_000_000 + n, "content": {"text": "x", "tags": tags}}))
            out = self.journal("export", "--format", "text")
            self.assertEqual(out.split("x\n")[1:], ["\ntags: a, b\n\n\n2023-11-14 22:13\n\n", ""])

    def test_formats_are_named(self):
        self.journal("export", "--format", "pdf", status=2)
        self.assertIn("there is no format 'pdf'; these are: jsonl, dayone, jrnl, markdown, jrnl-text, text, html; 'tend journal --help' says more\n", self.err)
        self.journal("import", "--format", "text", "x", status=2)
        self.assertIn("there is no format 'text' that can be read; these are: jsonl, dayone, jrnl, markdown, jrnl-text; 'tend journal --help' says more\n", self.err)
        self.take_in("whatever\n", status=1)
        self.assertIn("is in no format that tend recognises; --format says which (jsonl, dayone, jrnl, markdown, jrnl-text)", self.err)


if __name__ == "__main__":
    unittest.main()
