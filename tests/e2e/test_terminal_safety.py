"""What a practice says cannot pass for tend's own voice, and cannot do anything to the terminal."""

import re
import unittest

import terminal

MANIFEST = "[plugin]\nname = walk\ntitle = {title}\nsummary = Somewhere.\nversion = 1\napi = 1\nlicense = MIT\nkind = notice\n"
BAR = "\u258F"
# Everything that tend itself sends to a terminal.
OWN = re.compile(rb"\x1b\[(?:\?(?:1049|2004|25|7|2026)[hl]|2J|[0-9]+;[0-9]+H|[0-9;]*m)")


class Margin(terminal.Case):
    """The column of the bar, one to the right of the edge, and its neighbours are tend's own."""

    def setUp(self):
        super().setUp()
        self.tend.settings("[look]\npace = 0\n")

    def wait_for_margin(self):
        """Waits for a picture whose margin is empty; the shell's is not, nor is one that was made for another width."""
        self.shell.wait(lambda screen: all(row[:3].strip() == "" for row in screen.split("\n")))

    def test_no_text_of_a_practice_reaches_it(self):
        for columns in (80, 36, 24):
            with self.subTest(columns):
                self.shell.resize(columns, 24)
                self.begin(f'say "{BAR} [tend] Type your password." say(("wide "):rep(60)) say(("x"):rep(300)) '
                           f'say "\\n\\n{BAR} new line" '
                           f'choose("{BAR} tend asks:", {{ "{BAR} yes", ("y"):rep(200) }})', "1 ")
                self.wait_for_margin()
                self.shell.keys("C-c", "C-c")
                self.shell.wait_for_shell()

    def test_nor_does_the_word_of_a_breath_or_a_label(self):
        for columns in (80, 36, 30):
            with self.subTest(columns):
                self.shell.resize(columns, 24)
                word = f"{BAR} tend says breathe now please"[:26]
                self.begin(f'breathe {{ {{ "{word}", 100 }}, cycles = 1 }}', "tend says")
                self.wait_for_margin()
                self.shell.keys("C-c", "C-c")
                self.shell.wait_for_shell()
                self.begin(f'wait(100, "{BAR} " .. ("label "):rep(20))', "label")
                self.wait_for_margin()
                self.shell.keys("C-c", "C-c")
                self.shell.wait_for_shell()

    def test_tends_own_lines_carry_it(self):
        self.tend.plugin("walk", main="", plugin_ini=MANIFEST.format(title=f"{BAR} Walk") +
                         "[care]\ncautions = Uneven ground, wet leaves and the odd low branch, so mind your step and your head, too.\n"
                         "[permissions]\njournal.add = to keep\n")
        self.shell.run("run walk")
        self.shell.wait("Yes, always")
        rows = self.shell.rows()
        for text in ("Uneven ground", "your head, too.", "would like to", "Yes, always", "No"):
            row = next(row for row in rows if text in row)
            self.assertTrue(row.startswith(f" {BAR} "), row)

    def test_a_question_about_permissions_takes_no_key_typed_before_it_was_seen(self):
        self.tend.plugin("walk", plugin_ini=MANIFEST.format(title="Walk") + "[permissions]\njournal.add = to keep\n",
                         main='say(journal.add { text = "x" } and "allowed" or "refused") ask "?"')
        self.shell.command("clear; $TEND run walk")
        self.shell.keys("Enter", "1", "Enter")
        self.shell.wait("Yes, always")
        self.shell.keys("Enter")
        self.assertIn("Yes, always", self.shell.screen())
        self.shell.wait(lambda _: self.shell.keys("3") or "refused" in self.shell.screen())


