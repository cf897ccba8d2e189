"""Rehearsals and the tests that are made of them: a practice in virtual time, written down, and played again."""

import os
import signal
import subprocess
import time
import unittest

import support
import terminal
from support import MANIFEST

WALK = """local mood = choose("How do you set out?", { "flat", "bright" })
breathe { inhale = 4, exhale = 6, cycles = 4 }
local found = {}
for i = 1, 2 do
  local answer = ask("Find " .. i .. "?", { within = "8m" })
  if answer then found[#found + 1] = answer end
  wait "30s"
end
journal.add { title = "Finds", mood = mood, lines = found }
local now = today()
say("It is " .. now.weekday .. " " .. now.part .. ", and the number is " .. math.random(1000) .. ".")
"""
ENDLESS = "while true do wait(60) for i = 1, 1e6 do end end\n"
ANSWERS = "bright\na stick\n...\n"


class Rehearsed(support.Case):
    def setUp(self):
        super().setUp()
        self.walk = self.tend.write(self.tend.root / "here" / "walk.lua", WALK)
        self.answers = self.tend.write(self.tend.root / "answers", ANSWERS)

    # Between two rehearsals a signal ends the program itself; one that comes in the very end of one is lost.
    def break_off(self, *args):
        child = self.tend.start(list(map(str, args)))
        terminal.until(lambda: terminal.children_of(child.pid), "nothing is rehearsed")
        while child.poll() is None:
            child.send_signal(signal.SIGINT)
            time.sleep(0.02)
        child.out, child.err = child.communicate()
        self.assertIn(child.returncode, (1, -signal.SIGINT), child.err)
        return child

    def rehearse(self, *args, script=None, **more):
        return self.tend.run(["rehearse", str(script or self.walk), *args], **more)

    def script(self, text):
        return self.tend.write(self.tend.root / "here" / "mine.lua", text)


