"""The short commands: help, what there is, what a practice is, and what to say to a word that is none."""

import json
import os
import subprocess
import unittest

import support

COMMANDS = ("run", "list", "show", "journal", "remind", "agent", "doctor", "new", "check", "rehearse", "test", "install", "update",
            "uninstall", "verify", "pack", "copy", "search", "index")
BUNDLED = {"ask-your-child", "breathe", "collect-something", "five-senses", "ground", "letters", "noticing", "nurture-creativity",
           "play", "self-parenting", "three-breaths", "visualise"}
MANIFEST = ("[plugin]\nname = walk\ntitle = A walk\nsummary = Somewhere.\nversion = 1.2\napi = 1\nlicense = MIT\nkind = notice\n"
            "[permissions]\njournal.add = to keep what you saw\njournal.read = own to bring it back\n"
            "[settings]\nminutes = integer 20 5..60 How long\n")


class Help(support.Case):
    def test_of_the_whole(self):
        outs = {self.tend.run([word]) for word in ("--help", "-h", "help")}
        self.assertEqual(len(outs), 1)
        [done] = outs
        self.assertEqual((done.status, done.err), (0, ""))
        for command in COMMANDS:
            self.assertIn(f"  tend {command} ", done.out)

    def test_of_each_command(self):
        for command in COMMANDS:
            for args in ([command, "--help"], [command, "-h"], [command, "something", "--help"], ["help", command]):
                with self.subTest(args=args):
                    done = self.tend.run(args)
                    self.assertEqual((done.status, done.err), (0, ""))
                    self.assertIn(f"\n  tend {command} ", done.out)
                    self.assertLessEqual(max(map(len, done.out.splitlines())), 100)

    def test_the_version(self):
        done = self.tend.run(["--version"])
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertRegex(done.out, r"^tend \d+\.\d+\.\d+\n$")

    def test_words_that_are_none(self):
        rows = (
            ("lst", "there is no command 'lst' (did you mean 'tend list'?)\n"),
            ("jurnal", "there is no command 'jurnal' (did you mean 'tend journal'?)\n"),
            ("three-breaths", "there is no command 'three-breaths'; to run a practice of that name, type: tend run three-breaths\n"),
            ("--vesion", "there is no command '--vesion' (did you mean 'tend --version'?)\n"),
            ("--everything", "there is no option '--everything'; 'tend --help' lists what there is\n"),
            ("", "there is no command ''"),
        )
        for word, sentence in rows:
            with self.subTest(word):
                done = self.tend.run([word])
                self.assertEqual((done.status, done.out), (2, ""))
                self.assertTrue(done.err.startswith(f"tend: {sentence}"), done.err)

    def test_options_that_are_none(self):
        for args in (["list", "--jsn"], ["list", "x"], ["show", "ground", "--jsn"], ["show", "ground", "x"], ["show"], ["journal"]):
            with self.subTest(args):
                done = self.tend.run(args)
                self.assertEqual((done.status, done.out), (2, ""))
                self.assertRegex(done.err, rf"\Atend: .*; 'tend {args[0]} --help' says more\n\Z")

    def test_the_word_that_is_wrong_is_the_one_that_is_named(self):
        self.tend.plugin("walk", plugin_ini=MANIFEST, main="")
        for args, sentence in ((["index", "list", "foo"], "'foo' is not understood"), (["index", "foo"], "there is no 'index foo'"),
                               (["index", "update", "x"], "'x' is not understood"), (["index", "add"], "add what?"),
                               (["index", "add", "a", "b"], "'b' is not understood"), (["index", "--jsn"], "'--jsn' is not understood"),
                               (["remind", "--jsn"], "'--jsn' is not understood"),
                               (["journal", "unlock", "--for"], "--for needs a duration"),
                               (["journal", "unlock", "--fd", "x"], "'--fd' needs a whole number"),
                               (["journal", "passphrase", "set", "--fd"], "--fd needs the number of a descriptor"),
                               (["run", "walk", "--seed", "-1"], "--seed needs a whole number"),
                               (["run", "walk", "--seed", "9" * 30], "--seed needs a whole number"),
                               (["run", "walk", b"--minutes", b"\xff"], "the value of '--minutes' is not UTF-8 text")):
            with self.subTest(args):
                done = subprocess.run([support.PROGRAM, *args], env=self.tend.environment(), capture_output=True, stdin=subprocess.DEVNULL)
                self.assertEqual(done.returncode, 2)
                self.assertIn(sentence, done.stderr.decode(errors="replace").split("\n")[0])
        self.assertEqual(self.tend.run(["index", "--json"])[:2], (0, "{}\n"))

    def test_nothing_is_made_by_looking(self):
        for args in (["--help"], ["list"], ["list", "--json"], ["run", "--help"], ["show", "ground"], ["show", "ground", "--revoke"],
                     []):
            self.assertEqual(self.tend.run(args).status, 0)
        made = [path for path in self.tend.home.rglob("*") if path.is_file()]
        self.assertEqual(made, [])


