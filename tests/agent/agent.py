"""The real agent, on a clock that the test sets."""

import contextlib
import datetime
import json
import mmap
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time

import support
from desktop import PATIENCE

CLOCK = support.BUILD / "tests" / "agent-clock.so"
MONDAY = datetime.datetime(2026, 11, 23, tzinfo=datetime.timezone.utc)


def moment(days=0, hours=0, minutes=0, seconds=0.0):
    """Unix milliseconds of a time from 2026-11-23 00:00 UTC, a Monday, on."""
    return int((MONDAY + datetime.timedelta(days, seconds, hours=hours, minutes=minutes)).timestamp() * 1000)


class Clock:
    """Wall time, as clock.c has it. It runs on as the machine's does."""

    def __init__(self, tend):
        self.path = tend.root / "clock"
        self.path.write_bytes(bytes(8))
        with open(self.path, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), 8)

    def set(self, to):
        self.page[:] = struct.pack("=q", to - time.time_ns() // 1_000_000)


class Agent:
    """`tend agent run`. Every line that it logs is kept in `lines`."""

    def __init__(self, tend, clock, user=None, system=None, ready=True, **environment):
        nowhere = f"unix:path={tend.root}/nowhere"
        self.tend, self.clock, self.lines, self.changed = tend, clock, [], threading.Condition()
        options = os.environ.get("ASAN_OPTIONS", "")
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": user.address if user else nowhere,
                            "DBUS_SYSTEM_BUS_ADDRESS": system.address if system else nowhere,
                            "LD_PRELOAD": str(CLOCK), "TEND_TEST_CLOCK": str(clock.path),
                            "ASAN_OPTIONS": f"{options}:verify_asan_link_order=0", **environment}
        self.process = subprocess.Popen([support.PROGRAM, "agent", "run"], env=tend.environment(self.environment), cwd=tend.home,
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
        self.thread = threading.Thread(target=self._read)
        self.thread.start()
        try:
            if ready:
                self.expect("the agent is ready")
        except BaseException:
            self.__exit__(*sys.exc_info())  # no `with` holds it yet
            raise

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def expect(self, pattern, times=1):
        """Waits until so many lines match."""
        with self.changed:
            if not self.changed.wait_for(lambda: sum(bool(re.fullmatch(pattern, line)) for line in self.lines) >= times, PATIENCE):
                raise AssertionError(f"{pattern!r} is not in {self.lines}")

    def step(self, to):
        """Sets the clock; the agent has dealt with it when this returns."""
        self.clock.set(to)
        self.process.send_signal(signal.SIGUSR1)
        return self.status()

    def status(self):
        return json.loads(self.tend.run(["agent", "status", "--json"]).out)

    def wait_for(self, condition):
        """Waits until its status fulfils the condition, and returns it."""
        end = time.monotonic() + PATIENCE
        while not condition(status := self.status()):
            if time.monotonic() > end:
                raise AssertionError(f"{status}: {self.lines}")
            time.sleep(0.02)
        return status

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """Stops it, if it runs; it must end well, unless it was killed or the test failed already."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.thread.join()
        self.process.stderr.close()
        if not kind and status not in (0, -signal.SIGKILL):
            raise AssertionError(f"the agent ended with {status}: {self.lines}")
