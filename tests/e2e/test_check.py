"""`tend check`: a practice is read, and never run, and what is wrong with it has its place."""

import json
import time
import unittest

import support

MANIFEST = support.MANIFEST.format(name="w") + "[permissions]\nsound = to ring\nnotify = to tell\n"


class Check(support.Case):
    def check(self, *args, status=0):
        done = self.tend.run(["check", *map(str, args)])
        self.assertEqual(done.status, status, done)
        self.err = done.err
        return done.out

    def script(self, text):
        return self.tend.write(self.tend.root / "one.lua", text)

    def said(self, text, status=1):
        """What is said of a script: line:column: severity: text."""
        path = self.script(text)
        out = self.check(path, status=status)
        return [line.removeprefix(f"{path}:") for line in out.splitlines()]

    def folder(self, main, manifest=MANIFEST, **files):
        folder = self.tend.root / "w"
        self.tend.write(folder / "plugin.ini", manifest)
        self.tend.write(folder / "main.lua", main)
        for name, text in files.items():
            self.tend.write(folder / f"{name}.lua", text)
        return folder


class Clean(Check):
    def test_what_comes_with_tend_has_nothing_wrong(self):
        for path in [*sorted((support.SOURCE / "plugins").glob("*/main.lua")), *sorted((support.SOURCE / "scripts" / "examples").glob("*.lua"))]:
            path = path.parent if path.name == "main.lua" else path
            with self.subTest(path.name):
                self.assertEqual(self.check(path), f"{path}: nothing to say.\n")

    def test_what_tend_makes_has_nothing_wrong(self):
        for kind in ("walk", "breath", "deck", "writing", "background"):
            done = self.tend.run(["new", f"my-{kind}", "--kind", kind], cwd=self.tend.root)
            self.assertEqual(done.status, 0, done)
            self.assertEqual(self.check(self.tend.root / f"my-{kind}"), f"{self.tend.root}/my-{kind}: nothing to say.\n")

    def test_all_of_the_language_is_read(self):
        self.assertEqual(self.said('''#!/usr/bin/env tend
local a, b <const> = 0x1p4, nil
local t = { 1, "two"; [3] = 'th\\'ree', x = { y = function(self, ...) return ... end } }
function t.x:z(q) return self, q end
for i = 1, 2, 1 do say(i) end
for k, v in pairs(t) do if k then say(tostring(v)) elseif v then goto next else break end ::next:: end
while a ~= a do a = 1 end
repeat local late = true until late
do local say = 1 local _ = say end
local function recursive(n, ...) return n > 0 and recursive(n - 1) or (t.x.y)(t.x, ...) end
--[[ long
comment ]] local s = [==[
text ]] ]==] .. "\\u{41}\\x41\\065\\z
   x" .. ("x"):rep(3):upper() .. #t // 1 << 2
mine = recursive(3) say(mine, s, b)
t.x.y { 1 } t.x.y "x"
local copy = say copy "x"
return t, s
''', status=0), [" nothing to say."])


