"""tend doctor: the ways out of the sandbox as they are tried on this machine, a sandbox with a hole, and the checks."""

import errno
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import unittest

import support

sys.path[:0] = [str(pathlib.Path(__file__).parents[1] / "desk")]
import desktop  # noqa: E402
from desktop import SERVER, Bus, Fake, Server  # noqa: E402

WAYS = dict(re.findall(r'WAY\((\w+), "([^"]+)"\)', (support.SOURCE / "core/probe/ways.h").read_text(encoding="utf-8")))
# A sanitizer needs these two to be let through, in a build that nobody is given.
SANITIZED = re.search(r"^TEND_SANITIZE:\w+=.", (support.BUILD / "CMakeCache.txt").read_text(encoding="utf-8"), re.M)
ALWAYS_OUT = {"mprotect", "memory"} if SANITIZED else set()
NUMBERS = {"seccomp": {"x86_64": 317, "aarch64": 277}, "landlock": {"x86_64": 444, "aarch64": 444}}
OUT = 1 if SANITIZED else 0


def without(call, error=errno.ENOSYS):
    """What to begin a command with, so that the kernel seems not to have `call`."""
    return [support.BUILD / "tests" / "without_call", str(NUMBERS[call][os.uname().machine]), str(error)]


class Case(support.Case):
    def doctor(self, *args, program=support.PROGRAM, before=(), status=None, **env):
        first, *words = *before, program, "doctor", *args
        child = self.tend.start(words, env, program=first, stdin=subprocess.DEVNULL)
        out, err = child.communicate(timeout=110)
        self.pid = child.pid
        # With a sanitizer the probe is no static program, and one that is started within the limits cannot load its libraries.
        err = re.sub(r"tend-probe: error while loading shared libraries: .*\n", "", err) if SANITIZED else err
        self.assertEqual((child.returncode, err), (OUT if status is None else status, ""), out)
        return json.loads(out) if "--json" in args else out

    def left_behind(self):
        """What the probes of the last doctor left; the folder that they make has its number in its name."""
        return [str(path) for path in pathlib.Path("/tmp").glob("tend-probe*") if re.search(rf"\b{self.pid}\b", path.name)]

    def check(self, name, **env):
        """One check, without the probe, which each time takes its time."""
        program = self.tend.root / "prefix" / "bin" / "tend"
        found = self.doctor("--json", program=program if program.exists() else self.prefix(None), status=6, **env)
        return {check["name"]: check for check in found["checks"]}[name]

    def prefix(self, probe):
        """A copy of tend whose probe is another program, or none."""
        return self.tend.copy_program(**({"tend_probe": support.BUILD / "tests" / probe} if probe else {}))


