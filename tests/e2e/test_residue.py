"""Words that a person trusts to the journal are looked for everywhere they should not be: in every file that tend leaves, in the
temporary folders, on the desktop's bus, in the environment and arguments of its processes, and in what a crash leaves."""

import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

import support
import terminal

CANARIES = {"entry": "quincunxentry", "answer": "quincunxanswer", "draft": "quincunxdraft", "passphrase": "quincunxsecret"}


def forms(word):
    """The bytes in which it could lie about."""
    return word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le"), word.encode().hex().encode(), \
        word[::-1].encode()


def places_of(data):
    return [name for name, word in CANARIES.items() if any(form in data for form in forms(word))]


class Residue(terminal.Case):
    ENV = {}

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
        """It leaves no core file, its memory is closed to others of this user, and the words are in nothing it shows."""
        process = pathlib.Path(f"/proc/{pid}")
        self.assertEqual(places_of((process / "cmdline").read_bytes()), [])
        limits = (process / "limits").read_text()
        if not self.is_sanitized():
            self.assertRegex(limits, r"Max core file size +0 ")
            self.assertEqual(process.joinpath("environ").stat().st_uid, 0)  # as the kernel shows a process that is not dumpable
        if os.geteuid() == 0:
            self.assertEqual(places_of((process / "environ").read_bytes()), [])

    def is_sanitized(self):
        return b"__asan_init" in support.PROGRAM.read_bytes()

    def test_before_and_after_a_passphrase(self):
        self.live()
        entries = self.tend.run(["journal", "list", "--json"]).out
        self.assertEqual(places_of(entries.encode()), ["entry", "answer", "draft"])
        self.assert_nowhere()
        self.set_passphrase()
        self.assert_nowhere()
        self.tend.run(["journal", "unlock"], input=CANARIES["passphrase"] + "\n")
        self.tend.run(["journal", "list"])
        self.tend.run(["journal", "lock"])
        self.assert_nowhere()

    def test_a_crash_while_the_passphrase_is_typed_leaves_no_core_file(self):
        self.tend.run(["journal", "add"], input=CANARIES["entry"])
        self.shell.command("ulimit -c unlimited")
        self.shell.run("journal passphrase set")
        self.shell.wait("New passphrase")
        self.shell.command(CANARIES["passphrase"])
        self.shell.wait("once more")
        self.shell.kill(signal.SIGSEGV)
        self.shell.wait_for_shell()
        self.assertEqual([path for path in self.files() if "core" in path.name.split(".")], [])
        self.assert_nowhere()

    @unittest.skipIf(b"__asan_init" in support.PROGRAM.read_bytes(), "a sanitizer maps terabytes")
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
        config = self.tend.write(self.tend.root / "bus.conf", f"""<!DOCTYPE busconfig PUBLIC
            "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>session</type><listen>unix:path={self.tend.root}/bus</listen><auth>EXTERNAL</auth>
            <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
            </policy></busconfig>""")
        address = f"unix:path={self.tend.root}/bus"
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(bus.communicate)
        self.addCleanup(bus.kill)
        bus.stdout.readline()
        heard = self.tend.root / "heard"
        with heard.open("wb") as out:
            monitor = subprocess.Popen(["dbus-monitor", "--address", address, "--pcap"], stdout=out, stderr=subprocess.DEVNULL)
        self.addCleanup(monitor.wait)
        self.addCleanup(monitor.kill)
        terminal.until(lambda: heard.stat().st_size > 0, "the monitor hears nothing")
        env = {"DBUS_SESSION_BUS_ADDRESS": address}
        self.tend.script("mine", 'journal.add { text = ask "What is near?" }')
        self.tend.run(["journal", "add"], input=CANARIES["entry"], env=env)
        self.tend.run(["run", "mine", "--front", "plain"], input=CANARIES["answer"] + "\n", env=env)
        self.tend.run(["journal", "passphrase", "set"], input=CANARIES["passphrase"] + "\n", env=env)
        # A marker that is sent after all of it: when it is heard, so is whatever came before.
        subprocess.run(["dbus-send", f"--bus={address}", "--type=signal", "/x", "x.y.Zmarker"], check=True)
        terminal.until(lambda: b"Zmarker" in heard.read_bytes(), "the monitor hears no marker")
        self.assertEqual(places_of(heard.read_bytes()), [])


if __name__ == "__main__":
    unittest.main()
