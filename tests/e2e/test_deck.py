"""Decks: cards in a text file beside the script, so that words need no code."""

import json
import unittest

import support
from support import MANIFEST

SHOW = 'for i, card in ipairs(deck "cards") do say(i .. " (" .. card .. ")") end'


class Practice(support.Case):
    def run_with(self, text, main=SHOW, name="cards.txt", status=0):
        folder = self.tend.root / "d"
        folder.mkdir(exist_ok=True)
        (folder / "plugin.ini").write_text(MANIFEST.format(name="d"))
        (folder / "main.lua").write_text(main)
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = self.tend.run(["run", str(folder), "--fast"])
        self.assertEqual(done.status, status, done)
        self.err = done.err
        return done.out


class Deck(Practice):
    def test_a_line_is_a_card(self):
        for text in ("# about\nthe rain\n\n  a tree, 50%  \n\\# one\n#\n%%\nlast", "\ufeff# about\r\nthe rain\r\n\r\na tree, 50%\r\n\\# one\r\n%%\r\nlast"):
            with self.subTest(text):
                self.assertEqual(self.run_with(text), "1 (the rain)\n2 (a tree, 50%)\n3 (# one)\n4 (%%)\n5 (last)\n")

    def test_fortunes(self):
        self.assertEqual(self.run_with("one\n  and more\n%\n%% a note\n\n# two\n\n%\n%\n\nthree\n%\n"), "1 (one\n  and more)\n2 (# two)\n3 (three)\n")
        self.assertEqual(self.run_with("%\nonly\n"), "1 (only)\n")

    def test_it_is_a_new_list_each_time_and_can_be_drawn(self):
        main = 'local a = deck "cards.txt" a[1] = "x" say(deck "cards"[1]) say(draw("d", deck "cards"))'
        self.assertEqual(self.run_with("one\n", main.replace('deck "cards"[1]', '(deck "cards")[1]')), "one\none\n")

    def test_in_a_folder_below(self):
        self.assertEqual(self.run_with("one\n", 'say((deck "more/cards")[1])', "more/cards.txt"), "one\n")

    def test_in_the_language_of_the_person(self):
        self.run_with("rain\n")
        for name, text in (("de/cards.txt", "Regen\n"), ("de_AT/cards.txt", "Schnürlregen\n"), ("fr/cards.txt", "pluie\n"),
                           ("fr/only.txt", "seule\n"), ("de/main.lua", 'say "no"')):
            self.tend.write(self.tend.root / "d" / name, text)
        for env, card in (({}, "rain"), ({"LANG": "de_DE.UTF-8"}, "Regen"), ({"LANG": "de_AT.UTF-8@euro"}, "Schnürlregen"),
                          ({"LANG": "en_GB.UTF-8"}, "rain"), ({"LANG": "de_DE.UTF-8", "LANGUAGE": "nl:fr_CA:de"}, "pluie"),
                          ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, "rain"), ({"LANG": "de", "LC_ALL": "C"}, "rain"),
                          ({"LANG": "de", "LC_MESSAGES": "fr_FR"}, "pluie"), ({"LANG": "../de"}, "rain"), ({"LANG": "d"}, "rain"),
                          ({"LANG": "x" * 1000}, "rain"), ({"LANG": "fr", "LANGUAGE": ":::a:b:c:d:e:f:g:h:i"}, "rain")):
            with self.subTest(env):
                done = self.tend.run(["run", str(self.tend.root / "d"), "--fast"], env={"LANG": "", "LC_ALL": "", **env})
                self.assertEqual((done.out, done.err), (f"1 ({card})\n", ""))
        done = self.tend.run(["rehearse", str(self.tend.root / "d")], env={"LANG": "de_DE.UTF-8", "LC_ALL": ""})
        self.assertIn("1 (rain)\n", done.out)

    def test_what_is_wrong_is_said(self):
        for text, main, sentence in (
                ("one\n", 'deck "crads"', "main.lua:1: deck: this practice has no file 'crads.txt' (did you mean 'cards.txt'?)"),
                ("one\n", 'deck "../plugin.ini"', "this practice has no file '../plugin.ini.txt'"),
                ("one\n", 'deck "main.lua"', "this practice has no file 'main.lua.txt'"),
                ("one\n", "deck(nil)", "deck: the file must be a text, not nothing"),
                ("# nothing\n\n", SHOW, "deck: 'cards.txt' has no cards"),
                ("%\n\n%\n", SHOW, "deck: 'cards.txt' has no cards")):
            with self.subTest(main):
                self.run_with(text, main, status=3)
                self.assertIn(sentence, self.err)
        self.run_with(b"J\xfcrg\n", status=2)
        self.assertIn("/d/cards.txt:1: the line is not UTF-8 text: save the file as UTF-8", self.err)

    def test_a_single_script_has_none(self):
        self.tend.write(self.tend.root / "cards.txt", "one\n")
        done = self.tend.run(["run", str(self.tend.write(self.tend.root / "one.lua", SHOW))])
        self.assertIn("this practice has no file 'cards.txt'", done.err)


