"""What a person wrote is given back where it cannot be kept, and what others wrote draws nothing on the terminal."""

import json
import signal
import unittest

import support
from run import Terminal


class Kept(support.Case):
    def fails(self, *args, **more):
        done = self.tend.run(["journal", *args], **more)
        self.assertEqual(done.status, 1, done)
        return done

    def add(self, text):
        return self.tend.run(["journal", "add"], input=text).out.strip()

    def limited(self, blocks, *args, **more):
        """With no file larger than so many blocks of 512 bytes, as on a full disk."""
        script = f'trap "" XFSZ; ulimit -f {blocks}; exec "$0" "$@"'
        return self.tend.run(["-c", script, str(support.PROGRAM), *args], program="/bin/sh", **more)

    def test_where_the_journal_fails_what_was_written_is_given_back(self):
        id = self.add("before\n")
        for args in (["add"], ["edit", id]):
            with self.subTest(args):
                words = "long words " * 10000
                done = self.limited(100, "journal", *args, input=words)
                self.assertEqual((done.status, done.out), (1, words))
                self.assertIn("; what you wrote follows:\n", done.err)

    def kept(self):
        return [entry["content"]["text"] for entry in json.loads(self.tend.run(["journal", "list", "--json"]).out)]

    def test_what_is_typed_is_kept_however_it_ends(self):
        for end, text in ((lambda terminal: terminal.type("\x03"), "one\ntw"), (lambda terminal: terminal.type("\x04\x04"), "one\ntw"),
                          (lambda terminal: terminal.child.send_signal(signal.SIGTERM), "one\ntw")):
            with Terminal(self.tend, ["journal", "add"]) as terminal:
                terminal.expect("Ctrl-D on an empty line")
                terminal.type("one\nth\x7fw")
                terminal.expect("one\n")
                terminal.expect("w")
                end(terminal)
                self.assertEqual(terminal.end(), 0)
                self.assertRegex(terminal.unread, r"It is kept; 'tend journal show \w{6}' shows it")
            self.assertEqual(self.kept().pop(0), text)
        self.assertEqual(len(self.kept()), 3)

    def test_what_is_typed_is_kept_when_the_terminal_goes(self):
        with Terminal(self.tend, ["journal", "add"]) as terminal:
            terminal.expect("Ctrl-D on an empty line")
            terminal.type("one\n")
            terminal.expect("one\n")
            terminal.child.send_signal(signal.SIGHUP)
            terminal.end()
        self.assertEqual(self.kept(), ["one\n"])

    def test_nothing_is_nothing(self):
        with Terminal(self.tend, ["journal", "add"]) as terminal:
            terminal.expect("Ctrl-D on an empty line")
            terminal.type("\x03")
            self.assertEqual(terminal.end(), 0)
            self.assertIn("nothing was written", terminal.unread)
        self.assertEqual(self.kept(), [])

    def test_an_export_that_was_not_finished_is_not_said_to_be(self):
        self.add("word " * 40000)
        done = self.limited(100, "journal", "export", str(self.tend.root / "out.jsonl"))
        self.assertEqual((done.status, done.err.count("\n")), (1, 1))
        self.assertIn("cannot be written", done.err)
        self.assertFalse((self.tend.root / "out.jsonl").exists())

    def test_a_page_is_of_no_other_format(self):
        self.add("a")
        folder = self.tend.root / "page"
        for args in (["--html", folder, "--format", "jsonl"], ["--format", "jsonl", "--html", folder]):
            done = self.tend.run(["journal", "export", *map(str, args)])
            self.assertEqual(done.status, 2)
            self.assertIn("--html makes a page", done.err)
        self.assertFalse(folder.exists())
        self.assertEqual(self.tend.run(["journal", "export", "--html", str(folder), "--format", "html"]).status, 0)

    def test_an_import_of_which_nothing_could_be_read_says_only_that(self):
        done = self.fails("import", "/nonexistent")
        self.assertEqual(done.err.count("\n"), 1)

    def test_two_tags_are_both_looked_for_and_a_third_is_refused(self):
        for number, tags in enumerate((["sea"], ["sea", "walk"], ["walk"])):
            id = f"018bcfe5-0001-7000-8000-00000000000{number}"
            line = json.dumps({"id": id, "entry": id, "parents": [], "created": 1_700_000_000_000, "zone": 0, "device": "x",
                               "content": {"text": str(number), "tags": tags}})
            self.tend.run(["journal", "import", "-"], input=line)
        found = json.loads(self.tend.run(["journal", "list", "--tag", "sea", "--tag", "walk", "--json"]).out)
        self.assertEqual([entry["content"]["text"] for entry in found], ["1"])
        done = self.tend.run(["journal", "list", *["--tag", "a"] * 3])
        self.assertEqual(done.status, 2)
        self.assertIn("--tag can be given 2 times", done.err)


class Words(support.Case):
    def test_an_entry_from_elsewhere_draws_nothing_on_the_terminal(self):
        content = {"text": "a", "practice": "\u009b31m\x1b[2Jwalk"}
        line = json.dumps({"id": "018bcfe5-0001-7000-8000-000000000001", "entry": "018bcfe5-0001-7000-8000-000000000001", "parents": [],
                           "created": 1_700_000_000_000, "zone": 0, "device": "x", "content": content})
        self.assertEqual(self.tend.run(["journal", "import", "-"], input=line).status, 0)
        out = self.tend.run(["journal", "show", "000001"]).out
        self.assertIn("walk\n", out)
        self.assertNotRegex(out, "[\x1b\x9b]")


if __name__ == "__main__":
    unittest.main()