class SandboxTest(Case):
    def test_nothing_gets_out_here_and_what_would_stop_it_without_the_filter(self):
        sandbox = self.doctor("--json")["sandbox"]
        self.assertEqual(set(sandbox), {"sealed", "out", "landlock", "ways"})
        self.assertEqual((sandbox["sealed"], sandbox["out"]), (True, len(ALWAYS_OUT)))
        self.assertEqual({way["name"]: way["words"] for way in sandbox["ways"]}, WAYS)
        for way in sandbox["ways"]:
            with self.subTest(way["name"]):
                self.assertEqual(set(way), {"name", "words", "out", "stopped_by", "also"})
                self.assertEqual(way["out"], way["name"] in ALWAYS_OUT)
                stopped = {"rlimit"} if way["name"] == "memory" else {"seccomp", "not here"}
                if not way["out"] and way["name"] not in ("int_80", "x32"):
                    self.assertIn(way["stopped_by"], stopped)

        also = {way["name"]: way["also"] for way in sandbox["ways"]}
        self.assertIn("rlimit", also["socket"])
        self.assertIn("closing", also["descriptor"])
        self.assertEqual(also["inherited"], ["closing"])
        self.assertEqual(also["stat"], [])
        if sandbox["landlock"]:
            self.assertIn("Landlock", also["open"])
            self.assertEqual(also["mkdir"], ["Landlock"])

    def test_lines_for_a_pipe_name_each_way_once(self):
        lines = self.doctor().splitlines()
        for name, words in WAYS.items():
            [line] = [line for line in lines if line.startswith(words + ": ")]
            self.assertRegex(line, "it got out" if name in ALWAYS_OUT else "stopped by|no such way")
        self.assertIn("Got out: 2 of 37." if SANITIZED else "Nothing got out.", lines)
        self.assertLess(max(map(len, lines)), 80)

    def test_a_table_on_a_terminal_fits_80_columns(self):
        mine, theirs = pty.openpty()
        environment = self.tend.environment({"PATH": ""})
        with subprocess.Popen([support.PROGRAM, "doctor"], env=environment, stdin=theirs, stdout=theirs,
                              stderr=subprocess.DEVNULL) as child:
            os.close(theirs)
            out = b""
            try:
                while chunk := os.read(mine, 65536):
                    out += chunk
            except OSError:  # how a terminal says that its other side is gone
                pass
            os.close(mine)
        self.assertEqual(child.returncode, OUT)
        lines = out.decode().splitlines()
        self.assertIn(f"  {'way out':38} stopped by  and without that by", lines)
        self.assertTrue(any(re.fullmatch(r"  open a file \(open\) +seccomp +(Landlock, )?rlimit", line) for line in lines), lines)
        self.assertLess(max(map(len, lines)), 80)
        self.assertNotIn("\x1b", out.decode())

    def test_it_leaves_nothing_behind(self):
        self.doctor()
        self.assertEqual(self.left_behind(), [])
        self.assertEqual([path for path in self.tend.home.rglob("*") if path.is_file()], [])

    def test_a_hole_is_found(self):
        sandbox = self.doctor("--json", program=self.prefix("weak_probe_kill"), status=1)["sandbox"]
        out = {way["name"] for way in sandbox["ways"] if way["out"]}
        self.assertEqual(out, {"kill", "kill_all"} | ALWAYS_OUT)
        self.assertEqual({way["stopped_by"] for way in sandbox["ways"] if way["out"]}, {"nothing"})
        self.assertEqual(sandbox["out"], len(out))
        words = self.doctor(program=self.tend.root / "prefix" / "bin" / "tend", status=1)
        self.assertIn("end the core (kill): it got out, nothing stopped it\n", words)
        self.assertIn(f"Got out: {len(out)} of {len(WAYS)}.\nPlease run no practice of a stranger on this machine", words)

    def test_a_hole_that_something_else_stops_is_told(self):
        program = self.prefix("weak_probe_mkdirat")
        sandbox = self.doctor("--json", program=program, before=without("landlock"), status=1)["sandbox"]
        self.assertEqual({way["name"] for way in sandbox["ways"] if way["out"]}, {"mkdir"} | ALWAYS_OUT)
        self.assertEqual(self.left_behind(), [])
        if self.doctor("--json")["sandbox"]["landlock"]:
            [mkdir] = [way for way in self.doctor("--json", program=program)["sandbox"]["ways"] if way["name"] == "mkdir"]
            self.assertEqual((mkdir["out"], mkdir["stopped_by"]), (False, "Landlock"))

    def test_a_kernel_without_landlock(self):
        for error in (errno.ENOSYS, errno.EOPNOTSUPP):
            words = self.doctor(before=without("landlock", error))
            self.assertIn("This kernel has no Landlock, or it is switched off (Linux 5.13 and later have it); seccomp alone ",
                          words.replace("\n", " "))
            self.assertIn("open a file (open): stopped by seccomp, else by rlimit\n", words)
        self.assertEqual(self.doctor("--json", before=without("landlock"))["sandbox"]["landlock"], 0)

    def test_a_kernel_without_seccomp(self):
        words = self.doctor(before=without("seccomp"), status=6)
        self.assertTrue(words.startswith("The sandbox cannot be set up on this machine, so no practice runs here:\n"
                                         "seccomp: Function not implemented.\nThe kernel, or the container around tend"), words)
        self.assertIn("\nfiles:    ", words)
        sandbox = self.doctor("--json", before=without("seccomp"), status=6)["sandbox"]
        self.assertEqual(sandbox, {"sealed": False, "error": "seccomp: Function not implemented"})

    def test_a_probe_that_is_missing_proves_nothing(self):
        words = self.doctor(program=self.prefix(None), status=6)
        self.assertIn("libexec/tend/tend-probe could not be started: No such file or directory", words.replace("\n", " "))

    def test_a_probe_that_can_do_nothing_proves_nothing(self):
        program = self.prefix("rogue_host")
        (self.tend.root / "prefix" / "libexec" / "tend" / "mode").write_text("die")
        self.assertIn("ended before it was sealed", self.doctor(program=program, status=6).replace("\n", " "))

    def test_words_that_are_none(self):
        for args in (["--jsn"], ["x"], ["--json", "x"]):
            done = self.tend.run(["doctor", *args])
            self.assertEqual((done.status, done.out), (2, ""))
            self.assertIn(f"'{args[-1]}' is not understood; 'tend doctor --help' says more\n", done.err)


