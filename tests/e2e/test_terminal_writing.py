"""Writing on the full screen: the editor, choices, what is private, and what is kept when the end comes in the middle."""

import os
import signal
import unittest

import terminal

ADD = 'local text = {} if text then journal.add {{ text = text }} end say("got " .. tostring(text))'
PAGE = ADD.format('write "A page?"')
LINE = ADD.format('ask "One line?"')


class Writing(terminal.Case):
    def setUp(self):
        super().setUp()
        self.tend.settings("[look]\npace = 0\n")

    def kept(self):
        """The text of the newest entry, once tend is over."""
        self.shell.wait_for_shell()
        return self.tend.entries()[-1]["text"]

    def page(self):
        self.begin(PAGE, "A page?")

    def line(self):
        self.begin(LINE, "One line?")


class Page(Writing):
    def test_a_page_is_kept_exactly(self):
        self.page()
        text = ("Dear you,\n\n  it is  raining. \u00DCber \u4E2D\u6587\u5B57 e\u0301 \U0001F33F "
                "\U0001F468\u200D\U0001F469\u200D\U0001F467 \u0938\u0924\n\\n 'quoted' \"$HOME\"\n ")
        for number, line in enumerate(text.split("\n")):
            if number:
                self.shell.keys("Enter")
            self.shell.type(line)
        self.shell.keys("C-d")
        self.assertEqual(self.kept(), text)

    def test_a_pasted_page_is_kept_exactly(self):
        self.page()
        text = "\n".join(f"line {number} of a long paste, \u4E2D\u6587" for number in range(300)) + "\n\n\tindented"
        self.shell.paste(text)
        self.shell.wait("indented")
        self.shell.keys("C-d")
        self.assertEqual(self.kept(), text)

    def test_nothing_in_a_paste_is_a_key(self):
        self.page()
        self.shell.paste("a\x04b\x03c\x1ad\te")
        self.shell.wait("abcd e")
        self.shell.keys("C-d")
        self.assertEqual(self.kept(), "abcd\te")

    def test_it_is_edited_by_words_lines_and_steps_back(self):
        rows = (
            (["one two three"], ["M-b", "M-b"], "X", "one Xtwo three"),
            (["one two three"], ["C-Left", "C-Left", "M-f"], "X", "one twoX three"),
            (["one two three"], ["Home", "C-Right", "Right", "C-k"], "X", "one X"),
            (["one two three"], ["C-w", "C-w"], "X", "one X"),
            (["one two three"], ["C-w", "C-w", "C-_"], "X", "one two X"),
            (["one", "two"], ["Up", "Home", "DC"], "X", "Xne\ntwo"),
            (["one", "two"], ["C-u", "BSpace"], "X", "oneX"),
            (["\u4E2D\u6587\u5B57"], ["Left", "BSpace"], "X", "\u4E2DX\u5B57"),
            (["ae\u0301o"], ["Left", "BSpace"], "X", "aXo"),
            (["word"], ["C-_"], "X", "X"),
        )
        for lines, keys, more, wanted in rows:
            with self.subTest(lines, keys=keys):
                self.page()
                for number, line in enumerate(lines):
                    self.shell.keys(*["Enter"] * (number > 0))
                    self.shell.type(line)
                self.shell.keys(*keys)
                self.shell.type(more)
                self.shell.keys("C-d")
                self.assertEqual(self.kept(), wanted)

    def test_the_cursor_stands_where_the_next_letter_will(self):
        self.page()
        top = self.shell.row_of("\u203A")
        for typed, row, column in (("ab", 0, 7), ("\u4E2D", 0, 9), ("e\u0301", 0, 10), ("\U0001F33F", 0, 12)):
            self.shell.type(typed)
            terminal.until(lambda: self.shell.cursor() == (top + row, column), lambda: f"{typed}: {self.shell.cursor()}, {top}")
        self.shell.keys("Home")
        terminal.until(lambda: self.shell.cursor() == (top, 5), "home")

    def test_a_page_longer_than_the_screen_scrolls_with_the_cursor(self):
        self.page()
        self.shell.paste("\n".join(f"row-{number}." for number in range(60)))
        self.shell.wait(lambda screen: "row-59." in screen and "row-0." not in screen)
        self.shell.keys("C-Home")
        self.shell.wait(lambda screen: "row-0." in screen and "row-59." not in screen and "A page?" in screen)
        self.assertEqual(self.shell.cursor()[0], self.shell.row_of("row-0."))

    def test_tab_passes_over_an_empty_page_and_no_written_one(self):
        self.page()
        self.shell.wait("tab  pass over")
        self.shell.type("x")
        self.shell.wait_without("tab  pass over")
        self.shell.keys("Tab", "BSpace")
        self.shell.wait("tab  pass over")
        self.shell.keys("Tab")
        self.shell.wait_for_shell()
        self.assertEqual(self.tend.entries(), [])

    def test_a_change_of_size_keeps_text_and_cursor(self):
        self.page()
        self.shell.type("some words that will have to be wrapped in a narrow window, all of them")
        for columns, rows in ((30, 10), (8, 4), (3, 2), (120, 40), (80, 24)):
            self.shell.resize(columns, rows)
            terminal.until(lambda: self.shell.ask("#{pane_width}") == str(columns), "no resize")
            self.shell.type("+")
        self.shell.wait("them+++++")
        self.assertIn("A page?", self.shell.screen())
        self.shell.keys("C-d")
        self.assertEqual(self.kept(), "some words that will have to be wrapped in a narrow window, all of them+++++")


