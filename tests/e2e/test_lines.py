"""A practice in lines on a terminal, which somebody else has before and afterwards."""

import fcntl
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


if __name__ == "__main__":
    unittest.main()