class RehearseTest(Rehearsed):
    def test_a_transcript_reads_like_the_practice(self):
        done = self.rehearse("--answers", str(self.answers), "--at", "2026-03-29 01:30", "--seed", "7")
        self.assertEqual((done.status, done.err), (0, ""))
        number = done.out.split("number is ")[1].split(".")[0]
        self.assertEqual(done.out, f"""How do you set out?
  1. flat
  2. bright
> bright
Breathe in, 4 seconds
Breathe out, 6 seconds
(and on, 4 times in all)
Find 1?
> a stick
(after 30 seconds)
Find 2?
> ...
(after 8 minutes 30 seconds)
It is sunday night, and the number is {number}.
(the end, after 9 minutes 40 seconds)
[journal] Finds
  - a stick
  mood: bright
""")

    def test_the_same_seed_gives_the_same_transcript_and_another_one_not(self):
        runs = [self.rehearse("--at", "2026-01-01 10:00", "--seed", seed).out for seed in ("1", "1", "2", "3")]
        self.assertEqual(runs[0], runs[1])
        self.assertGreater(len(set(runs)), 1)

    def test_nothing_is_left_of_it(self):
        before = sorted(self.tend.root.rglob("*"))
        self.assertEqual(self.rehearse("--answers", str(self.answers)).status, 0)
        self.assertEqual(self.rehearse("--random", "20").status, 0)
        self.assertEqual(sorted(self.tend.root.rglob("*")), before)

    def test_without_answers_everything_is_passed_over(self):
        done = self.rehearse()
        self.assertEqual(done.out.count("> skip"), 3)

    def test_a_broken_practice_says_where_and_ends_as_run_does(self):
        done = self.rehearse(script=self.script('local x = ask "What?"\nsay("It is " .. x)\n'))
        self.assertEqual(done.status, 3)
        self.assertIn("(it could not go on: mine.lua:2: attempt to concatenate a nil value (local 'x')"
                      "; where a question was passed over the answer is nil, as 'if' finds out)", done.out)

    def test_a_refusal_and_holds_are_part_of_it(self):
        script = self.script('local _, why = chime()\nsay(tostring(why))\n'
                             'local _, changed = breathe("box", { cycles = 1 })\nsay(tostring(changed))\n')
        self.assertIn("(a sound: bell)\nnil\n", self.rehearse(script=script).out)
        done = self.rehearse("--grant", "none", "--holds", "no", script=script).out
        self.assertIn("sound is not allowed for this practice", done)
        self.assertIn("without holds", done)

    def test_what_looks_like_a_mark_is_shown_as_the_practices_own(self):
        done = self.rehearse(script=self.script('say "> forged\\n[journal] forged\\n! leave\\n(the end)\\n# seed 2"\n'))
        for line in ("| > forged", "| [journal] forged", "| ! leave", "| (the end)", "| # seed 2"):
            self.assertIn(f"{line}\n", done.out)

    def test_one_who_leaves_unasked_has_left(self):
        answers = self.tend.write(self.tend.root / "leave", "bright\n! leave\n")
        self.assertIn("! leave\n", self.rehearse("--answers", str(answers)).out)

    def test_what_never_ends_is_left(self):
        for text in ('every("1s", function() end)\n', 'while true do say "again" wait "1m" end\n'):
            done = self.rehearse(script=self.script(text))
            self.assertIn("(it would go on, and the rehearsal leaves here)", done.out)
            self.assertEqual(done.status, 0)

    def test_a_silence_that_nothing_ends_is_passed_over(self):
        answers = self.tend.write(self.tend.root / "silent", "...\n")
        done = self.rehearse("--answers", str(answers), script=self.script('say(tostring(ask "Well?"))\n'))
        self.assertIn("> ...\n(no time ends this question, so it is passed over)\nnil\n", done.out)

    def test_random_rehearsals_find_the_line_that_breaks(self):
        script = self.script('local a = ask "A?"\nlocal b = ask("B?", { within = "1m" })\n'
                             'if b then say("B " .. a .. b) end\n')
        done = self.rehearse("--random", "200", script=script)
        self.assertEqual(done.status, 3)
        self.assertIn("mine.lua:3: attempt to concatenate a nil value (local 'a')", done.out)
        again = done.out.split("to see one: tend rehearse ")[1].split()
        seen = self.tend.run(["rehearse", *again])
        self.assertEqual(seen.status, 3)
        self.assertIn("mine.lua:3:", seen.out)

    def test_random_rehearsals_of_a_whole_practice_say_so(self):
        done = self.rehearse("--random", "50")
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertRegex(done.out, r"^50 rehearsals, and none broke: \d+ went to the end")

    def test_wrong_use_is_told_in_a_sentence(self):
        for args, sentence in (
            (["--sed", "7"], "there is no option '--sed' (did you mean '--seed'?)"),
            (["--seed", "x"], "'seed' needs a whole number, not 'x'"),
            (["--at", "noon"], "'at' needs a date and a time such as \"2026-03-29 01:30\", not 'noon'"),
            (["--random", "0"], "--random needs a number from 1 to 100000"),
            (["--keep", "A B"], "--keep needs a name of small letters, digits and '-'"),
            (["--answers"], "--answers needs a value"),
            (["--grant", "all,sound"], "'grant' needs all, none, or permissions"),
            (["--random", "3", "--keep", "x"], "--keep keeps one rehearsal, and --random 3 are many"),
            (["--random", "3", "--answers", __file__], "--random answers by itself, so --answers does not go with it"),
        ):
            with self.subTest(args):
                done = self.rehearse(*args)
                self.assertEqual(done.status, 2)
                self.assertIn(sentence, done.err)


    def test_a_setting_that_is_no_text_is_refused(self):
        folder = self.tend.plugin("set", plugin_ini=MANIFEST.format(name="set") + "[settings]\nword = text moss What\n",
                                  main="say(setting 'word')\n")
        done = subprocess.run([support.PROGRAM, "rehearse", folder, b"--word=\xff"], env=self.tend.environment(), capture_output=True)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"the value of '--word' is not UTF-8 text", done.stderr)

    def test_what_was_broken_off_is_no_rehearsal(self):
        script = self.script(ENDLESS)
        child = self.break_off("rehearse", script, "--random", "2")
        if child.returncode == 1:
            self.assertEqual(child.out, "It was broken off.\n")


