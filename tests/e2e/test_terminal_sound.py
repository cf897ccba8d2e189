"""With closed eyes: sounds that tell in from out, by players of this test that write down when and how they were called."""

import collections
import pathlib
import re
import time
import unittest

import terminal

Call = collections.namedtuple("Call", "at program arguments heard")
BREATH = 'breathe { { "in", 0.4 }, { "hold", 0.3 }, { "top-up", 0.3 }, { "out", 0.5 }, cycles = 2 } ask "Done?"'
FAKE = """#!/bin/sh
PATH=/usr/bin:/bin
at=$(date +%s.%N)
[ -p /dev/stdin ] && heard=$(cat)
echo "$at|$(basename $0)|$*|$heard" >>{log}
{then}
"""


class Sound(terminal.Case):
    """A PATH with nothing but `timeout` and what a test installs."""

    def setUp(self):
        super().setUp()
        self.bin = self.tend.root / "bin"
        self.log = self.tend.root / "log"
        self.bin.mkdir()
        (self.bin / "timeout").symlink_to("/usr/bin/timeout")
        self.settings()

    def settings(self, more=""):
        self.tend.settings(f"[look]\npace = 0\n{more}")

    def install(self, name, then=""):
        (self.bin / name).write_text(FAKE.format(log=self.log, then=then))
        (self.bin / name).chmod(0o755)

    def calls(self, count):
        """The first calls, once there are so many."""
        def look():
            lines = self.log.read_text().splitlines() if self.log.exists() else []
            return [Call(float(at), *rest) for at, *rest in (line.split("|") for line in lines)] if len(lines) >= count else None
        return sorted(terminal.until(look, lambda: f"no {count} calls: {self.log.exists() and self.log.read_text()}"))

    def breathe(self, text=BREATH, arguments="--eyes-closed"):
        self.script(text)
        self.shell.run(f"run mine {arguments}", f"PATH={self.bin}")

    def names(self, calls):
        return [pathlib.Path(call.arguments.split()[-1]).stem.rsplit("-", 1)[0] for call in calls]


class Sounds(Sound):
    def test_each_phase_has_its_own_at_its_time(self):
        for player in ("paplay", "pw-play"):
            self.install(player)
        self.breathe()
        self.shell.wait("Done?")
        calls = self.calls(9)
        self.assertEqual(self.names(calls), ["in", "hold", "top-up", "out"] * 2 + ["end"])
        self.assertEqual({call.program for call in calls}, {"pw-play"})
        due = 0
        for call, lasts in zip(calls, [0.4, 0.3, 0.3, 0.5] * 2 + [0]):
            # A sound is started by a shell of this test on a busy machine; the times do not add up, however late one is.
            self.assertLess(abs(call.at - calls[0].at - due), 0.35)
            due += lasts
        files = {call.arguments for call in calls}
        self.assertEqual(len({pathlib.Path(file).read_bytes() for file in files}), 5)

    def test_aplay_is_told_to_be_quiet(self):
        self.install("aplay")
        self.breathe("breathe { inhale = 0.5, exhale = 0.5, cycles = 1 }")
        self.assertTrue(all(re.fullmatch(r"-q /\S+\.wav", call.arguments) for call in self.calls(3)))

    def test_the_setting_does_as_the_option(self):
        self.install("paplay")
        self.settings("[care]\neyes = closed\n")
        self.breathe("breathe { inhale = 0.5, exhale = 0.5, cycles = 1 }", "")
        self.assertEqual(self.names(self.calls(3)), ["in", "out", "end"])

    def test_open_eyes_hear_nothing_and_neither_does_who_turned_sound_off(self):
        self.install("paplay")
        self.breathe("breathe { inhale = 0.5, exhale = 0.5, cycles = 1 }", "")
        self.shell.wait("breathe out")
        self.shell.wait_for_shell()
        self.settings("[sound]\non = no\n")
        self.breathe("breathe { inhale = 0.5, exhale = 0.5, cycles = 1 }")
        self.shell.wait("breathe out")
        self.shell.wait_for_shell()
        self.assertFalse(self.log.exists())

    def test_a_player_that_hangs_delays_nothing_and_is_ended(self):
        self.install("paplay", f"echo $$ >>{self.log}.pids; exec sleep 100")
        self.breathe()
        self.shell.wait("breathe in")
        start = time.monotonic()
        self.shell.wait("Done?")
        self.assertLess(time.monotonic() - start, 8)
        self.shell.keys("C-c", "C-c")
        self.shell.wait_for_shell()
        pids = [int(pid) for pid in pathlib.Path(f"{self.log}.pids").read_text().split()]
        self.assertGreater(len(pids), 4)
        terminal.until(lambda: all(map(terminal.is_gone, pids)), "a player outlived its time limit")

    def test_a_player_that_crashes_matters_to_nobody(self):
        self.install("paplay", "kill -SEGV $$")
        self.breathe()
        self.shell.wait("Done?")
        self.calls(9)

    def test_a_missing_player_is_said_once(self):
        self.breathe('breathe { inhale = 0.5, exhale = 0.5, cycles = 1 } ask "Done?"')
        screen = self.shell.wait("Done?")
        self.assertEqual(screen.count("Sounds need a player, and none is installed"), 1)
        self.assertIn("\u258F Sounds need a player", screen)


if __name__ == "__main__":
    unittest.main()
