"""`tend journal export` and `import`: what leaves comes back to the byte, once, and what cannot be read is named by its line."""

import json
import os
import re
import resource
import signal
import stat
import subprocess
import unittest

import support

HEAD = {"format": "tend journal", "version": 1}
ID = "0192f0c0-0000-7000-8000-00000000000{}"


def revision(number, entry=None, parents=(), **content):
    return {"id": ID.format(number), "entry": ID.format(entry or number), "parents": [ID.format(n) for n in parents],
            "created": 1767279600000 + number, "zone": -150, "device": "elsewhere", "content": content}


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


class Exchange(support.Case):
    def journal(self, *args, status=0, input=""):
        done = self.tend.run(["journal", *args], input=input)
        self.assertEqual(done.status, status, done.err)
        return done

    def take_in(self, text, status=0, name="in.jsonl"):
        path = self.tend.root / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.journal("import", str(path), status=status)

    def entries(self):
        return json.loads(self.journal("list", "--json", "--limit", "1000").out)


class RoundTrip(Exchange):
    WHOLE = lines(HEAD, revision(1, text="first\n", tags=["a", "ü"], mood="flat"),
                  revision(2, 1, [1], text="edited", fields={"deep": [1, {"x": None}]}),
                  revision(3, 1, [1], text="edited elsewhere too"), revision(4, title="t", lines=["", " b ", "\U0001F98A"]))

    def test_every_revision_comes_back_to_the_byte(self):
        self.take_in(self.WHOLE)
        self.assertEqual(self.journal("export").out, self.WHOLE)

    def test_what_was_written_here_goes_to_an_empty_journal_and_back(self):
        for text in ("a\r\n b \n", "x" * 300_000, "\u202e\x07 e\u0301"):
            self.journal("add", input=text)
        first = self.journal("export").out
        with support.Tend() as other:
            self.tend, mine = other, self.tend
            self.take_in(first)
            second = self.journal("export").out
            self.tend = mine
        self.assertEqual(first.count("\n"), 4)
        self.assertEqual(second, first)

    def test_what_is_not_known_is_kept_in_its_place(self):
        for foreign in ({}, {"foreign": "theirs"}, {"foreign": {"app": 1}}):
            with self.subTest(foreign), support.Tend() as self.tend:
                text = lines(HEAD, {**revision(1, text="a", unheard={"of": 1}, **foreign), "starred": True})
                self.take_in(text)
                back = [json.loads(line) for line in self.journal("export").out.splitlines()]
                self.assertEqual(back, [json.loads(line) for line in text.splitlines()])

    def test_twice_is_once(self):
        self.take_in(self.WHOLE)
        self.assertIn("were here already", self.take_in(self.WHOLE).err + self.take_in(self.WHOLE).out)
        self.assertEqual(self.journal("export").out, self.WHOLE)


class Bad(Exchange):
    def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_taken(self):
        good = lines(revision(1, text="kept")).encode()
        for bad in (b"nonsense\n", b"[1]\n", b'{"id":"x"}\n', b"\xff\xfe\n", b'{"id":\n'):
            with self.subTest(bad), support.Tend() as self.tend:
                done = self.take_in(lines(HEAD).encode() + bad + good, status=1)
                self.assertRegex(done.err, r"in\.jsonl:2: ")
                self.assertEqual([entry["content"]["text"] for entry in self.entries()], ["kept"])

    def test_a_moment_that_no_calendar_has_is_named(self):
        for created, zone in ((9223372036854775807, 0), (-9223372036854775808, 0), (253402300800000, 0), (253402300799999, 1),
                              (-62135596800000, -1)):
            with self.subTest(created), support.Tend() as self.tend:
                done = self.take_in(lines(HEAD, {**revision(1, text="x"), "created": created, "zone": zone}), status=1)
                self.assertIn('in.jsonl:2: this line was left out: "created" is in no year from 1 to 9999\n', done.err)
        with support.Tend() as self.tend:
            self.take_in(lines(HEAD, *({**revision(n, text="x"), "created": created, "zone": 0}
                                       for n, created in enumerate((253402300799999, -62135596800000)))))
            self.assertIn("9999-12-31T23:59:59.999Z", self.journal("export", "--format", "html").out)

    def test_what_belongs_to_another_entry_and_replaces_nothing_is_named(self):
        done = self.take_in(lines(HEAD, revision(2, 1, text="nobody's"), revision(3, text="kept")), status=1)
        self.assertIn(f"in.jsonl:2: it replaces nothing, so its entry's id must be its own, {ID.format(2)}\n", done.err)
        self.assertEqual([entry["content"]["text"] for entry in self.entries()], ["kept"])

    def test_windows_line_ends_and_a_mark_at_the_start(self):
        self.take_in(b"\xef\xbb\xbf" + lines(HEAD, revision(1, text="kept")).replace("\n", "\r\n").encode())
        self.assertEqual(len(self.entries()), 1)

    def test_a_file_in_no_format_and_one_that_is_not_there(self):
        self.assertIn("in no format that tend recognises", self.take_in("hello\n", status=1).err)
        self.assertIn("nowhere", self.journal("import", "nowhere", status=1).err)


class Files(Exchange):
    def setUp(self):
        super().setUp()
        self.journal("add", input="a word")
        self.path = self.tend.root / "out.jsonl"

    def test_a_file_is_private_and_whole(self):
        self.journal("export", str(self.path))
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.assertEqual(self.path.read_text(), self.journal("export").out)
        self.assertEqual([name for name in os.listdir(self.tend.root) if name.startswith("out")], ["out.jsonl"])

    def test_what_is_there_is_left_unless_it_is_to_be_replaced(self):
        self.path.write_text("mine")
        other = self.tend.root / "out.jsonl.part"
        other.write_text("also mine")
        self.assertIn("--force", self.journal("export", str(self.path), status=1).err)
        self.assertEqual(self.path.read_text(), "mine")
        self.journal("export", "--force", str(self.path))
        self.assertIn("a word", self.path.read_text())
        self.assertEqual(other.read_text(), "also mine")

    def test_a_full_disk_is_said(self):
        self.assertIn("No space left", self.journal("export", "/dev/full", status=1).err)


class Full(Exchange):
    def test_what_is_counted_is_there_and_the_rest_comes_later(self):
        path = self.tend.root / "in.jsonl"
        path.write_text(lines(HEAD, *({**revision(1, text="x" * 2000), "id": f"0192f0c0-0000-7000-8000-{n:012}",
                                       "entry": f"0192f0c0-0000-7000-8000-{n:012}"} for n in range(5000))))

        def so_much_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (6 << 20, 6 << 20))

        done = subprocess.run([support.PROGRAM, "journal", "import", str(path)], env=self.tend.environment(),
                              capture_output=True, text=True, timeout=60, preexec_fn=so_much_disk)
        self.assertEqual(done.returncode, 1, done.stderr)
        added = int(re.search(r"(\d+) entries were added", done.stderr)[1])
        self.assertEqual(self.journal("export").out.count("\n") - 1, added)
        self.assertTrue(0 < added < 5000, added)
        self.assertIn(f"{5000 - added} entries were added, {added} were here already", self.take_in(path.read_text()).err)


class Locked(Exchange):
    def test_it_takes_in_and_gives_nothing_away(self):
        self.journal("passphrase", "set", input="a long enough phrase\n")
        self.journal("lock")
        self.take_in(lines(HEAD, revision(1, text="kept")))
        self.assertEqual(self.journal("export", status=7).out, "")


if __name__ == "__main__":
    unittest.main()
