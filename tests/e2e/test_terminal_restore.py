"""The shell's terminal is as it was, however and in whatever state tend comes to its end."""

import os
import signal
import unittest

import terminal
from support import MANIFEST

STATES = terminal.STATES
# What leads to an orderly end, and what does not.
ENDS = [signal.SIGTERM, signal.SIGHUP, signal.SIGABRT, signal.SIGSEGV]
# Every other signal that would end a program and can be caught; 34 and 64 are the first and the last of the real-time signals.
MORE_ENDS = [signal.SIGINT, signal.SIGQUIT, signal.SIGILL, signal.SIGTRAP, signal.SIGBUS, signal.SIGFPE, signal.SIGUSR1,
             signal.SIGUSR2, signal.SIGALRM, signal.SIGSTKFLT, signal.SIGXCPU, signal.SIGXFSZ, signal.SIGVTALRM, signal.SIGPROF,
             signal.SIGPOLL, signal.SIGPWR, signal.SIGSYS, 34, 64]


class Restore(terminal.Case):
    def setUp(self):
        super().setUp()
        self.shell.command("ulimit -c 0")

    def start(self, state):
        if state == "home":
            self.shell.run()
            self.shell.wait("type to look for one")
        elif state == "permission":
            manifest = MANIFEST.format(name="walk") + "[permissions]\njournal.add = to keep\n"
            self.tend.plugin("walk", plugin_ini=manifest, main="journal.add { text = 'x' }")
            self.shell.run("run walk")
            self.shell.wait("Yes, always")
        elif state == "menu":
            self.begin(*STATES["question"])
            self.shell.keys("Escape")
            self.shell.wait("Leave quietly")
        else:
            self.begin(*STATES[state])
        self.assertTrue(self.shell.is_full_screen())

    def ended_by(self, state, signals):
        for number in signals:
            with self.subTest(state, signal=number):
                self.start(state)
                self.shell.kill(number)
                self.shell.assert_sane()

    def left_at_once(self, state):
        """By the second Ctrl-C, or by the first in the home."""
        with self.subTest(state, left="by Ctrl-C"):
            self.start(state)
            self.shell.keys("C-c", "C-c")
            self.shell.assert_sane()

    def abandoned_by_its_practice(self, state):
        with self.subTest(state, gone="tend-host"):
            self.start(state)
            os.kill(self.shell.host(), signal.SIGKILL)
            before = self.shell.assert_sane()
            self.assertIn("tend: mine: stopped, because its process was ended by signal 9", before)
            self.assertIn("This practice could not go on, so it ends here.", before)


def add_tests():
    for state in (*STATES, "menu", "home", "permission"):
        def check(self, state=state):
            self.ended_by(state, ENDS + MORE_ENDS if state == "question" else ENDS)
            self.left_at_once(state)
            if state in STATES:
                self.abandoned_by_its_practice(state)
        setattr(Restore, f"test_{state}", check)


add_tests()


if __name__ == "__main__":
    unittest.main()