class Lists(support.Case):
    def test_the_twelve_and_ones_own(self):
        self.tend.script("tea", "-- A cup of tea\nsay 'tea'\n")
        self.tend.plugin("walk", plugin_ini=MANIFEST, main="")
        rows = {row["name"]: row for row in json.loads(self.tend.run(["list", "--json"]).out)}
        self.assertEqual(set(rows), BUNDLED | {"tea", "walk"})
        self.assertEqual({row["origin"] for row in rows.values() if row["name"] in BUNDLED}, {"bundled"})
        self.assertEqual((rows["tea"]["title"], rows["tea"]["origin"]), ("A cup of tea", "own"))
        self.assertEqual((rows["walk"]["origin"], rows["walk"]["summary"], rows["walk"]["kind"]), ("installed", "Somewhere.", "notice"))
        for row in rows.values():
            self.assertTrue(os.path.exists(row["path"]), row)
        lines = self.tend.run(["list"]).out.splitlines()
        self.assertEqual([line.split()[0] for line in lines], sorted(rows))
        self.assertIn("A cup of tea", [line for line in lines if line.startswith("tea ")][0])

    def test_an_own_one_hides_the_bundled_one(self):
        self.tend.script("ground", "-- My own ground\n")
        self.assertEqual([row["title"] for row in json.loads(self.tend.run(["list", "--json"]).out) if row["name"] == "ground"],
                         ["My own ground"])

    def test_a_broken_one_is_told_and_the_rest_is_listed(self):
        folder = self.tend.plugin("walk", plugin_ini=MANIFEST.replace("kind = notice", "kind = notic"), main="")
        done = self.tend.run(["list", "--json"])
        self.assertEqual({row["name"] for row in json.loads(done.out)}, BUNDLED)
        self.assertEqual(done.status, 0)
        self.assertTrue(done.err.startswith(f"{folder}/plugin.ini:8: 'kind' needs "), done.err)
        self.assertEqual(done.err.count("\n"), 1)

    def test_what_strangers_wrote_cannot_draw_on_the_terminal(self):
        self.tend.script("odd", "-- \x1b[31mred\x9b2J\x07 title\n".encode("latin-1").decode("utf-8", "ignore") + "say 'x'\n")
        for args in (["list"], ["show", "odd"], []):
            done = self.tend.run(args)
            self.assertEqual(done.status, 0, done.err)
            self.assertEqual([character for character in done.out if ord(character) < 32 and character != "\n"], [], args)


class Shows(support.Case):
    def test_a_bundled_practice_in_words(self):
        done = self.tend.run(["show", "breathe"])
        self.assertEqual((done.status, done.err), (0, ""))
        for words in ("Breathe\n", "  kind        breath\n", "  holds       has breath holds\n", "comes with tend", "  minutes       ",
                      "doi 10.1016/j.xcrm.2022.100895"):
            self.assertIn(words, done.out)

    def test_permissions_and_settings(self):
        self.tend.plugin("walk", plugin_ini=MANIFEST, main="")
        out = self.tend.run(["show", "walk"]).out
        self.assertIn("  journal.add   to keep what you saw (not asked yet)\n", out)
        self.assertIn("  journal.read  own to bring it back (not asked yet)\n", out)
        self.assertIn("  minutes       How long [20]\n", out)
        about = json.loads(self.tend.run(["show", "walk", "--json"]).out)
        self.assertEqual(about["permissions"], [
            {"key": "journal.add", "reason": "to keep what you saw", "grant": "unasked"},
            {"key": "journal.read", "scope": "own", "reason": "to bring it back", "grant": "unasked"}])
        self.assertEqual((about["name"], about["version"], about["settings"][0]["default"]), ("walk", "1.2", "20"))
        self.assertRegex(about["hash"], "^[0-9a-f]{64}$")

    def test_what_was_allowed_cannot_be_read_is_said(self):
        self.tend.write(self.tend.state / "state.db", "no database")
        done = self.tend.run(["show", "letters"])
        self.assertEqual((done.status, done.err.count("\n")), (1, 1))
        self.assertIn("state.db", done.err)
        self.assertIn("not asked yet", done.out)

    def test_every_bundled_practice(self):
        for name in sorted(BUNDLED):
            with self.subTest(name):
                done = self.tend.run(["show", name])
                self.assertEqual(done.status, 0)
                # What came with tend is asked about reading only.
                may = done.out.partition("\nIt may:\n")[2].partition("\n\n")[0].splitlines()
                self.assertEqual([line for line in may if ("without being asked about" in line) == ("journal.read" in line)], [])
                self.assertEqual(json.loads(self.tend.run(["show", name, "--json"]).out)["name"], name)

    def test_unknown_names_and_files(self):
        done = self.tend.run(["show", "breath"])
        self.assertEqual((done.status, done.out), (2, ""))
        self.assertIn("there is no practice called 'breath' (did you mean 'breathe'?)", done.err)
        (self.tend.home / "here").mkdir()
        self.assertIn("there is no practice called 'here' (did you mean ./here?)", self.tend.run(["show", "here"]).err)
        path = self.tend.write(self.tend.home / "tea.lua", "-- Tea\n")
        self.assertTrue(self.tend.run(["show", str(path)]).out.startswith("Tea\n\n"))


if __name__ == "__main__":
    unittest.main()