class FilesTest(Case):
    def test_nothing_there_is_fine(self):
        check = self.check("files")
        self.assertEqual((check["fine"], check["advice"]), (True, ""))

    def test_what_tend_makes_is_fine(self):
        self.assertEqual(self.tend.run(["journal", "add"], input="hello\n").status, 0)
        self.assertTrue(self.check("files")["fine"])

    def test_modes(self):
        self.assertEqual(self.tend.run(["journal", "add"], input="hello\n").status, 0)
        journal = self.tend.data / "journal.db"
        plugin = self.tend.data / "plugins" / "walk" / "main.lua"
        self.tend.write(plugin, "")
        for path, mode, fine in ((journal, 0o644, False), (journal, 0o600, True), (journal, 0o620, False), (journal, 0o600, True),
                                 (self.tend.data, 0o755, False), (self.tend.data, 0o700, True),
                                 (plugin, 0o666, True)):  # nobody gets that far
            with self.subTest(path=path.name, mode=oct(mode)):
                path.chmod(mode)
                check = self.check("files")
                self.assertEqual(check["fine"], fine)
                self.assertEqual(check["text"] == f"{path} is open to others.", not fine)
                self.assertEqual(check["advice"], "" if fine else f"chmod -R go= '{self.tend.data}'")
        self.tend.data.chmod(0o711)
        check = self.check("files")
        self.assertIn(f"{self.tend.data} is open to others, and so is 1 more.", check["text"])
        subprocess.run(check["advice"], shell=True, check=True)
        self.assertTrue(self.check("files")["fine"])

    def test_plugins_as_they_come_from_elsewhere_are_fine(self):
        plugin = self.tend.plugin("walk", main="")
        self.tend.data.chmod(0o700)
        for folder in (plugin, plugin.parent):
            folder.chmod(0o755)
        (plugin / "main.lua").chmod(0o644)
        self.assertTrue(self.check("files")["fine"])

    def test_each_folder_is_looked_at(self):
        for folder in (self.tend.config, self.tend.data, self.tend.state, self.tend.runtime):
            with self.subTest(folder):
                folder.mkdir(parents=True)
                folder.chmod(0o755)
                self.assertEqual(self.check("files")["text"], f"{folder} is open to others.")
                folder.chmod(0o700)
                self.assertTrue(self.check("files")["fine"])


class AgentTest(Case):
    def test_it_is_not_there(self):
        check = self.check("agent")
        self.assertEqual((check["fine"], check["details"]), (False, {"running": False, "enabled": "no"}))
        self.assertEqual(check["advice"], "if you want reminders: tend agent enable")

    def test_it_runs(self):
        agent = self.tend.start(["agent", "run"])
        for line in agent.stderr:
            if "the agent is ready" in line:
                break
        check = self.check("agent")
        self.assertEqual((check["fine"], check["details"]["running"]), (True, True))
        self.assertEqual(self.tend.run(["agent", "stop"]).status, 0)
        self.assertEqual(agent.wait(60), 0)


