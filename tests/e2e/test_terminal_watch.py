"""tend run --watch: a practice is saved while it runs, and goes on at the same place."""

import json
import os
import signal
import unittest

import terminal
from support import MANIFEST

SCRIPT = '''say "Hello."
local seen = ask "What do you see?"
say("You see " .. (seen or "nothing"))
local way = choose("Which way?", {"left", "right"})
local page = write "What is there?"
journal.add { text = page }
say("There is " .. (page or "nothing"))
'''
SAVED = "Saved. This is the new version"


class Watch(terminal.Case):
    def setUp(self):
        super().setUp()
        self.tend.settings("[look]\npace = 0\n")
        self.text = SCRIPT

    def save(self, *changes):
        """Saves the script, with each first text replaced by the second."""
        for old, new in changes:
            self.assertIn(old, self.text)
            self.text = self.text.replace(old, new)
        self.script(self.text)

    def come_to_the_page(self, arguments=""):
        self.begin(self.text, "What do you see?", f"--watch {arguments}")
        self.shell.command("a tree")
        self.shell.wait("Which way?")
        self.shell.keys("2")
        self.shell.wait("What is there?")

    def test_the_same_question_with_the_same_answers_and_the_words_that_were_begun(self):
        self.come_to_the_page()
        self.shell.type("a pond, and")
        self.shell.wait("a pond, and")
        self.save(("You see", "Here stands"), ("What is there?", "What is it like there?"))
        screen = self.shell.wait("What is it like there?")
        self.assertRegex(screen, r"What is it like there\?\n +› a pond, and")
        self.shell.type(" a duck")
        self.shell.keys("C-d")
        self.shell.wait("There is a pond, and a duck")
        self.save(("There is", "It is like"))
        self.shell.wait("It is like a pond, and a duck")
        self.shell.keys("C-c", "C-c")
        self.shell.wait_for_shell()
        # Nothing of it is kept.
        self.assertEqual(self.tend.run(["journal", "list", "--json"]).out, "[]\n")

    def test_a_version_with_a_mistake_is_not_taken(self):
        self.come_to_the_page()
        self.shell.type("half")
        for change, sentence in ((('say "Hello."', 'say "Hello.'), "mine.lua:1: unfinished string"),
                                 (('say "Hello.', 'sya "Hello."\n'), "mine.lua:1: unknown name 'sya' (did you mean 'say'?)"),
                                 (('sya "Hello."\n', 'while true do end say "Hello."\n'), "it computed for")):
            self.save(change)
            screen = self.shell.wait(lambda screen: sentence in " ".join(screen.replace("▏", "").split()) and screen)
            self.assertRegex(screen, r"What is there\?\n +› half")
        self.save(("while true do end ", ""), ("What is there?", "What then?"))
        self.shell.wait(lambda screen: SAVED in screen and "What then?" in screen)
        self.assertRegex(self.shell.screen(), r"What then\?\n +› half")

    def test_where_it_breaks_off_it_waits_to_be_mended(self):
        self.text = self.text.replace('journal.add { text = page }', 'error(page .. "!")')
        self.come_to_the_page()
        self.shell.type("a pond")
        self.shell.keys("C-d")
        screen = self.shell.wait("Save a change, and it goes on where it broke off")
        self.assertIn("mine.lua:6: a pond!", screen)
        self.assertNotIn("kept in your journal", screen)
        # A version that does not even come so far leaves the answers as they are.
        self.save(('say("You see', 'say(("You see'))
        self.shell.wait("mine.lua:4: ")
        self.save(('say(("You see', 'say("You see'), ('error(page .. "!")', ''), ("There is", "Here is"))
        screen = self.shell.wait(lambda screen: "Here is a pond" in screen and "That was all of it" in screen)
        # It takes no key that was typed before it could be read.
        self.shell.wait(lambda screen: self.shell.keys("Enter") or "That was all of it" not in screen)
        self.shell.wait(lambda screen: "You see nothing" in screen or self.shell.keys("Enter"))
        self.assertTrue(self.shell.is_full_screen())
        self.shell.kill(signal.SIGTERM)
        self.shell.assert_sane()

    def test_in_the_middle_of_a_breath_time_goes_on_and_stands_still(self):
        self.text = 'ask "Ready?"\nbreathe({{"in", 600}, {"out", 600}}, { cycles = 2 })\nsay "So."'
        self.begin(self.text, "Ready?", "--watch")
        self.shell.keys("Enter")
        self.shell.wait("breathe in")
        self.save(('"in", 600', '"in", 500'))
        self.shell.wait(lambda screen: SAVED in screen and "breathe in" in screen)
        self.shell.keys("Escape")
        self.shell.wait("Time is standing still")
        self.save(('"in", 500', '"in", 400'))
        self.shell.wait(lambda screen: screen.count(SAVED) == 2 and "Time is standing still" in screen)
        self.shell.keys("Escape")
        self.shell.wait("breathe in")
        self.shell.keys("Escape")
        self.shell.wait("Breathe normally")
        self.shell.keys("2")
        self.shell.wait("So.")

    def test_a_folder_with_its_decks_and_those_that_come_later(self):
        folder = self.tend.root / "mine"
        write = lambda name, text: self.tend.write(folder / name, text)
        write("plugin.ini", MANIFEST.format(name="mine"))
        write("cards.txt", "rain\n")
        write("main.lua", 'ask((deck "cards")[1]) ask "And?"')
        self.shell.run(f"run --watch {folder}")
        self.shell.wait("rain")
        write("cards.txt", "snow\n")
        self.shell.wait(lambda screen: SAVED in screen and "snow" in screen)
        write("main.lua", 'ask((deck "more/cards")[1]) ask "And?"')
        self.shell.wait("The version before goes on here")
        write("more/cards.txt", "hail\n")
        write("main.lua", 'ask((deck "more/cards")[1] .. "!") ask "And?"')
        self.shell.wait("hail!")
        write("more/cards.txt", "sun\n")
        self.shell.wait("sun!")
        write("plugin.ini", "[plugin]\nname = mine\n")
        self.shell.wait("has no 'title'")
        write("notes.md", "not a part of it")
        # Beside the old one and then in its place, as many editors save.
        os.rename(write("other", 'ask "As before?"'), folder / "main.lua")
        write("plugin.ini", MANIFEST.format(name="mine"))
        self.shell.wait("As before?")

    def test_a_question_whose_time_ran_out(self):
        self.text = 'ask("Soon?", { within = 0.3 })\nask "Later?"'
        self.begin(self.text, "Later?", "--watch")
        self.save(("Later", "Much later"))
        self.shell.wait("Much later?")

    def test_grounding_and_the_way_out(self):
        self.come_to_the_page()
        self.shell.keys("C-g")
        self.shell.wait("feet")
        self.save(("There is", "It is"))
        self.shell.wait(SAVED)
        self.shell.keys("C-c")
        self.shell.keys("C-c")
        screen = self.shell.assert_sane()
        self.assertIn("Come back whenever you like.", screen)
        self.assertNotIn("What it did:", screen)  # nothing of it is kept


