"""Decks: cards in a text file beside the script, so that words need no code."""

import unittest

import support
from test_run import MANIFEST

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
