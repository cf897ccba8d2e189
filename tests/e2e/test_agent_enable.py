"""`tend agent enable` and `disable`: where a systemd user manager runs the session, and where none does."""

import json
import os
import shutil
import subprocess
import unittest

import support

UNIT = "systemd/user/tend-agent.service"
WANTED = "systemd/user/graphical-session.target.wants/tend-agent.service"
ENTRY = "autostart/tend-agent.desktop"

# Notes what it was asked; `enable` and `disable` make and remove the link, as systemctl does.
SYSTEMCTL = """#!/bin/sh
echo "$*" >> "{log}"
wants="$XDG_CONFIG_HOME/systemd/user/graphical-session.target.wants"
case "$3" in
  is-active) [ "$4" = graphical-session.target ] && exit {session} ;;
  enable) mkdir -p "$wants" && ln -sf ../tend-agent.service "$wants/tend-agent.service" ;;
  disable) rm -f "$wants/tend-agent.service" ;;
  start) exit {start} ;;
esac
"""


class Case(support.Case):
    def setUp(self):
        super().setUp()
        self.settings = self.tend.config.parent
        self.log = self.tend.root / "systemctl.log"
        self.programs = self.tend.root / "programs"
        self.programs.mkdir()

    def systemctl(self, session=0, start=0):
        text = SYSTEMCTL.format(log=self.log, session=session, start=start)
        path = self.tend.write(self.programs / "systemctl", text)
        path.chmod(0o755)

    def agent(self, *args, status=0, program=support.PROGRAM):
        path = f"{self.programs}:{os.environ['PATH']}" if (self.programs / "systemctl").exists() else str(self.programs)
        done = self.tend.run(["agent", *args], env={"PATH": path}, program=program)
        self.assertEqual(done.status, status, done)
        return done.out if status == 0 else done.err

    def asked(self):
        asked = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line.removeprefix("--user --quiet ") for line in asked]

    def enabled(self):
        return json.loads(self.agent("status", "--json"))["enabled"]


class WithSystemd(Case):
    def setUp(self):
        super().setUp()
        self.systemctl()

    def test_the_unit_is_written_enabled_and_started(self):
        out = self.agent("enable")
        self.assertIn("starts with your desktop session, by systemd", out)
        self.assertIn("'tend agent disable' undoes it", out)
        self.assertEqual(self.asked(), ["is-active graphical-session.target", "daemon-reload",
                                        "enable tend-agent.service", "start tend-agent.service"])
        unit = self.settings / UNIT
        self.assertEqual(unit.stat().st_mode & 0o777, 0o600)
        self.assertIn(f'\nExecStart="{support.PROGRAM.resolve()}" agent run\n', unit.read_text())
        self.assertNotIn("@", unit.read_text())
        self.assertFalse((self.settings / ENTRY).exists())
        self.assertEqual(self.enabled(), "systemd")
        self.assertIn("by systemd", self.agent("status"))

    def test_a_second_time_changes_nothing(self):
        self.agent("enable")
        before = written(self.settings / UNIT)
        self.agent("enable")
        self.assertEqual(written(self.settings / UNIT), before)

    def test_disabling_leaves_nothing_behind(self):
        self.agent("enable")
        self.asked()
        self.assertIn("no longer starts by itself", self.agent("disable"))
        self.assertEqual(self.asked(), ["disable tend-agent.service", "stop tend-agent.service", "daemon-reload"])
        self.assertEqual([path for path in self.settings.rglob("*") if not path.is_dir()], [])
        self.assertEqual(self.enabled(), "no")
        self.assertEqual(self.agent("disable"), "The agent was not enabled.\n")

    def test_a_unit_of_another_program_path_is_brought_up_to_date(self):
        self.agent("enable")
        unit, text = self.settings / UNIT, (self.settings / UNIT).read_text()
        elsewhere = self.tend.copy_program("elsewhere")
        self.agent("enable", program=elsewhere)
        self.assertIn(f'"{elsewhere.resolve()}" agent run', unit.read_text())
        self.agent("enable")
        self.assertEqual(unit.read_text(), text)

    def test_a_unit_that_the_person_changed_stays(self):
        self.agent("enable")
        unit = self.settings / UNIT
        theirs = unit.read_bytes().replace(b"RestartSec=15", b"RestartSec=60")
        unit.write_bytes(theirs)
        self.assertIn("is yours", self.agent("enable"))
        self.assertEqual(unit.read_bytes(), theirs)
        self.assertIn("is yours, so it stays", self.agent("disable"))
        self.assertEqual(unit.read_bytes(), theirs)
        self.assertFalse((self.settings / WANTED).is_symlink())

    def test_a_masked_unit_stays_masked(self):
        unit = self.settings / UNIT
        unit.parent.mkdir(parents=True)
        unit.symlink_to("/dev/null")
        self.assertIn("is yours", self.agent("enable"))
        self.agent("disable")
        self.assertEqual(os.readlink(unit), "/dev/null")

    def test_an_autostart_entry_of_ours_gives_way_to_the_unit(self):
        self.systemctl(session=3)
        self.agent("enable")
        self.assertEqual(self.enabled(), "autostart")
        self.systemctl()
        self.agent("enable")
        self.assertFalse((self.settings / ENTRY).exists())
        self.assertEqual(self.enabled(), "systemd")

    def test_what_was_chosen_in_the_session_holds_outside_of_it(self):
        self.agent("enable")
        self.systemctl(session=3)
        self.agent("enable")
        self.assertFalse((self.settings / ENTRY).exists())

    def test_a_start_that_fails_is_said(self):
        self.systemctl(start=1)
        self.assertIn("systemctl --user status tend-agent.service", self.agent("enable", status=1))


