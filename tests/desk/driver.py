"""The driver of the desktop ends, as a test holds it."""

import contextlib
import pathlib
import queue
import re
import subprocess
import sys
import threading

import support
from desktop import PATIENCE

PROGRAM = support.BUILD / "tests" / "desk-driver"


class Driver:
    """The desktop ends in a process of their own; see driver.c."""

    def __init__(self, tend, user=None, system=None, **environment):
        nowhere = f"unix:path={tend.root}/nowhere"
        self.process = subprocess.Popen(
            [PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env=tend.environment({"DBUS_SESSION_BUS_ADDRESS": user.address if user else nowhere,
                                  "DBUS_SYSTEM_BUS_ADDRESS": system.address if system else nowhere, **environment}))
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self._read)
        self.thread.start()
        try:
            self.watchdog = int(self.expect(r"watchdog (\d+)")[1])
        except BaseException:
            self.__exit__(*sys.exc_info())  # no `with` holds it yet
            raise

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def send(self, *fields):
        self.process.stdin.write("\t".join(map(str, fields)) + "\n")
        self.process.stdin.flush()

    def expect(self, *patterns):
        """The next events, in this order and no others; returns the last one's match."""
        for pattern in patterns:
            try:
                line = self.lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"nothing came, where {pattern!r} was expected") from None
            match = re.fullmatch(pattern, line)
            if not match:
                raise AssertionError(f"{line!r} came, where {pattern!r} was expected")
        return match

    def nothing(self):
        """Nothing else has happened: the answer to a question of ours comes next."""
        self.send("can")
        self.expect(r"can \d+")

    def switches(self):
        """How often it has given up the processor or was made to, which every system call that waits does."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return sum(map(int, re.findall(r"ctxt_switches:\s+(\d+)", text)))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """Stops it; it must end well, with nothing more to say, unless the test failed already."""
        with contextlib.suppress(BrokenPipeError):
            self.send("stop")
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.thread.join()
        errors = self.process.stderr.read()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        if not kind and (status != 0 or errors or not self.lines.empty()):
            raise AssertionError(f"the driver ended with {status}, {list(self.lines.queue)}: {errors}")