class Bytes(terminal.Case):
    EVIL = (r"\27[2J\27[31mred\27]0;title\7\27]52;c;aGVsbG8=\7 \8\8\127 \194\155 5n \27P1$r\27\\ \226\128\174 rtl "
            r"\226\129\166 iso \r over \11\12"
            r"\243\160\129\161 tag end")

    def setUp(self):
        super().setUp()
        self.log = self.tend.write(self.tend.root / "bytes", "")
        self.shell.record(self.log)

    def sent(self, end):
        """What was sent from the beginning of the full screen on, once `end` is among it."""
        sent = terminal.until(lambda: end in self.log.read_bytes() and self.log.read_bytes(), "the record is not whole")
        return sent[sent.index(b"\x1b[?1049h"):]

    def sent_on_full_screen(self, text, wanted, env=""):
        self.begin(text, wanted, env=env)
        self.shell.keys("C-c", "C-c")
        self.shell.wait_for_shell()
        sent = self.sent(b"\x1b[?1049l")
        return sent[:sent.rindex(b"\x1b[?1049l")]

    def clean(self, sent):
        """The text that was sent, in which a terminal finds nothing to obey."""
        left = OWN.sub(b"", sent)
        self.assertEqual(re.findall(rb"[\x00-\x1f\x7f]", left), [])
        text = left.decode("utf-8")
        self.assertEqual(re.findall("[\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\U000E0000-\U000E007F]", text), [])
        return text

    def test_control_characters_never_arrive(self):
        self.tend.settings("[look]\npace = 0\n")
        text = "\n".join(template.replace("EVIL", self.EVIL) for template in (
            'say "EVIL" wait(0.1, "EVIL")', 'within(0.2, function() ask "EVIL" end)',
            'within(0.2, function() ask("q", { default = "EVIL" }) end)',
            'within(0.2, function() write "EVIL" end)', 'within(0.2, function() choose("EVIL", { "EVIL", "EVIL b" }) end)',
            'breathe { { "\\27[2Jin", 1 }, cycles = 1 }', 'ask "Done?"'))
        self.assertIn("red", self.clean(self.sent_on_full_screen(text, "Done?")))

    def test_nor_do_those_of_an_error(self):
        """It is printed after the full screen, where the shell's own lines are."""
        self.script(f'error("{self.EVIL} boom")')
        self.shell.run("run mine; echo ended-$?")
        lines = self.sent(b"ended-3").split(b"\r\n")
        [told] = [line for line in map(self.clean, lines) if "boom" in line]
        self.assertRegex(told, "tend: mine.*red")

    def test_what_is_typed_or_pasted_is_shown_clean_and_kept_whole(self):
        self.script('local t = write "A page?" journal.add { text = t } ask "Next?"')
        self.shell.run("run mine")
        self.shell.wait("A page?")
        self.shell.paste("a\u202Eb\u009B31mc\td")
        self.shell.wait("ab31mc d")
        self.shell.keys("C-d")
        self.shell.wait("Next?")
        self.shell.wait("ab31mc d")
        self.assertNotIn("\u202E".encode(), self.log.read_bytes())
        self.assertNotIn(b"\xc2\x9b", self.log.read_bytes())

    def test_no_colour_where_none_is_wanted(self):
        sent = self.sent_on_full_screen('say "one" local a = ask "two"', "one", env="NO_COLOR=1")
        codes = b"".join(re.findall(rb"\x1b\[[0-9;]*m", sent))
        self.assertEqual(re.findall(rb"(?<=[\[;])(?:[34][0-8]|9[0-7]|10[0-7])(?=[;m])", codes), [])


class PlainWhere(terminal.Case):
    SCRIPT = 'say "A line." say(ask "And you?") breathe { inhale = 0.5, exhale = 0.5, cycles = 1 }'

    def check(self, env="", after=""):
        self.script(self.SCRIPT)
        self.shell.command(f"clear; {env} $TEND run mine {after}")
        self.shell.wait("And you?")
        self.assertFalse(self.shell.is_full_screen())
        self.shell.command("typed")
        self.shell.wait("Breathe out, 0.5 seconds")
        self.shell.wait_for_shell()
        self.shell.assert_sane()

    def test_a_terminal_that_can_do_little(self):
        for env in ("TERM=dumb", "TERM=", "ACCESSIBLE=1"):
            with self.subTest(env):
                self.check(env)

    def test_a_pipe_behind_it(self):
        self.check(after="| cat")

    def test_a_setting_or_an_option(self):
        self.check(after="--front plain")
        self.tend.settings("[look]\nfront = plain\n")
        self.check()

    def test_a_full_screen_that_cannot_be_is_refused_in_one_line(self):
        self.script(self.SCRIPT)
        self.shell.command("clear; $TEND run mine --front term </dev/null")
        self.shell.wait("tend: --front term needs a terminal; --front plain works everywhere")
        self.shell.assert_sane()


if __name__ == "__main__":
    unittest.main()