class Line(Writing):
    def test_enter_ends_a_line_and_a_paste_does_not(self):
        self.line()
        self.shell.paste("one\ntwo\nthree")
        self.shell.wait("one two")
        self.shell.keys("Enter")
        self.assertEqual(self.kept(), "one two three")

    def test_a_long_line_is_seen_as_a_whole(self):
        self.line()
        text = " ".join(f"word{number}" for number in range(30))
        self.shell.type(text)
        self.shell.wait(lambda screen: "word0 " in screen and "word29" in screen)
        self.shell.keys("Enter")
        self.assertEqual(self.kept(), text)

    def test_an_empty_line_or_tab_passes_over(self):
        for key in ("Enter", "Tab"):
            with self.subTest(key):
                self.line()
                self.shell.keys(key)
                self.shell.wait_for_shell()
                self.assertEqual(self.tend.entries(), [])

    def test_what_an_empty_line_stands_for_is_shown(self):
        self.begin(ADD.format('ask("Who?", { default = "somebody" })'), "somebody")
        self.shell.keys("Enter")
        self.assertEqual(self.kept(), "somebody")

    def test_a_private_answer_never_reaches_the_screen(self):
        log = self.tend.root / "bytes"
        self.shell.record(log)
        self.begin('local a = ask("A secret?", { private = true }) journal.add { text = a } ask "Next?"', "A secret?")
        cursor = self.shell.cursor()
        self.shell.type("xyzzy-hidden")
        self.shell.keys("Escape")
        self.shell.wait("Go on")
        self.shell.keys("Escape")
        self.shell.wait("enter  done")
        self.assertEqual(self.shell.cursor(), cursor)
        self.shell.resize(60, 20)
        self.shell.type("!")
        self.shell.keys("Enter")
        self.shell.wait("Next?")
        self.shell.keys("Tab")
        self.assertEqual(self.kept(), "xyzzy-hidden!")
        sent = log.read_bytes()
        for part in (b"xyz", b"hidden", b"idd"):
            self.assertNotIn(part, sent)


class Choice(Writing):
    CHOOSE = 'local a, i = choose("Which?", { "red", "green", "blue" }) journal.add { text = tostring(a) .. tostring(i) }'

    def test_arrows_numbers_and_passing_over(self):
        rows = ((["Enter"], "red1"), (["Down", "Enter"], "green2"), (["Up", "Enter"], "blue3"), (["3"], "blue3"),
                (["Down", "Down", "Down", "Enter"], "red1"), (["9", "0", "x", "2"], "green2"), (["Tab"], "nilnil"))
        for keys, wanted in rows:
            with self.subTest(keys):
                self.begin(self.CHOOSE, "1  red")
                self.shell.keys(*keys)
                self.assertEqual(self.kept(), wanted)

    def test_many_and_long_ones_are_all_within_reach(self):
        self.shell.resize(40, 12)
        self.begin('local t = {} for i = 1, 30 do t[i] = "option " .. i .. " with many words that take more than one row" end '
                   'local a, i = choose("Which?", t) journal.add { text = tostring(i) }', "more than one row")
        self.shell.keys(*["Down"] * 22)
        self.shell.wait("\u203A 23 option 23")
        self.shell.keys("Enter")
        self.assertEqual(self.kept(), "23")


class Unfinished(Writing):
    """What is half typed is kept, whatever comes."""

    def assert_kept_in_the_end(self, text):
        entry = terminal.until(self.tend.entries, "nothing was kept")[-1]
        self.assertEqual(entry["lines"], [text])

    def type_half(self, text, ask):
        self.begin(ask, "?")
        self.shell.wait("esc  pause or leave")
        self.shell.type(text)
        self.shell.wait(text)

    def test_by_a_signal(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            for ask in (PAGE, LINE):
                with self.subTest(signal=number, ask=ask):
                    text = f"half a thought {number} {len(ask)}"
                    self.type_half(text, ask)
                    self.shell.kill(number)
                    self.shell.wait_for_shell()
                    self.assert_kept_in_the_end(text)
                    self.assertIn("What you wrote is kept", self.shell.screen())

    def test_when_the_terminal_closes(self):
        with terminal.Shell(self.tend) as other:
            self.script(PAGE)
            other.run("run mine")
            other.wait("A page?")
            other.type("the window went away")
            other.wait("went away")
            pid = other.child()
            other.tmux("respawn-pane", "-k", "sleep 100")
            terminal.until(lambda: terminal.is_gone(pid), "tend outlived its terminal")
        self.assert_kept_in_the_end("the window went away")

    def test_when_the_way_out_is_open(self):
        self.type_half("some words", PAGE)
        self.shell.keys("Escape")
        self.shell.wait("Leave quietly")
        self.shell.kill(signal.SIGTERM)
        self.shell.wait_for_shell()
        self.assert_kept_in_the_end("some words")

    def test_when_the_practice_is_ended_for_a_limit_or_dies(self):
        for number, why in ((signal.SIGXCPU, "it used more than 5 seconds of computing"), (signal.SIGKILL, "ended by signal 9")):
            for ask in (PAGE, LINE):
                with self.subTest(signal=number, ask=ask):
                    text = f"half a thought {number} {len(ask)}"
                    self.type_half(text, ask)
                    os.kill(self.shell.host(), number)
                    self.shell.wait_for_shell()
                    self.assert_kept_in_the_end(text)
                    self.assertIn(why, self.shell.screen().replace("\n", " "))
                    self.assertIn("What you wrote is kept", self.shell.screen())

    def test_in_the_middle_of_a_paste(self):
        self.begin(PAGE, "A page?")
        self.shell.keys("-H", *[f"{byte:x}" for byte in b"\x1b[200~pasted so far"])
        self.shell.wait("pasted so far")
        self.shell.kill(signal.SIGHUP)
        self.shell.wait_for_shell()
        self.assert_kept_in_the_end("pasted so far")


if __name__ == "__main__":
    unittest.main()