class KeptTest(Rehearsed):
    def setUp(self):
        super().setUp()
        self.kept = self.walk.parent / "tests" / "walk.usual.transcript"

    def keep(self):
        done = self.rehearse("--answers", str(self.answers), "--at", "2026-03-29 01:30", "--keep", "usual")
        self.assertEqual(done.status, 0, done.err)
        self.assertTrue(self.kept.exists())

    def test_a_practice_that_is_as_it_was_passes(self):
        self.keep()
        done = self.tend.run(["test", str(self.walk)])
        self.assertEqual((done.status, done.out, done.err), (0, "walk: 1 of 1 tests went as they did\n", ""))

    def test_a_changed_line_is_shown_and_can_be_taken_over(self):
        self.keep()
        self.tend.write(self.walk, WALK.replace("Find", "What is find").replace("8m", "4m"))
        done = self.tend.run(["test", str(self.walk)])
        self.assertEqual(done.status, 1)
        for line in ("- Find 1?", "+ What is find 1?", "- (after 8 minutes 30 seconds)", "+ (after 4 minutes 30 seconds)"):
            self.assertIn(f"\n{line}\n", done.out)
        self.assertIn(f"tend test {self.walk} --update", done.out)
        head = self.kept.read_text().split("How do you")[0]
        self.assertEqual(self.tend.run(["test", str(self.walk), "--update"]).status, 0)
        self.assertTrue(self.kept.read_text().startswith(head + "How do you"))
        self.assertEqual(self.tend.run(["test", str(self.walk)]).status, 0)

    def test_leaving_in_the_middle_is_played_again(self):
        for seed in range(1, 40):
            self.assertEqual(self.rehearse("--random", "1", "--seed", str(seed), "--keep", f"r{seed}").status, 0)
        texts = [file.read_text() for file in self.kept.parent.iterdir()]
        self.assertTrue(any("\n! " in text for text in texts))
        self.assertTrue(any("> leave" in text for text in texts))
        done = self.tend.run(["test", str(self.walk)])
        self.assertEqual((done.status, done.out), (0, "walk: 39 of 39 tests went as they did\n"))

    def test_a_kept_one_is_not_written_over(self):
        self.keep()
        done = self.rehearse("--keep", "usual")
        self.assertEqual(done.status, 1)
        self.assertIn("is there already: remove it, or give this one another name", done.err)

    def test_a_practice_without_tests_says_how_to_make_one(self):
        done = self.tend.run(["test", str(self.walk)])
        self.assertEqual(done.status, 2)
        self.assertIn("walk has no tests yet; to make one: tend rehearse", done.err)

    def test_a_file_that_is_no_transcript_is_told_of(self):
        self.keep()
        self.kept.write_bytes(b"\xff\xfe")
        done = self.tend.run(["test", str(self.walk)])
        self.assertEqual(done.status, 1)
        self.assertIn("this is not UTF-8 text: is it a transcript?", done.err)

    def test_what_tells_nothing_of_the_practice_is_not_written(self):
        self.keep()
        before = self.kept.read_text()
        number = {"x86_64": "317", "aarch64": "277"}[os.uname().machine]  # seccomp
        unsealed = [str(support.BUILD / "tests" / "without_call"), number, "1", str(support.PROGRAM)]
        for args in (["test", self.walk, "--update"], ["test", self.walk, self.walk], ["rehearse", self.walk, "--keep", "other"]):
            with self.subTest(args):
                done = self.tend.run([*unsealed[1:], *map(str, args)], program=unsealed[0])
                self.assertEqual(done.status, 6)
                self.assertEqual(done.err.count("the sandbox could not be set up"), 1)
        self.kept.write_text("# set place=sea\n" + before)
        done = self.tend.run(["test", str(self.walk), "--update"])
        self.assertEqual((done.status, done.out), (2, ""))
        self.assertIn("walk.usual.transcript: ", done.err)
        self.assertEqual(self.kept.read_text(), "# set place=sea\n" + before)
        self.kept.write_text(before)
        self.tend.write(self.walk, ENDLESS)
        self.break_off("test", self.walk, "--update")
        self.break_off("rehearse", self.walk, "--keep", "other")
        self.assertEqual(self.kept.read_text(), before)
        self.assertEqual(list(self.kept.parent.iterdir()), [self.kept])

    def test_a_strangers_transcript_draws_nothing_on_the_terminal(self):
        self.keep()
        self.kept.write_text(self.kept.read_text().replace("Find 1?", "Find \x1b[31m1?"))
        done = self.tend.run(["test", str(self.walk)])
        self.assertEqual(done.status, 1)
        self.assertNotIn("\x1b", done.out)

    def test_a_short_option_is_none(self):
        self.keep()
        self.assertEqual(self.tend.run(["test", "-u", str(self.walk)]).status, 2)

    def test_one_that_cannot_be_written_stays_as_it_was(self):
        self.keep()
        before = self.kept.read_text()
        self.tend.write(self.walk, WALK.replace("Find", "What is find"))
        small = ["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"", str(support.PROGRAM)]
        done = self.tend.run([*small, "test", str(self.walk), "--update"], program="/bin/sh")
        self.assertEqual(done.status, 1)
        self.assertEqual(self.kept.read_text(), before)
        self.tend.run([*small, "rehearse", str(self.walk), "--keep", "other"], program="/bin/sh")
        self.assertEqual(list(self.kept.parent.iterdir()), [self.kept])


class BundledTest(support.Case):
    """Every practice that comes with tend has kept rehearsals, goes as they did, and nothing that people do breaks it."""

    PRACTICES = sorted(folder.parent for folder in (support.SOURCE / "plugins").glob("*/plugin.ini"))

    def test_each_has_tests_and_passes_them(self):
        for folder in self.PRACTICES:
            with self.subTest(folder.name):
                self.assertTrue(list((folder / "tests").glob("*.transcript")))
                done = self.tend.run(["test", folder.name])
                self.assertEqual((done.status, done.err), (0, ""), done.out)
                self.assertRegex(done.out, rf"{folder.name}: ([1-9]\d*) of \1 tests went as they did\n\Z")

    def test_nothing_that_people_do_breaks_one(self):
        times = os.environ.get("TEND_REHEARSALS", "60")
        for folder in self.PRACTICES:
            with self.subTest(folder.name):
                done = self.tend.run(["rehearse", folder.name, "--random", times], timeout=300)
                self.assertEqual((done.status, done.err), (0, ""), done.out)


if __name__ == "__main__":
    unittest.main()
