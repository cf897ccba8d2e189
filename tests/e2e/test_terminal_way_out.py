"""The way out of a practice on the full screen: always there, time stands still, and nothing is lost."""

import json
import os
import signal
import unittest

import terminal

GOODBYE = "That is fine. Come back whenever you like."
MENU = ["Time is standing still.", "1  Go on", "2  Breathe normally", "3  Ground", "4  Leave quietly"]
STATES = terminal.STATES


class WayOut(terminal.Case):
    def setUp(self):
        super().setUp()
        # The grounding practice is read in no time.
        self.tend.settings("[look]\npace = 0\n[care]\nline = Ada, next door, 0123\n")

    def open(self, key="Escape"):
        self.shell.keys(key)
        self.shell.wait(lambda screen: all(line in screen for line in MENU))

    def test_it_is_there_in_every_state_and_leads_back(self):
        for state, (script, wanted) in STATES.items():
            with self.subTest(state):
                self.begin(script, wanted)
                self.open("Escape")
                self.assertIn("Ada, next door, 0123", self.shell.screen())
                self.assertIsNone(self.shell.cursor())
                self.shell.keys("Escape")
                self.shell.wait_without("Leave quietly")
                self.shell.wait(wanted)
                self.open("C-c")
                self.shell.keys("1")
                self.shell.wait_without("Leave quietly")
                self.open()
                self.shell.keys("C-c")
                self.shell.wait_for_shell()
                self.assertIn(GOODBYE, self.shell.screen())

    def test_leaving_says_one_warm_line_and_nothing_else(self):
        for keys in (("4",), ("Up", "Enter"), ("Down", "Down", "Down", "Enter"), ("C-c",)):
            with self.subTest(keys):
                self.begin('say "Words of the practice." ask "?"', "Words of")
                self.open()
                self.shell.keys(*keys)
                self.shell.wait_for_shell()
                self.assertEqual([row for row in self.shell.screen().split("\n") if row][:1], [GOODBYE])
                self.assertNotIn("Words of", self.shell.screen())

    def test_leaving_keeps_what_was_written(self):
        self.begin('ask "First?" ask "Second?"', "First?")
        self.shell.type("an answer")
        self.shell.keys("Enter")
        self.shell.wait("Second?")
        self.shell.type("half")
        self.shell.keys("C-c", "C-c")
        self.shell.wait_for_shell()
        self.assertIn("That is fine. What you wrote is kept in your journal.", self.shell.screen())
        entry = json.loads(self.tend.run(["journal", "list", "--json"]).out)[0]["content"]
        self.assertEqual(entry["lines"], ["an answer", "half"])

    def test_breathing_normally_ends_the_breath_and_goes_on(self):
        self.begin('local done = breathe { inhale = 100, exhale = 100 } ask("finished: " .. tostring(done))', "breathe in")
        self.open()
        self.shell.keys("2")
        self.shell.wait("finished: false")
        self.assertIn("\u258F Your own breath is enough", self.shell.screen())
        self.assertNotIn("breathe in", self.shell.screen())

    def test_grounding_leads_back_to_where_one_was(self):
        self.begin('write "A page?"', "A page?")
        self.shell.type("begun")
        self.shell.wait("begun")
        self.open()
        self.shell.keys("3")
        self.shell.wait("Right here. Nothing to answer.")
        self.assertNotIn("A page?", self.shell.screen())
        self.shell.keys("C-c", "C-c")
        self.shell.wait("And back to where you were.")
        self.shell.wait("\u203A begun")
        self.shell.type(" and more")
        self.shell.wait("begun and more")

    def test_grounding_shows_its_own_breath_and_afterwards_the_one_it_interrupted(self):
        self.begin('breathe { { "swell", 100 }, { "ebb", 100 }, cycles = 2 }', "swell")
        self.open()
        self.shell.keys("3")
        self.shell.wait("Right here. Nothing to answer.")
        self.assertNotIn("swell", self.shell.screen())
        self.shell.keys("C-c", "C-c")
        self.shell.wait("And back to where you were.")
        self.shell.wait("swell")

    def test_time_stands_still_while_it_is_open(self):
        self.begin('wait(1.2, "the kettle") ask "It boiled?"', "the kettle")
        self.open()
        terminal.let_time_pass(2)
        self.assertIn("Leave quietly", self.shell.screen())
        self.shell.keys("Escape")
        self.shell.wait("the kettle")
        self.shell.wait("It boiled?")

    def test_a_breath_goes_on_from_where_it_stood(self):
        self.begin("breathe { inhale = 4, exhale = 100, cycles = 1 }", "breathe in")
        self.shell.wait(lambda screen: terminal.dots(screen) > 300)
        self.open()
        terminal.let_time_pass(4.5)
        self.shell.keys("Escape")
        screen = self.shell.wait(lambda screen: "breathe in" in screen and screen)
        self.assertLess(terminal.dots(screen), 900)
        self.shell.wait("breathe out")

    def test_it_is_there_while_the_practice_does_not_listen(self):
        """Time stands still for its limits as well; and leaving takes it away, whatever it does."""
        self.begin('say "Words of the practice." while true do wait(0.01) end', "Words of")
        host = self.shell.host()
        os.kill(host, signal.SIGSTOP)
        self.open()
        self.shell.keys("Escape")
        self.shell.wait_without("Leave quietly")
        self.open("C-c")
        self.shell.keys("4")
        self.shell.wait_for_shell()
        self.assertIn(GOODBYE, self.shell.screen())
        self.assertTrue(terminal.is_gone(host))

    def test_ctrl_g_grounds_at_once(self):
        self.begin('ask "What now?"', "What now?")
        self.shell.keys("C-g")
        self.shell.wait("Right here.")

    def test_the_window_may_be_tiny(self):
        for columns, rows in ((30, 8), (12, 5), (4, 2), (1, 1)):
            with self.subTest(columns=columns, rows=rows):
                self.begin('ask "?"', "?")
                self.shell.resize(columns, rows)
                self.shell.keys("Escape", "Down", "Down", "Up", "Down", "Down")
                if rows >= 5:
                    self.shell.wait("\u203A 4")
                self.shell.keys("Enter")
                self.shell.wait_for_shell()
                self.shell.resize(80, 24)


if __name__ == "__main__":
    unittest.main()
