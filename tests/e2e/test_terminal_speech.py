"""With closed eyes and `[sound] speak = yes`: lines are read aloud, by voices of this test that write down what they hear."""

import unittest

import test_terminal_sound as sound


class Speech(sound.Sound):
    def test_lines_are_read_aloud_through_a_pipe(self):
        self.install("paplay")
        self.install("spd-say")
        self.settings("[sound]\nspeak = yes\n")
        self.breathe('say "A private line, caf\u00E9." ask "What now?"')
        self.shell.wait("What now?")
        calls = self.calls(2)
        self.assertEqual([call.heard for call in calls], ["A private line, caf\u00E9.", "What now?"])
        self.assertEqual({(call.program, call.arguments) for call in calls}, {("spd-say", "-e")})

    def test_a_line_stays_while_it_is_spoken(self):
        self.install("espeak-ng")
        self.tend.settings("[look]\npace = 1\n[sound]\nspeak = yes\n")
        self.breathe('say "A line that takes about three seconds to be said." say "The next." ask "Done?"')
        first, second = self.calls(2)
        self.assertGreater(second.at - first.at, 2.5)

    def test_nothing_is_spoken_that_nobody_asked_for(self):
        self.install("spd-say")
        self.breathe('say "A line." ask "Done?"')
        self.shell.wait("Done?")
        self.assertFalse(self.log.exists())

    def test_a_missing_voice_is_said_once(self):
        self.install("paplay")
        self.settings("[sound]\nspeak = yes\n")
        self.breathe('say "one" say "two" ask "Done?"')
        screen = self.shell.wait("Done?")
        self.assertEqual(screen.count("Reading aloud needs spd-say"), 1)


if __name__ == "__main__":
    unittest.main()
