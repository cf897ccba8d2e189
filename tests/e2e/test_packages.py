"""Practices from other people: installed from folders and archives, copied, and made from somebody's cards."""

import json
import os
import shutil
import subprocess
import unittest

import support
import terminal
from packages import MAIN, Packages


class Install(Packages):
    def test_from_a_folder_it_is_shown_asked_and_placed(self):
        folder = self.practice(tests__a_transcript="# seed 1\nOne word?\n> skip\nThere.\n(the end, after 0 seconds)\n")
        done = self.tend_does("install", folder, status=2)
        for words in ("A walk", "author      Somebody", "journal.add   to keep it", "signed      no"):
            self.assertIn(words, done.out)
        self.assertIn("--yes says so", done.err)
        self.nothing_was_installed()
        self.install(folder)
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)
        self.assertEqual(oct((self.installed() / "main.lua").stat().st_mode), "0o100600")
        self.assertEqual(oct(self.installed().stat().st_mode), "0o40700")
        entry = self.ledger()
        self.assertEqual((entry["source"], entry["version"]), (str(folder), "1"))
        self.assertIn("There.\n", self.tend_does("run", "pebble", input="\n").out)
        self.assertIn(str(folder), self.tend_does("list", "--installed").out)
        self.assertEqual(json.loads(self.tend_does("list", "--installed", "--json").out)["pebble"]["hash"], entry["hash"])
        self.assertIn("exactly as it is", self.install(folder).out)
        self.tend_does("uninstall", "pebble")
        self.nothing_was_installed()
        self.assertEqual(self.tend_does("list", "--installed")[1:], ("", "Nothing is installed.\n"))

    def test_grants_are_for_the_files_as_they_are(self):
        folder = self.practice()
        self.install(folder, "--grant", "journal.add")
        self.assertIn("(allowed)", self.tend_does("show", "pebble").out)
        self.tend_does("run", "pebble", input="rain\n")
        with open(self.installed() / "main.lua", "a") as file:
            file.write("say 'More.'\n")
        self.assertIn("(not asked yet)", self.tend_does("show", "pebble").out)
        done = self.tend_does("verify", status=1)
        self.assertIn("CHANGED", done.out)
        self.assertEqual(json.loads(self.tend_does("verify", "--json", status=1).out), [{"name": "pebble", "state": "changed"}])
        shutil.rmtree(self.installed())
        self.assertIn("no longer there", self.tend_does("verify", status=1).out)
        self.install(folder, "--grant", "none")
        self.assertIn("(refused)", self.tend_does("show", "pebble").out)
        self.assertIn("as it was installed", self.tend_does("verify").out)

    def test_from_archives_of_real_programs(self):
        folder = self.practice()
        at = self.tend.root
        for command in (["tar", "czf", "a.tar.gz", "-C", "source", "pebble"], ["tar", "cJf", "a.tar.xz", "-C", "source/pebble", "."],
                        ["tar", "--format=pax", "-cf", "a.tar", "-C", "source", "pebble"], ["zip", "-qr", "../a.zip", "pebble"]):
            subprocess.run(command, cwd=at / "source" if command[0] == "zip" else at, check=True)
        hashes = set()
        for name in ("a.tar.gz", "a.tar.xz", "a.tar", "a.zip"):
            with self.subTest(name):
                self.install(at / name)
                hashes.add(self.ledger()["hash"])
                self.assertEqual(sorted(os.listdir(self.installed())), ["main.lua", "plugin.ini"])
                self.tend_does("uninstall", "pebble")
        self.assertEqual(hashes, {self.tend_does("index", "hash", folder).out.strip()})

    def test_what_tend_did_not_install_is_left_alone(self):
        folder = self.practice()
        self.tend_does("copy", folder, "stone")
        self.assertIn("that tend did not install", self.install(self.practice("stone"), status=1).err)
        self.assertIn("source = A copy of pebble", (self.installed("stone") / "plugin.ini").read_text())
        self.assertIn("comes with tend has that name", self.tend_does("copy", folder, "ground", status=1).err)

    def test_the_same_files_from_elsewhere_do_not_become_the_source(self):
        self.install(self.practice())
        done = self.install(self.practice(where=self.tend.root / "other"))
        self.assertIn(f"exactly as it is, from {self.tend.root}/source/pebble", done.out)
        self.assertEqual(self.ledger()["source"], f"{self.tend.root}/source/pebble")

    def test_a_folder_that_is_called_like_an_address(self):
        self.practice("x", self.tend.home / "https:" / "example.invalid")
        done = self.tend_does("install", "--yes", "https://example.invalid/x", status=1, env={"https_proxy": "http://127.0.0.1:9"})
        self.assertIn("git says", done.err)
        self.nothing_was_installed()

    def test_a_path_that_is_no_text(self):
        folder = os.fsencode(self.practice(where=self.tend.root / "o"))
        os.rename(os.fsencode(self.tend.root / "o"), os.fsencode(self.tend.root) + b"/\xff")
        done = subprocess.run([support.PROGRAM, "install", "--yes", folder.replace(b"/o/", b"/\xff/")], env=self.tend.environment(),
                              capture_output=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"the place is not written in UTF-8", done.stderr)
        self.nothing_was_installed()

    def test_no_escapes_reach_the_terminal(self):
        escape = "\u009b31m"
        folder = self.practice(more="")
        manifest = (folder / "plugin.ini").read_text()
        (folder / "plugin.ini").write_text(manifest.replace("version = 1", f"version = 1{escape}").replace("license = MIT", f"license = x{escape}"))
        outs = [self.install(folder), self.tend_does("list", "--installed"), self.tend_does("copy", "pebble", "stone"),
                self.tend_does("pack", folder, status=1)]
        self.practice(main=MAIN + "say 'x'\n")
        outs.append(self.tend_does("update", "--check"))
        (folder / "bad\x1b[31m.lua").write_text("")
        outs += [self.install(folder, status=1), self.tend_does("index", "hash", folder, status=1), self.tend_does("pack", folder, status=2)]
        for done in outs:
            self.assertNotRegex(done.out + done.err, "[\x1b\x9b]")

    def test_what_has_mistakes_is_not_installed(self):
        done = self.install(self.practice(main="sya 'x'\n"), status=1)
        self.assertIn("main.lua:1:1: unknown name 'sya'", done.err)
        done = self.install(self.practice("other", more="[care]\nintensity = wild\n"), status=1)
        self.assertIn("'intensity' needs", done.err)
        self.nothing_was_installed()

    def test_names_that_are_taken(self):
        self.assertIn("comes with tend has that name", self.install(self.practice("letters"), status=1).err)
        self.tend.script("pebble", "say 'mine'")
        self.assertIn("a script of your own has that name", self.install(self.practice(), status=1).err)
        folder = self.practice("stone")
        os.rename(folder, folder.parent / "else")
        done = self.install(folder.parent / "else")  # by its manifest, whatever the folder is called
        self.assertIn("tend run stone", done.out)

    def test_a_lock_file_that_cannot_be_read_is_left_alone(self):
        self.install(self.practice())
        file = self.tend.state / "installed.json"
        for text in ("", "[]", "{", '{"version":1,"practices":[]}', '{"version":1,"practices":{"pebble":1}}', '{"version":1,"practices":{"pebble":{}}}',
                     '{"version":1,"practices":{"pebble":{"source":1,"hash":[],"version":"1","installed":"x"}}}',
                     '{"version":1,"practices":{"pebble":{"source":"/x","hash":"y","version":"1","installed":"x","previous":7}}}',
                     '{"version":2,"practices":{}}'):
            file.write_text(text)
            for command in (["list", "--installed"], ["verify"], ["update"], ["uninstall", "pebble"], ["install", "--yes", str(self.practice())]):
                with self.subTest(text, command=command):
                    self.assertIn("left as it is", self.tend_does(*command, status=1).err)
            self.assertEqual(file.read_text(), text)
        self.assertTrue(self.installed().exists())
        (self.tend.data / "indexes.json").write_text('{"version":1,"indexes":{"x":{"fetched":"","practices":{"y":{"source":1}}}}}')
        for command in (["search"], ["index", "list"], ["index", "update"]):
            self.assertIn("left as it is", self.tend_does(*command, status=1).err)

    def test_nowhere(self):
        for source, sentence in (("/nonexistent", "is no folder, no archive"), ("nonesuch", "in no index"), ("-x", "not understood")):
            done = self.tend.run(["install", source])
            self.assertNotEqual(done.status, 0)
            self.assertIn(sentence, done.err)

    def test_asked_on_a_terminal(self):
        folder = self.practice()
        with terminal.Shell(self.tend) as shell:
            shell.run(f"install {folder}")
            shell.wait("Install it? [y/N]")
            shell.keys("Enter")
            shell.wait("Nothing was changed.")
            shell.wait_for_shell()
            self.nothing_was_installed()
            shell.run(f"install {folder}")
            shell.wait("Install it? [y/N]")
            shell.command("y")
            shell.wait("It is installed: tend run pebble")