class NoticesTest(Case):
    def setUp(self):
        super().setUp()
        desktop.need(("dbus-daemon", "dbus-daemon"))

    def ask(self, bus):
        return self.check("notices", DBUS_SESSION_BUS_ADDRESS=bus.address)

    def test_a_server(self):
        methods = {"GetServerInformation": ("ssss", lambda: ("dunst\x1b[31m", "knopwob", "1.9.0", "1.2")),
                   "GetCapabilities": ("as", lambda: (["actions", "body"],))}
        with Bus() as bus, Fake(bus, SERVER, methods) as fake:
            check = self.ask(bus)
            self.assertEqual((check["fine"], check["text"]), (True, "Reminders are shown by dunst[31m 1.9.0."))
            self.assertEqual(check["details"], {"server": "dunst[31m 1.9.0", "capabilities": ["actions", "body"]})
            self.assertEqual([name for name, _ in fake.calls], ["GetServerInformation", "GetCapabilities"])

    def test_a_server_without_buttons_or_a_name(self):
        with Bus() as bus, Server(bus, capabilities=["body"]):
            check = self.ask(bus)
            self.assertFalse(check["fine"])
            self.assertIn("a server without a name. It has no buttons", check["text"])
            self.assertTrue(check["advice"])

    def test_no_server(self):
        with Bus() as bus:
            check = self.ask(bus)
            self.assertFalse(check["fine"])
            self.assertIn("no notification server", check["text"])
            self.assertIn("install one", check["advice"])

    def test_a_server_that_would_be_started_is_left_alone(self):
        with Bus() as bus:
            bus.service(SERVER, f"/usr/bin/touch {self.tend.root}/started")
            check = self.ask(bus)
            self.assertEqual((check["fine"], check["advice"]), (True, ""))
            self.assertFalse((self.tend.root / "started").exists())

    def test_no_bus(self):
        check = self.check("notices")
        self.assertFalse(check["fine"])
        self.assertIn("No desktop's message bus is in reach", check["text"])


class PlayersTest(Case):
    def test_none(self):
        sound, speech = self.check("sound", PATH=""), self.check("speech", PATH="")
        self.assertEqual((sound["fine"], sound["details"]), (False, {"program": None, "on": True}))
        self.assertIn("alsa-utils", sound["advice"])
        self.assertEqual((speech["fine"], speech["details"]), (False, {"program": None}))
        self.assertIn("speech-dispatcher", speech["advice"])

    def test_those_that_are_there(self):
        for name in ("aplay", "espeak-ng"):
            self.tend.write(self.tend.root / "programs" / name, "#!/bin/sh\n").chmod(0o755)
        path = str(self.tend.root / "programs")
        self.tend.settings("[sound]\non = no\n")
        sound, speech = self.check("sound", PATH=path), self.check("speech", PATH=path)
        self.assertEqual((sound["fine"], sound["text"]), (True, "Sounds are played by aplay. tend.ini has sound off."))
        self.assertEqual((speech["fine"], speech["details"]), (True, {"program": "espeak-ng"}))
        self.assertEqual((sound["advice"], speech["advice"]), ("", ""))


class TerminalTest(Case):
    def test_locales(self):
        for env, fine, words in (({"LANG": "C.UTF-8"}, True, "UTF-8"), ({"LANG": "C"}, False, "ANSI_X3.4-1968"),
                                 ({"LC_ALL": "xx_XX.UTF-8"}, False, "is not installed")):
            with self.subTest(env):
                check = self.check("terminal", **env)
                self.assertEqual(check["fine"], fine)
                self.assertIn(words, check["text"])
                self.assertEqual("LANG=C.UTF-8" in check["advice"], not fine)


if __name__ == "__main__":
    unittest.main()