class WithoutSystemd(Case):
    def test_the_autostart_entry_is_written(self):
        out = self.agent("enable")
        entry = self.settings / ENTRY
        self.assertIn(f"starts with your next desktop session, by your autostart folder: {entry}", out)
        self.assertIn(f'\nExec="{support.PROGRAM.resolve()}" agent run\n', entry.read_text())
        self.assertEqual(entry.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.enabled(), "autostart")
        before = entry.stat()
        self.agent("enable")
        self.assertEqual(entry.stat(), before)
        self.assertIn("no longer starts by itself", self.agent("disable"))
        self.assertFalse(entry.exists())

    def test_a_session_that_does_not_reach_the_target_gets_the_entry_too(self):
        self.systemctl(session=3)
        self.agent("enable")
        self.assertEqual(self.asked(), ["is-active graphical-session.target"])
        self.assertTrue((self.settings / ENTRY).exists())

    def test_an_entry_that_the_person_changed_stays(self):
        entry = self.tend.write(self.settings / ENTRY, "[Desktop Entry]\n")
        self.assertIn("is yours", self.agent("enable"))
        self.assertIn("is yours, so it stays, and it starts the agent", self.agent("disable", status=1))
        self.assertEqual(entry.read_text(), "[Desktop Entry]\n")

    def test_a_unit_goes_even_where_no_systemd_answers_any_more(self):
        self.systemctl()
        self.agent("enable")
        (self.programs / "systemctl").unlink()
        self.agent("disable")
        self.assertEqual([path for path in self.settings.rglob("*") if not path.is_dir()], [])


class Files(Case):
    """What is written is what the desktops read."""

    ODD = 'a "préfix" %h $x `y` \\z'

    def check(self, *words, package=None):
        support.need(words[0], package)
        done = subprocess.run(words, env=self.tend.environment(), capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_the_unit_is_one_that_systemd_takes(self):
        self.systemctl()
        for program in (support.PROGRAM, self.tend.copy_program("a préfix %h $x `y`")):
            self.agent("enable", program=program)
            self.assertIn("%%h" if "%" in str(program) else "bin/tend", (self.settings / UNIT).read_text())
            self.check("systemd-analyze", "--user", "verify", self.settings / UNIT)

    def test_a_path_that_systemd_does_not_take_is_said(self):
        self.systemctl()
        self.assertIn("cannot be started so", self.agent("enable", program=self.tend.copy_program(self.ODD), status=1))
        self.assertFalse((self.settings / UNIT).exists())

    def test_the_entry_is_one_that_desktops_take(self):
        for program in (support.PROGRAM, self.tend.copy_program(self.ODD)):
            self.agent("enable", program=program)
            self.check("desktop-file-validate", self.settings / ENTRY, package="desktop-file-utils")

    def test_an_odd_path_is_quoted_as_the_desktop_specification_says(self):
        program = self.tend.copy_program(self.ODD)
        self.agent("enable", program=program)
        value = next(line for line in (self.settings / ENTRY).read_text().splitlines() if line.startswith("Exec="))
        text = value.removeprefix("Exec=").replace("\\\\", "\\")  # as a string
        self.assertTrue(text.endswith('" agent run'))
        quoted, path = text[1:-len('" agent run')], ""
        while quoted:  # as an argument in quotes
            quoted = quoted[1:] if quoted[0] in "\\%" else quoted
            path, quoted = path + quoted[0], quoted[1:]
        self.assertEqual(path, str(program.resolve()))

    def test_nothing_in_the_unit_would_take_sudo_from_the_terminal_that_it_opens(self):
        self.systemctl()
        self.agent("enable")
        lines = (self.settings / UNIT).read_text().splitlines()
        keys = {line.split("=")[0] for line in lines if "=" in line and line[0] != "#"}
        inherited = ("NoNew", "Private", "Protect", "Restrict", "SystemCall", "MemoryDeny", "Lock", "ReadOnly",
                     "Inaccessible", "Limit")
        self.assertEqual({key for key in keys if key.startswith(inherited)}, set())
        self.assertLessEqual({"KillMode", "OOMPolicy", "WatchdogSec"}, keys)


def written(path):
    """When and what was written there; reading it changes nothing of this."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, path.read_bytes()


if __name__ == "__main__":
    unittest.main()