class Copy(Packages):
    def test_a_copy_is_ones_own_and_says_where_it_is_from(self):
        self.install(self.practice(tests__a_transcript="x"))
        done = self.tend_does("copy", "pebble", "my-stone")
        self.assertIn("licence is MIT", done.out)
        manifest = (self.installed("my-stone") / "plugin.ini").read_text()
        self.assertIn("name = my-stone\nsource = A copy of pebble 1 by Somebody.\n", manifest)
        self.assertIn("There.", self.tend_does("run", "my-stone", input="\n").out)
        self.assertIn("is there already", self.tend_does("copy", "pebble", "my-stone", status=1).err)
        self.assertIn("not installed by tend", self.tend_does("verify").out)
        self.tend_does("copy", "letters", "meine-briefe")
        self.assertIn("source = The idea", (self.installed("meine-briefe") / "plugin.ini").read_text().replace("source = ", "source = The idea", 1))
        self.tend_does("check", self.installed("meine-briefe"))
        for arguments in (("pebble",), ("pebble", "../x"), ("nonesuch", "x")):
            self.tend_does("copy", *arguments, status=2)


class Cards(Packages):
    def made(self, text, name="cards", *more):
        file = self.tend.root / "words"
        file.write_text(text, encoding="utf-8")
        done = self.tend.run(["new", name, "--from", str(file), "--source", "a book; p. 7", "--license", "CC-BY-4.0", *more])
        self.assertEqual(done.status, 0, done)
        folder = self.tend.home / name
        self.assertEqual(self.tend_does("check", folder).out, f"{folder}: nothing to say.\n")
        main = 'for _, card in ipairs(deck "cards") do say("(" .. card .. ")") end'
        (folder / "main.lua").write_text(main)
        cards = self.tend_does("run", folder, "--fast").out
        shutil.rmtree(folder)
        return cards

    def test_from_what_other_programs_have(self):
        stretchly = {"miniBreakIdeas": {"0": {"text": "Drink some water."}}, "longBreakIdeas": [["Stretch", "Stretch your arms."]], "volume": "x"}
        safeeyes = {"meta": {"config_version": "6.0.3"}, "short_breaks": [{"name": "Close your eyes"}], "long_breaks": [{"name": "Walk", "duration": 5}]}
        for text, cards in (("alpha\n\n# a note\n  # another\n  beta  \n", "(alpha)\n(beta)\n"),
                            ("%% about\none\n  more\n%\n#two\n%\n", "(one\n  more)\n(#two)\n"), ("one\r\n%\r\ntwo\r\n", "(one)\n(two)\n"),
                            (json.dumps(stretchly), "(Drink some water.)\n(Stretch: Stretch your arms.)\n"),
                            (json.dumps(safeeyes), "(Close your eyes)\n(Walk)\n"), ('["a", "#b", "c"]', "(a)\n(#b)\n(c)\n")):
            with self.subTest(text):
                self.assertEqual(self.made(text), cards)

    def test_whose_words_they_are_stays_with_them(self):
        file = self.tend.write(self.tend.root / "words", "one\n")
        self.tend_does("new", "c", "--from", file, "--source", "a book; p. 7", "--license", "CC-BY-4.0", "--author", "A. N.")
        manifest = (self.tend.home / "c" / "plugin.ini").read_text()
        self.assertIn("author = A. N.\nlicense = CC-BY-4.0\nsource = a book, p. 7\n", manifest)
        self.assertIn("whose words", self.tend_does("new", "d", "--from", file, status=2).err)
        self.assertFalse((self.tend.home / "d").exists())
        for text, sentence in (("", "no cards"), ("{}", "no cards"), ("\xff", ":1: the line is not UTF-8")):
            file.write_bytes(text.encode("latin-1"))
            self.assertIn(sentence, self.tend_does("new", "d", "--from", file, "--source", "x", "--license", "y", status=1).err)


if __name__ == "__main__":
    unittest.main()
