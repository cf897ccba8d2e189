"""A practice in lines on a terminal, which somebody else has before and afterwards."""

import fcntl
import json
import os
import unittest

import support
import test_run


class Lines(support.Case):
    def on_terminal(self, script):
        self.tend.script("mine", script)
        return test_run.Terminal(self.tend, ["run", "mine", "--front", "plain"])

    def test_the_terminal_waits_again_afterwards(self):
        with self.on_terminal('ask "Name?"') as terminal:
            terminal.expect("Name?\n> ")
            terminal.type("ann\n")
            self.assertEqual(terminal.end(), 0)
            self.assertFalse(fcntl.fcntl(terminal.slave, fcntl.F_GETFL) & os.O_NONBLOCK)

    def test_a_question_whose_time_is_over_says_so(self):
        with self.on_terminal('ask("Name?", { within = 0.2 }) ask("And?")') as terminal:
            self.assertEqual(terminal.expect("[tend] The time for this question is over.\n"), "Name?\n> \n")
            terminal.expect("And?\n> ")
            terminal.type("ann\n")
            self.assertEqual(terminal.end(), 0)

    def test_what_was_half_typed_when_its_time_was_over_is_kept(self):
        with self.on_terminal('ask("Name?", { within = 2 }) ask("And?")') as terminal:
            terminal.expect("Name?\n> ")
            terminal.type("Frida, I th\x7f\x7fbelieve")
            terminal.expect("[tend] The time for this question is over.\n")
            terminal.expect("And?\n> ")
            terminal.type("leave\n")
            self.assertEqual(terminal.end(), 0)
        [entry] = json.loads(self.tend.run(["journal", "list", "--json"]).out)
        self.assertIn("Frida, I believe", json.dumps(entry))


if __name__ == "__main__":
    unittest.main()