class Lines(terminal.support.Case):
    def test_json_lines_and_the_end_of_the_input(self):
        self.tend.script("mine", SCRIPT)
        child = self.tend.start(["run", "mine", "--watch", "--front", "json"])

        def until(verb):
            for line in child.stdout:
                message = json.loads(line)
                if message["verb"] == verb:
                    return message

        def answer(question, text):
            child.stdin.write(json.dumps({"verb": "answer", "id": question["id"], "text": text}) + "\n")
            child.stdin.flush()

        answer(until("ask"), "a tree")
        self.assertEqual(until("choose")["text"], "Which way?")
        self.tend.script("mine", SCRIPT.replace("Which way?", "Where to?"))
        self.assertEqual(until("choose")["text"], "Where to?")
        _, err = child.communicate(timeout=60)
        self.assertEqual((child.returncode, err.splitlines()[0]),
                         (0, "While it is watched, nothing of it is kept: it has an empty journal of its own."))

    def test_what_does_not_go_together(self):
        done = self.tend.run(["run", "--watch", "three-breaths", "--answers", "x"])
        self.assertEqual((done.status, done.err.splitlines()[0]),
                         (2, "tend: --watch does your answers again by itself; --answers is for a run from a file; 'tend run --help' says more"))

    def test_what_cannot_begin(self):
        folder = self.tend.root / "mine"
        self.tend.write(folder / "plugin.ini", MANIFEST.format(name="mine") + "[settings]\nminutes = integer 5 1..9 How long\n")
        self.tend.write(folder / "main.lua", "say 'x'\n")
        done = self.tend.run(["run", "--watch", str(folder), "--minutes=abc"], input="")
        self.assertEqual(done.status, 2)
        self.assertIn("'minutes' needs", done.err)

    def test_no_time_passes_with_fast(self):
        self.tend.script("mine", 'wait "20m" say "There." error "here"')
        done = self.tend.run(["run", "--watch", "--fast", "mine"], input="")
        self.assertEqual(done.status, 3)
        self.assertIn("There.\n", done.out)


if __name__ == "__main__":
    unittest.main()
