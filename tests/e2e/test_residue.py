"""Words that a person trusts to the journal are looked for everywhere they should not be: in every file that tend leaves, in the
temporary folders, on the desktop's bus, in the environment and arguments of its processes, and in what a crash leaves."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

import support
import terminal

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
import desktop  # noqa: E402

CANARIES = {"entry": "quincunxentry", "answer": "quincunxanswer", "draft": "quincunxdraft", "passphrase": "quincunxsecret"}


SANITIZED = b"__asan_init" in support.PROGRAM.read_bytes()


def forms(word):
    """The bytes in which it could lie about."""
    return word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le"), word.encode().hex().encode(), \
        word[::-1].encode()


def places_of(data):
    return [name for name, word in CANARIES.items() if any(form in data for form in forms(word))]


class Residue(terminal.Case):
    def setUp(self):
        self.temporary = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="tend-residue-")))
        self.ENV = {"TMPDIR": str(self.temporary)}
        super().setUp()
        self.addCleanup(self.tend.run, ["journal", "lock"])

    def files(self):
        roots = [self.tend.root, self.temporary, pathlib.Path("/dev/shm")]
        return [path for root in roots for path in root.rglob("*") if path.is_file() and not path.is_symlink()]

    def assert_nowhere(self):
        for path in self.files():
            try:
                self.assertEqual(places_of(path.read_bytes()), [], path)
            except (FileNotFoundError, PermissionError):
                pass

    def live(self):
        """Types each canary: an entry, an answer, one that is half typed when the terminal goes, and a passphrase."""
        self.tend.script("mine", 'journal.add { text = ask "What is near?" }\nask "And what else?"\n')
        self.shell.run("journal add")
        self.shell.wait("Write as much")
        self.shell.command(CANARIES["entry"])
        self.shell.keys("C-d")
        self.shell.wait_for_shell()
        self.shell.run("run mine")
        self.shell.wait("What is near?")
        self.shell.command(CANARIES["answer"])
        self.shell.wait("And what else?")
        self.shell.type(CANARIES["draft"])
        self.shell.wait(CANARIES["draft"])
        child = self.shell.child()
        os.kill(child, signal.SIGHUP)
        terminal.until(lambda: terminal.is_gone(child), "it outlives its terminal")
        self.shell.wait_for_shell()

    def set_passphrase(self):
        self.shell.run("journal passphrase set")
        self.shell.wait("New passphrase")
        self.shell.command(CANARIES["passphrase"])
        self.shell.wait("once more")
        self.look_at_process(self.shell.child())
        self.shell.command(CANARIES["passphrase"])
        self.shell.wait("it is not shown again")
        self.shell.wait_for_shell()

    def look_at_process(self, pid):
        """It leaves no core file, and the words are in nothing it shows."""
        process = pathlib.Path(f"/proc/{pid}")
        self.assertEqual(places_of((process / "cmdline").read_bytes()), [])
        if not SANITIZED:
            self.assertRegex((process / "limits").read_text(), r"Max core file size +0 ")
        if os.geteuid() == 0:
            self.assertEqual(places_of((process / "environ").read_bytes()), [])

    def test_before_and_after_a_passphrase(self):
        self.live()
        entries = self.tend.run(["journal", "list", "--json"]).out
        self.assertEqual(places_of(entries.encode()), ["entry", "answer", "draft"])
        self.assert_nowhere()
        self.set_passphrase()
        self.assert_nowhere()
        self.unlock_and_read()
        self.assert_nowhere()

    def unlock_and_read(self):
        """Through the keyring, where the kernel keeps keys for us."""
        unlocked = self.tend.run(["journal", "unlock"], input=CANARIES["passphrase"] + "\n")
        if unlocked.status and "the kernel's keyring says" in unlocked.err:
            return
        self.assertEqual(unlocked.status, 0, unlocked.err)
        self.assertIn(CANARIES["entry"], self.tend.run(["journal", "list"]).out)
        self.assertEqual(self.tend.run(["journal", "lock"]).status, 0)

    def test_a_crash_while_the_passphrase_is_typed_leaves_no_core_file(self):
        self.tend.run(["journal", "add"], input=CANARIES["entry"])
        self.shell.command("ulimit -c unlimited")
        self.assert_cores_are_found()
        self.shell.run("journal passphrase set")
        self.shell.wait("New passphrase")
        self.shell.command(CANARIES["passphrase"])
        self.shell.wait("once more")
        self.shell.kill(signal.SIGSEGV)
        self.shell.wait_for_shell()
        self.assertEqual(self.cores(), [])
        self.assert_nowhere()

    def cores(self):
        return [path for path in self.files() if "core" in path.name.split(".")]

    def assert_cores_are_found(self):
        """A program that does leave one, in the same shell, leaves it where it is looked for."""
        self.shell.command("clear; sh -c 'kill -SEGV $$'; echo over-$((1 + 1))")
        self.shell.wait("over-2")
        if not self.cores():
            self.skipTest(f"this machine puts core files elsewhere: {pathlib.Path('/proc/sys/kernel/core_pattern').read_text().strip()}")
        for path in self.cores():
            path.unlink()

    @unittest.skipIf(SANITIZED, "a sanitizer needs to look into its process")
    def test_no_other_process_of_the_person_can_look_into_it(self):
        self.tend.root.chmod(0o755)
        practice = self.tend.write(self.tend.root / "mine.lua", 'ask "What is near?"')
        practice.chmod(0o644)
        child = self.tend.start(["run", str(practice), "--front", "plain"], program=self.tend.program_for_nobody(), cwd="/", **support.AS_NOBODY)
        support.read_until(child, "What is near?")
        plain = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, **support.AS_NOBODY)
        self.addCleanup(plain.communicate)
        for name in ("environ", "maps"):
            with self.subTest(name):
                self.assertTrue(self.can_read(plain.pid, name))
                self.assertFalse(self.can_read(child.pid, name))

    def can_read(self, pid, name):
        done = subprocess.run(["cat", f"/proc/{pid}/{name}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **support.AS_NOBODY)
        self.assertIn(done.stderr.strip(), (b"", f"cat: /proc/{pid}/{name}: Permission denied".encode()))
        return done.returncode == 0

    @unittest.skipIf(SANITIZED, "a sanitizer maps terabytes")
    @unittest.skipUnless(os.geteuid() == 0, "only root can read the memory of a process that is not dumpable")
    def test_what_was_typed_lies_once_in_memory_that_is_locked_and_not_dumped(self):
        self.tend.run(["journal", "add"], input=CANARIES["entry"])
        self.shell.run("journal passphrase set")
        self.shell.wait("New passphrase")
        self.shell.command(CANARIES["passphrase"])
        self.shell.wait("once more")
        found = self.regions_with(self.shell.child(), CANARIES["passphrase"].encode())
        self.assertEqual(len(found), 1, found)
        self.assertIn("dd", found[0].split())  # VmFlags: not for dumps
        self.shell.keys("C-c")
        self.shell.wait_for_shell()

    def regions_with(self, pid, word):
        """The flags of each mapping that holds the word."""
        found, blocks = [], pathlib.Path(f"/proc/{pid}/smaps").read_text()
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            span = None
            for line in blocks.splitlines():
                first = line.split()[0]
                if "-" in first and not first.endswith(":"):
                    span = tuple(int(end, 16) for end in first.split("-")) if line.split()[1].startswith("r") else None
                elif line.startswith("VmFlags:") and span:
                    try:
                        memory.seek(span[0])
                        found += [line] * (word in memory.read(span[1] - span[0]))
                    except (OSError, OverflowError, ValueError):
                        pass
        return found


class Bus(support.Case):
    def test_nothing_of_it_goes_over_the_bus(self):
        """A bus of its own, with everything on it written to a file."""
        desktop.need(("dbus-daemon", "dbus-daemon"), ("dbus-monitor", "dbus-bin"))
        bus = self.enterContext(desktop.Bus())
        heard = self.tend.root / "heard"
        with heard.open("wb") as out:
            self.enterContext(desktop.child(["dbus-monitor", "--address", bus.address, "--pcap"], stdout=out))
        terminal.until(lambda: heard.stat().st_size > 0, "the monitor hears nothing")
        self.tend.script("mine", 'journal.add { text = ask "What is near?" }')
        for args, word in ((["journal", "add"], "entry"), (["run", "mine", "--front", "plain"], "answer"),
                           (["journal", "passphrase", "set"], "passphrase")):
            done = self.tend.run(args, input=CANARIES[word] + "\n", env={"DBUS_SESSION_BUS_ADDRESS": bus.address})
            self.assertEqual(done.status, 0, done.err)
            if word != "passphrase":
                self.assertEqual(self.tend.entries()[-1]["text"].strip(), CANARIES[word])
        # A marker that is sent after all of it: when it is heard, so is whatever came before.
        subprocess.run(["dbus-send", f"--bus={bus.address}", "--type=signal", "/x", "x.y.Zmarker"], check=True)
        terminal.until(lambda: b"Zmarker" in heard.read_bytes(), "the monitor hears no marker")
        self.assertEqual(places_of(heard.read_bytes()), [])


if __name__ == "__main__":
    unittest.main()