class Wrong(Check):
    def test_names(self):
        self.assertEqual(self.said('local x = brethe("box")\n  say(y)\nlocal z = z\nos.time()\nstring.uper("x")\njournal.ad {}\nsay = 3\nfunction ask() end\n'), [
            "1:11: error: unknown name 'brethe' (did you mean 'breathe'?)", "2:7: error: unknown name 'y'", "3:11: error: unknown name 'z'",
            "4:1: error: 'os' is not there; today() and elapsed() tell the time", "5:1: error: 'string.uper' is not there (did you mean 'upper'?)",
            "6:1: error: 'journal.ad' is not there (did you mean 'add'?)", "7:1: error: 'say' is a word of tend; give yours another name",
            "8:10: error: 'ask' is a word of tend; give yours another name"])

    def test_locals_end_with_their_block(self):
        self.assertEqual(self.said("do local a = 1 say(a) end\nsay(a)\nfor i = 1, 2 do say(i) end say(i)\nlocal f = function(p) say(p) end say(p)\n"
                                   "repeat local r = 1 until r say(r)\n"),
                         ["2:5: error: unknown name 'a'", "3:32: error: unknown name 'i'", "4:38: error: unknown name 'p'", "5:32: error: unknown name 'r'"])

    def test_calls(self):
        self.assertEqual(self.said('ask("x", { witin = 3 })\nlocal n = ask "x"\nask(n, { witin = n, within = n })\nwait "soon"\nchoose("x", {})\n'
                                   'breathe { inhale = "4q" }\nremind_me { text = n }\nrequire "other"\ndeck "cards"\n'), [
            "1:1: error: ask: unknown option 'witin' (did you mean 'within'?)", "3:10: error: ask: unknown option 'witin' (did you mean 'within'?)",
            '4:1: error: wait: the duration must be a duration such as 30, "4s" or "8m", not "soon"',
            "5:1: error: choose: there is nothing to choose from; give it at least one option",
            "6:1: error: breathe: 'inhale' must be a duration such as 30, \"4s\" or \"8m\", not \"4q\"",
            "8:1: error: require: this practice has no file 'other.lua' (did you mean 'one.lua'?)", "9:1: error: deck: this practice has no file 'cards.txt'"])

    def test_the_language(self):
        self.assertEqual(self.said("say 'x'\nif x = 1 then end\n"), ["2:1: error: 'then' expected near '='; to compare two values, write =="])
        folder = self.folder("notify 'x' chime()", other="local = 1")
        self.assertEqual(self.check(folder, status=1), f"{folder}/other.lua:1:1: error: <name> expected near '='\n")

    def test_permissions_and_breaths(self):
        folder = self.folder('breathe("box")\nlocal n = notify\njournal.add { text = "x" }\nbreathe { {"in", 4}, {"hold", 4} }\nbreathe "extended"\n'
                             'choose("x", { "y", "%s" })' % ("long " * 20))
        held = "warning: this breath is held: plugin.ini can say so, under [care] with the line: holds = yes"
        self.assertEqual(self.check(folder, status=1).splitlines(), [f"{folder}/{line}" for line in (
            f"main.lua:1:1: {held}",
            "main.lua:3:1: error: journal.add: plugin.ini does not ask for it; under [permissions] add the line: journal.add = to keep what you write",
            f"main.lua:4:1: {held}", "main.lua:6:1: warning: the choice 'long long long long long long ...' is wider than the 72 columns it has",
            "plugin.ini:10:1: warning: 'sound' is asked for and never used: take the line out")])
        pasted = MANIFEST.replace("sound = to ring", "journal.add = to keep what you write") + "[care]\nholds = yes\n"
        self.assertIn("nothing to say", self.check(self.folder('breathe("box") notify "x" journal.add { text = "x" }', pasted)))

    def test_settings_and_labels(self):
        settings = MANIFEST.replace("sound = to ring\n", "") + '[settings]\nminutes = integer 5 1..9 How long\n'
        folder = self.folder('notify "x"\nwait(setting "minutes", "%s")\nwait(setting "minuts")\n' % ("wörtlich " * 10), settings)
        self.assertEqual(self.check(folder, status=1).splitlines(), [f"{folder}/main.lua:{line}" for line in (
            "2:1: warning: the label 'wörtlich wörtlich wörtlich wör...' is wider than the 72 columns it has",
            "3:6: error: setting: plugin.ini has no setting 'minuts' (did you mean 'minutes'?)")])
        self.assertIn("this practice has no settings", "\n".join(self.said('wait(setting "x")\n')))

    def test_breaths_are_judged_as_when_they_run(self):
        folder = self.folder('breathe("bxo")\nbreathe { {"in", 4}, {"Pause here", 4} }\nbreathe { {"in", 1e9} }\nbreathe("4-7-8", { cycles = 2 })\n'
                             'breathe("box", { cycles = 5000 })\nlocal n = 3 breathe { inhale = n }\nbreathe { %s }\nnotify "x" chime()' % ('{"in", 1},' * 17))
        lines = [line.removeprefix(f"{folder}/main.lua:") for line in self.check(folder, status=1).splitlines()]
        held = "warning: this breath is held: plugin.ini can say so, under [care] with the line: holds = yes"
        self.assertEqual([line for line in lines if "warning" in line], [f"2:1: {held}", f"4:1: {held}"])
        self.assertIn("1:1: error: breathe: no breath is called 'bxo' (did you mean 'box'?)", lines)
        self.assertEqual([line.split(":")[0] for line in lines if "error: breathe: " in line], ["1", "3", "5", "7"])
        self.assertEqual(self.said("breathe('box')", status=0), [" nothing to say."])  # it has no plugin.ini

    def test_warnings_alone_are_no_failure(self):
        folder = self.folder("notify 'x'")
        self.assertIn("'sound' is asked for", self.check(folder))

    def test_the_manifest(self):
        folder = self.folder("say 'x'", MANIFEST.replace("api = 1", "api = x\nfoo = 1"))
        self.assertEqual(self.check(folder, status=1), f"{folder}/plugin.ini:6:1: error: 'api' needs a whole number from 1 to 1000000, not 'x'\n"
                                                       f"{folder}/plugin.ini:7:1: error: unknown key 'foo' in [plugin]\n")

    def test_for_programs(self):
        path = self.script("say(y)")
        self.assertEqual(json.loads(self.check(path, "--json", status=1)),
                         [{"file": str(path), "line": 1, "column": 5, "severity": "error", "text": "unknown name 'y'"}])
        self.assertEqual(json.loads(self.check(self.script("say 'y'"), "--json")), [])

    def test_wrong_use(self):
        for args, sentence in (([], "which practice?"), (["/nowhere"], "/nowhere: there is no such file or folder"), (["a", "b"], "'b' is not understood"),
                               (["--fast"], "'--fast' is not understood")):
            self.assertEqual(self.check(*args, status=2), "")
            self.assertIn(sentence, self.err)


class NeverRun(Check):
    def test_nothing_of_it_runs(self):
        begun = time.monotonic()
        self.assertEqual(self.said("while true do end error 'x'", status=0), [" nothing to say."])
        self.assertEqual(self.said('local s = setmetatable({}, { __index = function() while true do end end }) say(s.x)', status=0), [" nothing to say."])
        self.assertLess(time.monotonic() - begun, 20)

    def test_large_and_odd_ones_come_to_an_end(self):
        for text in ("say 'x' " * 30000, "say(" + "(" * 150 + "1" + ")" * 150 + ")", "local x = " + "1 + " * 60000 + "1", "", "\ufeff",
                     "local t = {" + "{}," * 100000 + "}", "say '\\u{7FFFFFFF}\\255'", "if true then " + "elseif true then " * 20000 + "end"):
            with self.subTest(text[:20]):
                self.assertEqual((self.said(text, status=0), self.err), ([" nothing to say."], ""))
        self.assertEqual(self.said("--" + "[" * 100000), ["1:1: error: unfinished long comment (starting at line 1) near <eof>"])

    def test_what_it_says_is_fit_for_a_terminal(self):
        out = self.check(self.script('choose("x", { "y" })[""]("\\27[2J")\nsay(x\\27)'.replace("\\27", "\x1b")), status=1)
        self.assertNotIn("\x1b", out)


if __name__ == "__main__":
    unittest.main()
