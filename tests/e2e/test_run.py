"""`tend run` from the outside: exit statuses, files, settings, answers, what is kept between runs, and limits."""

import json
import shutil
import signal
import subprocess
import time
import unittest

import support
from run import STOPPED, Run


class Status(Run):
    def test_zero_for_what_was_finished_or_left(self):
        self.assert_done(self.run_script('say "a" say "b"'), 0, "a\nb\n")
        done = self.run_script('ask "a"', input="leave\n")
        self.assert_done(done, 0)
        self.assertTrue(done.out.endswith("[tend] That is fine. Come back whenever you like.\n"), done.out)

    def test_two_for_wrong_use(self):
        (self.tend.home / "bytes.lua").write_bytes(b'say "\xFF"\n')
        rows = (
            ([], "which practice?"),
            (["three-breaths", "ground"], "one practice at a time: 'ground' is a second one; "),
            (["three-breath"], "there is no practice called 'three-breath' (did you mean 'three-breaths'?)"),
            (["qqqqqqqq"], "there is no practice called 'qqqqqqqq'; 'tend list' shows what can be run\n"),
            (["./nowhere.lua"], "./nowhere.lua: there is no such file or folder\n"),
            (["./bytes.lua"], "bytes.lua:1: "),
            (["three-breaths", "--fsat"], "there is no option '--fsat' (did you mean '--fast'?)\n"),
            (["--fsat", "three-breaths"], "there is no option '--fsat' (did you mean '--fast'?)\n"),
            (["breathe", "--patern=box"], "there is no option '--patern' (did you mean '--pattern'?)\n"),
            (["three-breaths", "--volume", "3"], "three-breaths has no setting 'volume'; 'tend show three-breaths' lists"),
            (["breathe", "--pattern", "boxx"], "boxx"),
            (["breathe", "--minutes=ten"], "minutes"),
            (["breathe", "--minutes=21"], "20"),
            (["breathe", "--minutes"], "minutes"),
            (["three-breaths", "--front"], "--front needs one of"),
            (["three-breaths", "--front=paper"], "there is no front end 'paper'"),
            (["three-breaths", "--grant", "journal.ad"], "--grant needs"),
            (["three-breaths", "--grant"], "--grant needs"),
            (["three-breaths", "--seed", "many"], "--seed needs a whole number"),
            (["three-breaths", "--answers", "nowhere.txt"], "nowhere.txt"),
            (["three-breaths", "--answers"], "--answers needs a file"),
        )
        for args, sentence in rows:
            with self.subTest(args):
                done = self.tend.run(["run", *args])
                self.assertEqual((done.status, done.out), (2, ""))
                self.assertIn(sentence, done.err)

    def test_two_for_a_manifest_with_mistakes_each_with_its_line(self):
        folder = self.plugin('say "never"', "minuts = 3\n[permissions]\njournal.ad = to keep\n")
        done = self.run_plugin()
        self.assert_done(done, 2, "", done.err)
        self.assertEqual(done.err.splitlines(), [
            f"{folder}/plugin.ini:9: unknown key 'minuts' in [plugin] (did you mean 'minutes'?)",
            f"{folder}/plugin.ini:11: there is no permission 'journal.ad' (did you mean 'journal.add'?): there are journal.add, "
            "journal.read, notify, sound and remind",
        ])

    def test_three_for_an_error_with_its_line(self):
        rows = (
            ("say(", "mine.lua:1: "),
            ('\nerror("boom")', "mine.lua:2: boom\n"),
            ("error({})", "error was called with a table; give it a text\n"),
            ("saay 'x'", "mine.lua:1: unknown name 'saay' (did you mean 'say'?)\n"),
            ("ask('x', { witin = 3 })", "mine.lua:1: ask: unknown option 'witin' (did you mean 'within'?)\n"),
            ("breathe 'bocks'", "mine.lua:1: breathe: no breath is called 'bocks'"),
            ("require 'other'", "mine.lua:1: require: this practice has no file 'other.lua'"),
            ("print 'x'", "mine.lua:1: 'print' is not there; say(text) shows a line\n"),
            ("error('\\27[2Jx\\nnext line')", "mine.lua:1: [2Jx next line\n"),
        )
        for text, sentence in rows:
            with self.subTest(text):
                done = self.run_script(text)
                self.assertEqual((done.status, done.out), (3, f"{STOPPED} Nothing you did caused it.\n"))
                self.assertTrue(done.err.startswith(f"tend: {sentence}"), done.err)
                self.assertEqual(done.err.count("\n"), 1)

    def test_four_for_a_limit_by_its_name(self):
        rows = (
            ("while true do end", "it computed for 250 ms without a pause"),
            ("local t = {} while true do t[#t + 1] = ('x'):rep(1000):rep(4000) .. #t end", "it needed more than 32 MiB of memory"),
            ("for i = 1, 300 do after(1, function() end) end", "it ran more than 256 strands at once"),
            ("while true do draw('d', { 'a' }) end", "it asked for more than 2000 things in a moment"),
        )
        for text, limit in rows:
            with self.subTest(limit):
                done = self.run_script(f'ask "q" {text}', "--fast", input="these words\n")
                self.assertEqual((done.status, done.err), (4, f"tend: mine: stopped, because {limit}\n"))
                self.assertIn(f"{STOPPED} What you wrote is kept in your journal.\n", done.out)
                self.assertEqual(self.tend.entries()[-1]["lines"], ["these words"])

    def test_five_for_a_permission_it_could_not_do_without(self):
        more = "[permissions]\njournal.add = to keep\n"
        self.plugin('local id, why = journal.add { text = "x" } say(id or why)', more)
        self.assert_done(self.run_plugin(), 0, "journal.add is not allowed for this practice\n")
        self.plugin('local id, why = journal.add { text = "x" } if not id then error(why) end', more)
        done = self.run_plugin("--grant", "none")
        self.assert_done(done, 5, done.out, "tend: walk/main.lua:1: journal.add is not allowed for this practice\n")
        self.plugin("journal.add { text = 'x' }")
        done = self.run_plugin("--grant", "all")
        self.assertEqual(done.status, 5)
        self.assertIn("walk/main.lua:1: journal.add: plugin.ini does not ask for it; under [permissions] add the line: ",
                      done.err)
        self.assertEqual(self.tend.entries(), [])

    def test_six_without_the_sandboxed_program(self):
        alone = self.tend.root / "alone"
        (alone / "bin").mkdir(parents=True)
        shutil.copy2(support.PROGRAM, alone / "bin" / "tend")
        self.tend.script("mine", 'say "x"')
        done = self.tend.run(["run", "mine"], program=alone / "bin" / "tend")
        self.assertEqual((done.status, done.out), (6, ""))
        self.assertIn("tend-host could not be started", done.err)


