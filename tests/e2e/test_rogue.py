"""A host that was taken over: tests/hostile/rogue_host.c in the place of tend-host, breaking the protocol in one way
after another. tend must end it and go on to its own end, with one clean sentence, whatever comes."""

import concurrent.futures
import signal
import subprocess
import time
import unicodedata
import unittest

import support
import terminal

LONGEST = 40  # seconds; silence is given ten before it counts
BROKE = "rogue: stopped, because its process broke the protocol ("
ENDED = "rogue: stopped, because its process "

# What it does, how tend ends, and how its sentence begins.
MODES = [
    ("exit_at_once", 4, ENDED + "ended by itself with status 7"),
    ("die", 4, ENDED + "was ended by signal 11"),
    ("silence", 4, ENDED + "did not say that it is ready"),
    ("close_and_stay", 4, ENDED + "was ended by signal 9"),
    ("random", 4, BROKE + "not a line of JSON"),
    ("half", 4, ENDED + "ended by itself with status 0"),
    ("huge_line", 4, "rogue: stopped, because a line of more than 65536 bytes"),
    ("huge_message", 4, "rogue: stopped, because a message of more than 1048576 bytes"),
    ("early", 4, ENDED + "spoke out of turn"),
    ("done_early", 4, ENDED + "spoke out of turn"),
    ("never_read", 4, "rogue: stopped, because it computed for more than a second"),
    ("repeated_ids", 4, ENDED + "numbered its requests wrongly"),
    ("no_id", 4, ENDED + "numbered its requests wrongly"),
    ("not_permitted", 4, ENDED + "asked for what the practice does not declare"),
    ("core_verb", 4, BROKE + "'reply' is not for this side to say)"),
    ("stage_verb", 4, BROKE + "'tell' is not for this side to say)"),
    ("front_verb", 4, BROKE + "'answer' is not for this side to say)"),
    ("unknown_verb", 4, BROKE + "no verb is called '[2Jexec')"),
    ("unknown_field", 4, BROKE + "say: no field is called ']0;x')"),
    ("wrong_type", 4, BROKE + "say: 'text' must be a text"),
    ("endless_number", 4, BROKE + "not a line of JSON"),
    ("deep", 4, BROKE + "not a line of JSON"),
    ("no_json", 4, BROKE + "not a line of JSON"),
    ("empty_line", 4, BROKE + "not a line of JSON"),
    ("inside", 4, "rogue: stopped, because a message inside another"),
    ("fail_in_colour", 3, "[2Jone two"),
    ("fail_of_a_kind", 3, "odd"),
    ("done", 0, None),
    ("zero_id", 4, BROKE + "say: 'id' must be a number from 1"),
    ("last_id", 4, BROKE + "wait: 'id' must be a number from 1"),
    ("two_in_a_line", 4, BROKE + "not a line of JSON"),
    ("same_field_twice", 4, BROKE + "not a line of JSON"),
    ("own_writer", 4, BROKE + "journal.add: no field is called 'from')"),
    ("reordered", 4, "rogue: stopped, because it computed for more than a second"),
    ("repeated", 4, ENDED + "numbered its requests wrongly"),
    ("shuffled", 4, ENDED + "counted its messages wrongly"),
    ("truncated", 4, BROKE + "not a line of JSON"),
    ("idle_low", 4, ENDED + "counted its messages wrongly"),
    ("idle_high", 4, ENDED + "counted its messages wrongly"),
    ("idle_for_nothing", 4, ENDED + "waits for nothing"),
    ("flood_idle", 4, ENDED + "counted its messages wrongly"),
    ("flood_ready", 4, ENDED + "spoke out of turn"),
    ("flood_cancel", 4, "rogue: stopped, because it asked for more than 2000 things in a moment"),
    ("flood_say", 4, "rogue: stopped, because it asked for more than 2000 things in a moment"),
]
# What keeps tend waiting without breaking anything that it could name: the person can leave at once.
LEFT = ["ask_and_stay"]


class Rogue(support.Tend):
    """A copy of tend whose host is the rogue."""

    def __init__(self, mode):
        super().__init__()
        self.program = self.copy_program(tend_host=support.BUILD / "tests" / "rogue_host")
        self.write(self.root / "prefix" / "libexec" / "tend" / "mode", mode)
        self.practice = self.write(self.root / "rogue.lua", 'say "honest"\n')

    def begin(self, typed=subprocess.DEVNULL):
        return self.start(["run", self.practice, "--grant", "all"], program=self.program, stdin=typed)


class RogueTest(unittest.TestCase):
    def judge(self, expected, status, out, err, seconds):
        self.assertLess(seconds, LONGEST)
        self.assertEqual([c for c in out + err if unicodedata.category(c) == "Cc" and c != "\n"], [])
        self.assertIn(status, expected, err)
        self.assertRegex(err, r"\Atend: [^\n]{1,600}\n\Z" if status else r"\A\Z")

    def end(self, mode):
        with Rogue(mode) as rogue:
            start = time.monotonic()
            child = rogue.begin()
            out, err = child.communicate(timeout=2 * LONGEST)
            return child.returncode, out, err, time.monotonic() - start

    def test_each_way_of_breaking_the_protocol(self):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            ends = list(pool.map(self.end, [mode for mode, _, _ in MODES]))
        for (mode, expected, sentence), (status, out, err, seconds) in zip(MODES, ends):
            with self.subTest(mode):
                self.judge([expected], status, out, err, seconds)
                if sentence:
                    self.assertEqual(err[:len("tend: " + sentence)], "tend: " + sentence)
                self.assertNotIn("too late", out)

    def test_the_person_can_always_leave(self):
        for mode in LEFT:
            with self.subTest(mode), Rogue(mode) as rogue:
                child = rogue.begin(subprocess.PIPE)
                self.assertEqual(child.stdout.readline(), "here\n")
                hosts = terminal.children_of(child.pid)
                self.assertEqual(len(hosts), 1)
                start = time.monotonic()
                child.send_signal(signal.SIGTERM)
                out, err = child.communicate(timeout=2 * LONGEST)
                self.judge([0, 4], child.returncode, out, err, time.monotonic() - start)
                self.assertTrue(all(map(terminal.is_gone, hosts)))


if __name__ == "__main__":
    unittest.main()