MAIN = """
say "  Hello."
local seen = ask "What do you see?"
local _, way = choose("Which way?", { "left", "right" })
local word = choose("Once more?", { "yes", "no" })
say(word)
wait("1s", "a pause")
say(phrase("You see %s, and go %s.", seen or phrase "nothing", phrase(way == 2 and "right" or "left")))
say(phrase "100%")
local chosen = notify("Time.", { actions = { "Good", "Bad" } })
say(chosen == "Bad" and "It was bad." or "It was not.")
journal.add { title = "A walk", text = "It was bad.", tags = { "left" } }
say "Untranslated."
"""
TEXTS = """\ufeff# Was gesagt wird.
Hello.
=  Guten Tag.
What do you see?
= Was siehst du?
Which way?
= Wohin?

left
= nach links
right
= nach rechts
yes
= ja
no
= nein
a pause
= eine Pause
You see %s, and go %s.
= Du siehst %s\\nund gehst %s.
nothing
= nichts
Time.
= Es ist Zeit.
Good
= Gut
Bad
= Schlecht
It was bad.
= Das war schlecht.
A walk
= Ein Gang
100%
= 100 %
"""
GERMAN = {"LANG": "de_AT.UTF-8", "LC_ALL": ""}


class Texts(support.Case):
    def plugin(self, texts, main=MAIN):
        folder = self.tend.plugin("d", plugin_ini=MANIFEST.format(name="d") + "[permissions]\njournal.add = x\nnotify = x\n"
                                  "[care]\ncautions = Careful.\ncautions.de = Vorsicht.\n", main=main)
        self.tend.write(folder / "de" / "texts.txt", texts)
        return folder

    def run_in(self, env, typed="einen Baum\n2\nja\nSchlecht\n"):
        done = self.tend.run(["run", "d", "--fast", "--grant", "all"], input=typed, env=env)
        self.assertEqual((done.status, done.err), (0, ""))
        return done.out

    def test_what_is_shown_is_in_the_language_of_the_person(self):
        self.plugin(TEXTS)
        self.assertEqual(self.run_in(GERMAN), """[tend] Vorsicht.
  Guten Tag.
Was siehst du?
Wohin?
  1. nach links
  2. nach rechts
Once more?
  1. ja
  2. nein
ja
eine Pause (1 second)
Du siehst einen Baum
und gehst nach rechts.
100 %
Es ist Zeit.
  1. Gut
  2. Schlecht
Das war schlecht.
Untranslated.
""")
        entry = json.loads(self.tend.run(["journal", "list", "--json"]).out)[0]["content"]
        # What is no title is the practice's own to say, and a tag is the same in every language.
        self.assertEqual((entry["title"], entry["text"], entry["tags"]), ("Ein Gang", "It was bad.", ["left"]))

    def test_others_have_the_original(self):
        self.plugin(TEXTS)
        out = self.run_in({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "a tree\n\nyes\nBad\n")
        for line in ("[tend] Careful.", "What do you see?", "You see a tree, and go left.", "100%", "It was bad."):
            self.assertIn(line + "\n", out)
        self.assertIn("What do you see?\n", self.tend.run(["rehearse", "d"], env=GERMAN).out)

    def test_what_is_wrong_in_it_is_said_and_breaks_nothing(self):
        folder = self.plugin("Hello.\n= Hallo.\nWhich way?\n\n= %d\ngone\n= weg\nYou see %s, and go %s.\n= Du siehst %s.\nlone\nHello.\n= x\n= y\n")
        self.assertIn("You see einen Baum, and go right.\n", self.run_in(GERMAN, "einen Baum\n2\n1\n1\n"))
        self.assertEqual(self.tend.run(["check", str(folder)]).out, "".join(f"{folder}/de/texts.txt:{line}\n" for line in (
            "5:1: error: the original has '' to be filled in, this has '%d'",
            "9:1: error: the original has '%s %s' to be filled in, this has '%s'",
            '10:1: error: no translation follows: put it on the next line, after "= "',
            "11:1: error: this text stands here a second time",
            "13:1: error: a translation without an original: put that on the line before",
            "6:1: warning: no text of the practice is this one (any more)")))

    def test_phrase_without_a_text(self):
        self.plugin("", "say(phrase(nil))")
        done = self.tend.run(["run", "d"])
        self.assertIn("d/main.lua:1: phrase: the text must be a text, not nothing", done.err)


class Breaths(support.Case):
    def test_in_the_language_of_the_person(self):
        self.tend.script("mine", 'breathe { inhale = 1, exhale = 1, cycles = 1 }')
        done = self.tend.run(["run", "mine", "--fast"], env=GERMAN)
        self.assertEqual(done.out, "Einatmen, 1 second\nAusatmen, 1 second\n")


class Titles(Practice):
    def test_in_the_language_of_the_person(self):
        self.run_with("rain\n")
        folder = self.tend.plugin("d", plugin_ini=MANIFEST.format(name="d") + "title.de = Das D\nsummary.de = kurz\n", main=SHOW)
        for env, title, summary in (({"LANG": "de_DE.UTF-8"}, "Das D", "kurz"), ({"LANG": "C.UTF-8"}, "A walk", "Somewhere.")):
            done = self.tend.run(["show", "d"], env={"LC_ALL": "", **env})
            self.assertEqual(done.out.splitlines()[:2], [title, summary], folder)
            self.assertIn(summary, self.tend.run(["list"], env={"LC_ALL": "", **env}).out)


if __name__ == "__main__":
    unittest.main()