class Files(Run):
    def test_a_folder_and_its_further_files(self):
        folder = self.plugin('local lib = require "lib.words" say(lib.hello) say(tostring(require "lib.words" == lib))')
        self.tend.write(folder / "lib" / "words.lua", 'return { hello = "from afar" }\n')
        self.assert_done(self.run_plugin(), 0, "from afar\ntrue\n")
        self.assert_done(self.tend.run(["run", str(folder)]), 0, "from afar\ntrue\n")
        self.tend.write(folder / "lib" / "words.lua", "\n\nlocal = 3\n")
        done = self.run_plugin()
        self.assertEqual(done.status, 3)
        self.assertIn("walk/lib/words.lua:3: ", done.err)

    def test_the_persons_own_scripts_come_first(self):
        self.tend.script("three-breaths", 'say "my own three"')
        self.assert_done(self.tend.run(["run", "three-breaths"]), 0, "my own three\n")

    def test_a_file_by_its_path(self):
        self.tend.write(self.tend.home / "here.lua", 'say "here"')
        for path in ("here.lua", "./here.lua", str(self.tend.home / "here.lua")):
            self.assert_done(self.tend.run(["run", path]), 0, "here\n")


class Settings(Run):
    MORE = ("[settings]\nn = integer 3 1..9 How many\nx = number 0.5 0..1 Half\nyes = boolean no Whether\n"
            'place = text "the woods" Where\nwhich = choice one one|two Which\nlong = duration 90s 1s..1h How long\n')
    SAY = """for _, name in ipairs { "n", "x", "yes", "place", "which", "long" } do
               say(name .. " " .. tostring(setting(name)))
             end"""

    def setUp(self):
        super().setUp()
        self.plugin(self.SAY, self.MORE)

    def test_defaults_then_the_file_then_the_call(self):
        self.assert_done(self.run_plugin(), 0, "n 3\nx 0.5\nyes false\nplace the woods\nwhich one\nlong 90.0\n")
        self.tend.settings('[practice walk]\nn = 4\nyes = yes\nplace = a pond; ducks\nlong = 2m\n')
        kept = self.run_plugin()
        self.assertIn("n 4\nx 0.5\nyes true\nplace a pond", kept.out)
        self.assertIn("long 120.0\n", kept.out)
        given = self.run_plugin("--n=5", "--x", "1", "--yes=no", "--place", "here, there", "--which=two", "--long=1m30s")
        self.assert_done(given, 0, "n 5\nx 1.0\nyes false\nplace here, there\nwhich two\nlong 90.0\n")
        self.assertIn("yes true\n", self.run_plugin("--yes", "--n=5").out)

    def test_wrong_values_name_their_place_and_nothing_runs(self):
        for key, value in (("n", "10"), ("n", "3.5"), ("x", "2"), ("yes", "perhaps"), ("which", "three"), ("long", "2h"),
                           ("long", "x")):
            with self.subTest(f"{key} = {value}"):
                done = self.run_plugin(f"--{key}={value}")
                self.assertEqual((done.status, done.out), (2, ""))
                self.assertTrue(done.err.startswith(f"tend: walk: '{key}' "), done.err)
                self.tend.settings(f"\n[practice walk]\n{key} = {value}\n")
                done = self.run_plugin()
                self.assertEqual((done.status, done.out), (2, ""))
                self.assertTrue(done.err.startswith(f"tend: tend.ini:3: walk: '{key}' "), done.err)
                (self.tend.config / "tend.ini").unlink()

    def test_a_setting_that_is_not_there(self):
        self.plugin('setting "m"', self.MORE)
        done = self.run_plugin()
        self.assert_done(done, 3, done.out, "tend: walk/main.lua:1: setting: plugin.ini has no setting 'm'\n")

    def test_mistakes_in_the_settings_file_are_told_and_the_practice_runs(self):
        path = self.tend.settings("[look]\npace = fast\n[care]\nhols = no\n")
        done = self.run_plugin()
        self.assertEqual(done.status, 0)
        self.assertIn("n 3\n", done.out)
        self.assertEqual(done.err.splitlines(), [f"{path}:2: 'pace' needs a number from 0 to 4, not 'fast'",
                                                 f"{path}:4: unknown key 'hols' in [care] (did you mean 'holds'?)"])


