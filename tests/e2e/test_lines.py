"""A practice in lines on a terminal, which somebody else has before and afterwards."""

import fcntl
import json
import os
import pathlib
import signal
import unittest

import support
from run import Run, Terminal


class Lines(support.Case):
    def on_terminal(self, script):
        self.tend.script("mine", script)
        return Terminal(self.tend, ["run", "mine", "--front", "plain"])

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


class Hidden(Run):
    def setUp(self):
        super().setUp()
        self.tend.script("mine", 'say("long " .. #(ask("Word?", { private = true }) or "")) ask "Seen?"')

    def test_what_is_typed_is_not_seen(self):
        with Terminal(self.tend, ["run", "mine", "--front", "plain"]) as terminal:
            terminal.expect("Word?\n> ")
            self.assertFalse(terminal.echoes())
            terminal.type("open sesame\n")
            self.assertEqual(terminal.expect("Seen?\n> "), "\nlong 11\n")
            self.assertTrue(terminal.echoes())
            terminal.type("yes\n")
            self.assertEqual(terminal.end(), 0)
            self.assertTrue(terminal.unread.startswith("yes\n"), terminal.unread)

    def test_echo_comes_back_however_it_ends(self):
        def interrupt(terminal):
            terminal.type("\x03")

        def signalled(number):
            return lambda terminal: terminal.child.send_signal(number)

        def break_child(terminal):
            parent = terminal.child.pid
            [child] = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            os.kill(int(child), signal.SIGKILL)

        for way, status in ((interrupt, 0), (signalled(signal.SIGTERM), 0), (signalled(signal.SIGHUP), 0), (break_child, 4)):
            with self.subTest(way), Terminal(self.tend, ["run", "mine", "--front", "plain"]) as terminal:
                terminal.expect("Word?\n> ")
                self.assertFalse(terminal.echoes())
                way(terminal)
                self.assertEqual(terminal.end(), status, terminal.unread)
                self.assertTrue(terminal.echoes())

    def test_enter_between_questions_answers_nothing(self):
        self.tend.script("mine", 'say "a" wait(0.3) say("got " .. tostring(ask "Name?"))')
        with Terminal(self.tend, ["run", "mine", "--front", "plain"]) as terminal:
            terminal.expect("a\n")
            terminal.type("\n\n")
            terminal.expect("Name?\n> ")
            terminal.type("ann\n")
            terminal.expect("got ann\n")
            self.assertEqual(terminal.end(), 0)


if __name__ == "__main__":
    unittest.main()
