"""`tend new`: what it makes runs, passes its tests, and is understood by the tools that authors use."""

import json
import pathlib
import re
import stat
import subprocess
import unittest

import support

TEMPLATES = support.SOURCE / "scripts" / "templates"
KINDS = ("walk", "breath", "deck", "writing", "background")


class New(support.Case):
    def setUp(self):
        super().setUp()
        self.place = self.tend.root / "a place"
        self.place.mkdir()

    def call(self, *args, status=0, input=""):
        done = self.tend.run(args, cwd=self.place, input=input)
        self.assertEqual(done.status, status, (done.out, done.err))
        self.err = done.err
        return done.out

    def make(self, kind):
        name = f"my-own-{kind}"
        self.call("new", name, "--kind", kind)
        return name


class Made(New):
    def test_every_kind_runs_and_passes_its_tests(self):
        self.assertEqual(sorted(path.name for path in TEMPLATES.iterdir() if path.name not in ("common", "cards")), sorted(KINDS))
        for kind in KINDS:
            with self.subTest(kind):
                name = self.make(kind)
                for typed in ("", "\n" * 50, "1\n" * 50, "some words\n.\n" * 20):
                    for grant in ("all", "none"):
                        self.call("run", f"./{name}", "--fast", "--front", "plain", "--grant", grant, input=typed)
                        self.assertEqual(self.err, "")
                self.assertRegex(self.call("test", f"./{name}"), r"\A\S+: ([12]) of \1 tests went as they did\n\Z")
                self.call("rehearse", f"./{name}", "--random", "50")
                shown = json.loads(self.call("show", f"./{name}", "--json"))
                self.assertEqual((shown["name"], shown["title"], shown["license"]), (name, f"My own {kind}", "CC0-1.0"))

    def test_nothing_of_the_template_is_left(self):
        for kind in KINDS:
            folder = self.place / self.make(kind)
            for path in filter(pathlib.Path.is_file, folder.rglob("*")):
                self.assertNotIn("@", path.read_text(), path)
                self.assertFalse(stat.S_IMODE(path.stat().st_mode) & 0o111)
            self.assertIn(f"tend run ./{folder.name}\n", (folder / "main.lua").read_text())

    def test_an_editor_finds_the_stubs(self):
        settings = json.loads((self.place / self.make("walk") / ".luarc.json").read_text())
        [library] = settings["workspace.library"]
        self.assertIn("function breathe(", (pathlib.Path(library) / "tend.lua").read_text())

    def test_luacheck_has_nothing_to_say_but_of_mistakes(self):
        support.need("luacheck", "lua-check")
        for kind in KINDS:
            folder = self.place / self.make(kind)
            check = lambda: subprocess.run(["luacheck", "--no-color", "."], cwd=folder, capture_output=True, encoding="utf-8")
            done = check()
            self.assertEqual((done.returncode, "0 warnings / 0 errors" in done.stdout), (0, True), done.stdout)
            with open(folder / "main.lua", "a", encoding="utf-8") as script:
                script.write("brethe()\nos.exit()\n")
            said = check().stdout
            self.assertIn("accessing undefined variable 'brethe'", said)
            self.assertIn("accessing undefined variable 'os'", said)

    def test_luacheck_knows_every_word_and_no_other(self):
        known = set(re.findall(r'"(\w+)"', (TEMPLATES / "common" / "luacheckrc").read_text()))
        self.tend.script("probe", 'for _, name in ipairs { "%s" } do say(name .. "=" .. tostring((pcall(function() return _ENV[name] end)))) end'
                         % '", "'.join(sorted(known | {"io", "os", "print", "load"})))
        out = dict(line.split("=") for line in self.call("run", "probe", "--front", "plain").splitlines())
        self.assertEqual({name for name, there in out.items() if there == "true"}, known)
        stubs = (support.SOURCE / "scripts" / "stubs" / "tend.lua").read_text()
        words = set(re.findall(r"^function (\w+)\(", stubs, re.MULTILINE)) | {"journal"}
        self.assertLessEqual(words, known)


class Refused(New):
    def test_names_and_kinds(self):
        for args, sentence in ((["Walk"], "'Walk' is no name for a practice"), (["../x"], "is no name"), ([""], "is no name"),
                               (["a", "b"], "'b' is not understood"), ([], "what shall it be called?"),
                               (["a", "--kind", "wlak"], "there is no kind 'wlak' (did you mean 'walk'?)"),
                               (["a", "--kind", "opera"], "there is no kind 'opera'"), (["a", "--kind"], "there is no kind ''"),
                               (["a", "--source", "x"], "that --from brings"), (["a", "--license", "MIT"], "that --from brings"),
                               (["a", "--license"], "--license needs a name"), (["a", "--source"], "--source needs a title"),
                               (["a", "--author"], "--author needs a name"),
                               (["a", "--from", "cards.txt", "--kind", "walk"], "--from makes a deck of cards")):
            with self.subTest(args):
                self.assertEqual(self.call("new", *args, status=2), "")
                self.assertIn(sentence, self.err)
        self.assertEqual(list(self.place.iterdir()), [])

    def test_what_is_there_is_left_alone(self):
        (self.place / "walk").mkdir()
        (self.place / "file").write_text("mine")
        for name in ("walk", "file"):
            self.call("new", name, status=1)
            self.assertEqual(self.err, f"tend: {name}: is there already and was left as it is; choose another name\n")
        self.assertEqual(((self.place / "file").read_text(), list((self.place / "walk").iterdir())), ("mine", []))


if __name__ == "__main__":
    unittest.main()