class Answers(Run):
    def test_from_a_file_and_shown(self):
        path = self.tend.write(self.tend.home / "answers.txt", "ann\nsecret word\n2\nleave me out\nof it\n.\n")
        done = self.run_script("""
            say("hello " .. ask "Name?")
            say(#ask("Word?", { private = true }) .. " letters")
            say((choose("Which?", { "one", "two" })))
            say((write "Page?"))
            say(tostring(ask "More?"))""", "--answers", str(path), input="never read\n")
        self.assert_done(done, 0)
        self.assertEqual([line for line in done.out.splitlines() if not line.startswith("  ")],
                         ["Name?", "> ann", "hello ann", "Word?", "> ...", "11 letters", "Which?", "> 2", "two", "Page?",
                          "> leave me out", "> of it", "> .", "leave me out", "of it", "More?", "nil"])
        self.assertNotIn("secret", done.out)

    def test_text_that_is_not_utf8_is_refused_and_asked_again(self):
        self.tend.script("mine", 'say("got " .. ask "Name?")')
        sent = b"J\xFCrg\nJ\xC3\xBCrg\n"
        done = subprocess.run([support.PROGRAM, "run", "mine"], input=sent, env=self.tend.environment(), timeout=60,
                              capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout.decode().splitlines()[1:], [
            "[tend] That line is not UTF-8 text, so it cannot be kept as it was typed; please type it again.", "got Jürg"])

    def test_a_page_as_long_as_a_page_may_be(self):
        self.tend.script("mine", 'local page = write "Page?" journal.add { text = page } say(#page)')
        for name, page in (("many lines", "0123456 äöü\n" * 30000), ("one line", "ü" * 240000 + "\n")):
            with self.subTest(name):
                done = self.tend.run(["run", "mine"], input=page + ".\n")
                self.assert_done(done, 0)
                self.assertEqual(self.tend.entries()[-1]["text"], page[:-1])
        done = self.tend.run(["run", "mine"], input="ü" * 300000)
        self.assertIn("[tend] This page is full, so it is kept as it is.\n", done.out)
        self.assertEqual(self.tend.entries()[-1]["text"], "ü" * (480 * 1024 // 2))

    def test_seeds(self):
        text = 'say(draw("d", { "a", "b", "c", "d", "e", "f", "g", "h" })) say(math.random(1000000))'
        outs = set()
        for seed in ("1", "1", "2", "3"):
            with support.Tend() as tend:
                tend.script("mine", text)
                outs.add((seed, tend.run(["run", "mine", "--seed", seed]).out))
        self.assertEqual(len(outs), 3)
        self.assertEqual(len({out for _, out in outs}), 3)


class Kept(Run):
    def test_what_is_remembered_is_there_the_next_time_and_only_here(self):
        text = """local n = recall("n", 0) say("n " .. n) remember("n", n + 1)
                  local t = recall "t" say(t and t.list[2] or "nothing") remember("t", { list = { "a", "ü" } })"""
        self.assert_done(self.run_script(text), 0, "n 0\nnothing\n")
        self.assert_done(self.run_script(text), 0, "n 1\nü\n")
        self.tend.script("other", text)
        self.assert_done(self.tend.run(["run", "other"]), 0, "n 0\nnothing\n")

    def test_a_deck_is_used_up_before_it_starts_over(self):
        for _ in range(3):
            cards = {self.run_script('say(draw("d", { "a", "b", "c", "d" }))').out for _ in range(4)}
            self.assertEqual(cards, {"a\n", "b\n", "c\n", "d\n"})

    def test_reminders_are_shown_once_when_their_time_has_come(self):
        done = self.run_script("""remind_me { after = 0, text = "water the\\27[2J fern" }
                                  remind_me { after = "2h", text = "later" }""")
        self.assertEqual((done.status, done.out.count("A reminder is kept for "), done.err), (0, 2, ""))
        home = self.tend.run([])
        self.assertIn("  water the[2J fern (mine)\n", home.out)
        self.assertNotIn("later", home.out)
        self.assertNotIn("fern", self.tend.run([]).out)

    def test_time_really_passes(self):
        start = time.monotonic()
        self.assert_done(self.run_script('say "a" wait(0.3) say(elapsed() >= 0.3 and "b" or "too early")'), 0, "a\nb\n")
        self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_fast_lets_an_hour_pass_in_no_time(self):
        done = self.run_script('wait("1h") say(("%d"):format(elapsed()))', "--fast")
        self.assert_done(done, 0, "3600\n")


class Grounding(Run):
    BACK = "[tend] And back to where you were. You can go on, or leave.\n"

    def test_time_stands_still_meanwhile(self):
        done = self.run_script('say("got " .. tostring(ask("Name?", { within = 5 })))', "--fast", input="ground\nann\n")
        self.assertIn("Right here. Nothing to answer.\n", done.out)
        self.assertTrue(done.out.endswith(f"{self.BACK}Name?\ngot ann\n"), done.out)

    def test_leaving_it_leads_back(self):
        done = self.run_script('say("got " .. ask "Name?")', input="ground\nleave\nann\n")
        self.assert_done(done, 0)
        self.assertTrue(done.out.endswith(f"[tend] That is fine. Come back whenever you like.\n{self.BACK}Name?\ngot ann\n"), done.out)

    def test_interrupting_it_leaves_everything(self):
        self.tend.script("mine", 'ask "Name?"')
        child = self.tend.start(["run", "mine"])
        child.stdin.write("ground\n")
        child.stdin.flush()
        support.read_until(child, "Right here. Nothing to answer.\n")
        child.send_signal(signal.SIGINT)
        out, err = child.stdout.read(), child.stderr.read()
        self.assertEqual((child.wait(timeout=60), err), (0, ""))
        self.assertNotIn(self.BACK, out)

    def test_grounding_itself_is_grounded_in_words(self):
        done = self.tend.run(["run", "ground", "--fast"], "ground\n")
        self.assert_done(done, 0)
        self.assertIn("[tend] You are here. Feel the floor under your feet, or whatever is holding you.\n", done.out)


class Limits(Run):
    # A moment of computing, and ten seconds of rest, which --fast lets pass at once.
    WALK = "for _ = 1, setting 'rounds' do local sum = 0 for i = 1, 1000000 do sum = sum + i end wait(10) end say 'there'"

    def test_computing_is_given_with_time(self):
        self.plugin(self.WALK, "[settings]\nrounds = integer 1 1..100000 rounds\n")
        rounds, used = 200, 0
        while used < 5_500_000:
            rounds *= 2
            done = self.run_plugin("--fast", "--json", f"--rounds={rounds}", timeout=120)
            used = json.loads(done.err)["cpu_us"]
            self.assertEqual((done.status, done.out), (0, "there\n"), done.err)

    def test_sixty_four_questions_may_be_open(self):
        script = ("local parts = {{}} for i = 1, {} do parts[i] = function() ask('Q' .. i) end end "
                  "together(table.unpack(parts)) say 'all'")
        self.assert_done(self.run_script(script.format(64), "--front", "plain", input="\n" * 64), 0)
        self.tend.script("mine", script.format(65))
        child = self.tend.start(["run", "mine", "--front", "plain"])  # which nobody answers
        self.assertEqual(child.wait(timeout=60), 4)
        self.assertIn("it had more than 64 questions open at once", child.stderr.read())


class Fast(Run):
    def test_what_goes_on_by_itself_ends_after_a_day(self):
        done = self.run_script("every(3600, function() say 'tick' end)", "--fast", "--front", "plain")
        self.assert_done(done, 0)
        self.assertEqual(done.out.count("tick"), 24)
        self.assertIn("[tend] A day has gone by on this practice's clock, so it ends here.\n", done.out)


if __name__ == "__main__":
    unittest.main()
