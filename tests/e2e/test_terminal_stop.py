"""Ctrl-Z on the full screen, and what else a shell does with a job: time stands still, and everything comes back as it was."""

import json
import pathlib
import signal
import unittest

import terminal

STATES = terminal.STATES


class Stop(terminal.Case):
    def setUp(self):
        super().setUp()
        self.tend.settings("[look]\npace = 0\n")

    def stop(self):
        self.shell.keys("C-z")
        self.wait_for_stop()

    def wait_for_stop(self):
        self.shell.wait("Stopped")
        terminal.until(lambda: not self.shell.is_full_screen(), "the alternate screen is still on")

    def assert_shell_works(self):
        self.shell.command("stty -a; echo here-$((1 + 1))")
        self.shell.wait("here-2")
        settings = self.shell.screen().replace(";", " ").split()
        self.assertIn("echo", settings)
        self.assertIn("icanon", settings)
        self.assertTrue(self.shell.cursor())
        self.shell.command("clear")
        self.shell.wait_without("here-2")

    def test_every_state_comes_back_as_it_was(self):
        for state, (script, wanted) in STATES.items():
            with self.subTest(state):
                self.begin(script, wanted)
                self.stop()
                self.assert_shell_works()
                self.shell.command("fg")
                self.shell.wait(lambda screen: wanted in screen and "$" not in screen)
                self.assertTrue(self.shell.is_full_screen())
                self.shell.keys("C-c", "C-c")
                self.shell.assert_sane()

    def test_the_home_comes_back_too(self):
        self.shell.run()
        self.shell.wait("type to look for one")
        self.shell.type("thr")
        self.shell.wait("looking for: thr")
        self.stop()
        self.assert_shell_works()
        self.shell.command("fg")
        self.shell.wait("looking for: thr")
        self.shell.keys("C-c")
        self.shell.assert_sane()

    def test_what_was_being_typed_is_there_and_is_typed_on(self):
        self.begin('journal.add { text = write "A page?" }', "A page?")
        self.shell.type("before")
        self.shell.wait("before")
        self.stop()
        self.shell.command("fg")
        self.shell.wait("\u203A before")
        self.shell.type(" after")
        self.shell.keys("C-d")
        self.shell.assert_sane()
        self.assertEqual(json.loads(self.tend.run(["journal", "list", "--json"]).out)[0]["content"]["text"], "before after")

    def test_time_stands_still(self):
        self.begin('wait(1.2, "the kettle") ask "It boiled?"', "the kettle")
        self.stop()
        terminal.let_time_pass(2)
        self.shell.command("fg")
        self.shell.wait("the kettle")
        self.shell.wait("It boiled?")

    def test_a_stop_from_outside_is_the_same(self):
        self.begin(*STATES["question"])
        self.shell.type("typed")
        self.shell.wait("typed")
        self.shell.kill(signal.SIGTSTP)
        self.wait_for_stop()
        self.assert_shell_works()
        self.shell.command("fg")
        self.shell.wait("\u203A typed")

    def test_after_a_stop_that_cannot_be_noticed_everything_is_drawn_again(self):
        for start in (lambda: self.begin(*STATES["question"]), lambda: self.shell.run() or self.shell.wait("type to look")):
            start()
            self.shell.kill(signal.SIGSTOP)
            self.shell.wait("Stopped")
            self.shell.command("reset; fg")
            self.shell.wait(lambda screen: ("What now?" in screen or "type to look" in screen) and "Stopped" not in screen)
            self.assertTrue(self.shell.is_full_screen())
            self.shell.keys("C-c", "C-c")
            self.shell.assert_sane()

    def test_in_the_background_it_stops_again(self):
        self.begin(*STATES["breath"])
        self.stop()
        for command in ("bg", "kill -CONT %1"):
            self.shell.command(f"clear; {command}")
            self.shell.wait("$")
            terminal.until(lambda: state_of(self.shell.child()) == "T", "it runs in the background")
            self.assertFalse(self.shell.is_full_screen())
            self.assert_shell_works()
        self.shell.command("fg")
        self.shell.wait("breathe")

    def test_brought_back_just_when_it_would_stop_again_it_goes_on(self):
        self.begin(*STATES["breath"])
        self.stop()
        self.shell.command("clear; kill -CONT %1; fg")
        self.shell.wait("breathe")
        self.shell.keys("C-c", "C-c")
        self.shell.assert_sane()

    def test_a_stopped_job_that_is_ended_keeps_what_was_written(self):
        for number in ("TERM", "HUP"):
            with self.subTest(number):
                self.begin('ask "What now?"', "What now?")
                self.shell.type(f"half {number}")
                self.shell.wait(f"half {number}")
                self.stop()
                self.shell.command(f"kill -{number} %1")
                self.shell.wait_for_shell()
                self.shell.assert_sane()
                entry = json.loads(self.tend.run(["journal", "list", "--json"]).out)[0]["content"]
                self.assertTrue(entry["lines"][0].endswith(f"half {number}"), entry)

    def test_a_stopped_home_that_is_ended_goes(self):
        self.shell.run()
        self.shell.wait("type to look for one")
        self.stop()
        self.shell.command("kill %1")
        self.shell.assert_sane()


def state_of(pid):
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


if __name__ == "__main__":
    unittest.main()
