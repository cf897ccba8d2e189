"""The breath on the full screen: its shape, its words, its colours, and a pause with a label."""

import re
import unittest

import terminal
from terminal import dots


def word(screen):
    return next((each for each in ("breathe in", "breathe out", "hold gently", "a little more", "swell") if each in screen), None)


class Breath(terminal.Case):
    def setUp(self):
        super().setUp()
        self.look()

    def look(self, more=""):
        self.tend.settings(f"[look]\npace = 0\n{more}")

    def samples(self, last):
        """(word, dots) of the pictures until the last word is seen, without repetitions."""
        seen = []

        def look(screen):
            sample = word(screen), dots(screen)
            if sample[0] and (not seen or seen[-1] != sample):
                seen.append(sample)
            return last in screen

        self.shell.wait(look)
        return seen

    def of(self, samples, phase):
        return [count for each, count in samples if each == phase]


class Shape(Breath):
    def test_it_grows_rests_and_shrinks(self):
        phases = ["breathe in", "hold gently", "a little more", "breathe out"]
        self.begin('breathe { { "in", 1.5 }, { "hold", 0.8 }, { "top-up", 0.8 }, { "out", 1.5 }, cycles = 1 } ask "Done?"', phases[0])
        samples = self.samples("Done?")
        words = [each for each, _ in samples]
        self.assertEqual(words, sorted(words, key=phases.index))
        rising, held, more, falling = (self.of(samples, phase) for phase in phases)
        self.assertEqual(rising, sorted(rising))
        self.assertEqual(falling, sorted(falling, reverse=True))
        self.assertEqual(len(held), 1)
        self.assertGreater(len(rising), 5)
        self.assertGreater(len(falling), 5)
        self.assertLess(rising[0], max(held) / 3)
        self.assertGreater(max(more), max(held))

    def test_it_stands_in_the_middle_and_fits_every_window(self):
        self.begin("breathe { inhale = 0.1, hold = 100, exhale = 1, cycles = 3 }", "hold gently")
        for columns, rows in ((80, 24), (120, 40), (40, 12), (30, 10), (200, 12), (20, 30)):
            with self.subTest(columns=columns, rows=rows):
                self.shell.resize(columns, rows)
                self.shell.wait(lambda screen: self.is_centred(columns))
                self.assertIn("hold gently", self.shell.screen())
        self.shell.resize(20, 4)
        self.shell.wait(lambda screen: "hold gently" in screen and not dots(screen))

    def is_centred(self, columns):
        rows = [row for row in self.shell.rows() if dots(row)]
        if len(rows) < 3:
            return False
        left = min(re.search("[\u2801-\u28FF]", row).start() for row in rows)
        right = max(len(row.rstrip("\u2800 ")) for row in rows)
        # As wide as high, a cell being twice as high as wide.
        return abs(left - (columns - right)) <= 1 and abs((right - left) - 2 * len(rows)) <= 2

    def test_remaining_breaths_are_soft_dots(self):
        self.begin("breathe { inhale = 0.5, exhale = 0.5, cycles = 3 } ask 'Done?'", "\u00B7 \u00B7")
        self.shell.wait(lambda screen: screen.count("\u00B7") == 1)
        self.shell.wait(lambda screen: screen.count("\u00B7") == 0 and word(screen))
        self.shell.wait("Done?")

    def test_or_are_hidden(self):
        self.look("cycles = hidden\n")
        self.begin("breathe { inhale = 0.5, exhale = 0.5, cycles = 2 } ask 'Done?'", "breathe in")
        self.shell.wait(lambda screen: self.assertNotIn("\u00B7", screen) or "Done?" in screen)

    def test_many_breaths_are_no_row_of_dots(self):
        self.begin("breathe { inhale = 50, exhale = 50, cycles = 40 }", "breathe in")
        self.assertNotIn("\u00B7 " * 13, self.shell.screen())

    def test_reduced_motion_is_one_still_picture_a_phase(self):
        self.look("motion = reduced\n")
        self.begin('breathe { inhale = 0.5, exhale = 0.5, cycles = 2 } ask "Done?"', "breathe in")
        samples = self.samples("Done?")
        self.assertEqual([each for each, _ in samples], ["breathe in", "breathe out"] * 2)
        self.assertEqual(samples[0], samples[2])
        self.assertGreater(samples[0][1], 3 * samples[1][1])

    def test_a_hold_comes_with_a_line_of_caution_in_the_margin(self):
        self.begin("breathe { inhale = 100, hold = 1, exhale = 1 }", "\u258F This breath has pauses in it.")


class Pause(Breath):
    def test_a_label_and_a_line_that_fills(self):
        self.begin('wait(1.6, "listening to the kettle") ask "Done?"', "listening to the kettle")
        self.assertIn("\u2500" * 30, self.shell.screen())
        self.shell.wait("\u2501" * 8)
        self.shell.wait("Done?")
        self.assertNotIn("\u2501", self.shell.screen())

    def test_it_can_be_passed_over(self):
        for key in ("Enter", "Space"):
            with self.subTest(key):
                self.begin('local waited = wait(100, "the kettle") ask("waited: " .. tostring(waited))', "the kettle")
                self.shell.keys(key)
                self.shell.wait("waited: false")
                self.assertNotIn("the kettle", self.shell.screen())
                self.shell.keys("C-c", "C-c")
                self.shell.wait_for_shell()

    def test_a_long_label_wraps_above_the_line(self):
        self.shell.resize(40, 12)
        self.begin('wait(100, "a label with more words than one row of a narrow window can hold")', "can hold")
        self.assertLess(self.shell.row_of("a label with"), self.shell.row_of("can hold"))
        self.assertLess(self.shell.row_of("can hold"), self.shell.row_of("\u2500\u2500"))


class Reading(terminal.Case):
    def test_a_line_stays_for_its_time_or_until_enter(self):
        self.begin('say(("many words to read "):rep(8)) say "next" ask "Done?"', "many words")
        self.assertNotIn("next", self.shell.screen())
        self.shell.keys("Enter")
        self.shell.wait("next")
        self.shell.wait("Done?")

    def test_the_pace_is_the_persons(self):
        self.tend.settings("[look]\npace = 0\n")
        self.begin('for i = 1, 200 do say("line " .. i) end ask "Done?"', "Done?")
        screen = self.shell.screen()
        self.assertIn("line 200", screen)
        self.assertNotIn("line 100\n", screen)


if __name__ == "__main__":
    unittest.main()
