"""What a practice that means harm costs the person and their other practices. Called by `run`."""

import os
import pty
import select
import subprocess
import time

from table import Peer, Row

# Each computes, or takes memory, without ever pausing; all are ended for it.
HARM = {"loop": "while true do end", "pattern": "string.find(('a'):rep(3000), ('.-'):rep(12) .. 'b')",
        "memory": "local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end",
        "caught": "while true do pcall(function() while true do end end) end"}
TICKER = "local n, ticks = 0 ticks = every(0.1, function() n = n + 1 say('tick ' .. n) end) wait(%d) ticks:stop()"


class Screen:
    """tend on a terminal of its own."""

    def __init__(self, command, env, cwd):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(command, env=env, cwd=cwd, stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True)
        os.close(slave)

    def until(self, text, seconds=10):
        """Reads until the text was sent; when that was, or None at the end."""
        seen, limit = b"", time.monotonic() + seconds
        while time.monotonic() < limit and select.select([self.master], [], [], 1)[0]:
            try:
                seen += os.read(self.master, 65536)
            except OSError:
                return None
            if text in seen:
                return time.monotonic_ns() / 1e3
        return None

    def type(self, keys):
        os.write(self.master, keys)
        return time.monotonic_ns() / 1e3

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def answered(bench, name):
    """From a key to the first bytes of what it brings up, in microseconds."""
    screen = Screen([bench.tend, "run", f"./{name}.lua", "--front", "term"], bench.env, bench.folder)
    try:
        if not screen.until(b"Listening"):
            return None
        time.sleep(0.05)
        typed = screen.type(b"\x03")
        shown = screen.until(b"standing still")
        return shown - typed if shown else None
    finally:
        screen.close()


def keys(bench):
    bench.file("patient.lua", "say 'Listening.' while true do wait(100) end")
    bench.file("deaf.lua", "say 'Listening.' while true do end")
    samples = {"deaf": [], "patient": []}
    for _ in range(bench.times // 3):
        for name, taken in samples.items():
            taken.append(answered(bench, name))
    deaf, patient = ([each for each in taken if each is not None] for taken in samples.values())
    yield Row("a key, while a practice computes", "ms", deaf, 100_000, "100 ms", [Peer("one that waits", patient)])


def ended(bench):
    """From a script's last word before it harms until tend has ended it, and itself."""
    samples = []
    for _ in range(max(1, bench.times // 20)):
        for name in HARM:
            child = subprocess.Popen([bench.tend, "run", f"./harm-{name}.lua", "--front", "plain"], env=bench.env,
                                     cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL)
            child.stdout.readline()
            begun = time.monotonic_ns()
            child.wait()
            samples.append((time.monotonic_ns() - begun) / 1e3)
            child.stdout.close()
    yield Row("a practice that does harm, ended", "ms", samples)
    yield Row("  the slowest", "ms", [max(samples)], 1_200_000, "1.2 s")


def slips(bench, seconds):
    """How much later than a tenth of a second after the one before each tick came, in microseconds."""
    bench.file("ticker.lua", TICKER % seconds)
    child = subprocess.Popen([bench.tend, "run", "./ticker.lua", "--front", "plain"], env=bench.env, cwd=bench.folder,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    moments = []
    for line in child.stdout:
        if b"tick" in line:
            moments.append(time.monotonic_ns() / 1e3)
    child.wait()
    child.stdout.close()
    return [abs(moment - moments[0] - index * 1e5) for index, moment in enumerate(moments)]


def ticker(bench):
    """The same ticker alone, and beside practices that do harm one after the other."""
    seconds = 3 if bench.quick else 10
    alone = slips(bench, seconds)
    script = "; ".join(f"'{bench.tend}' run ./harm-{name}.lua --front plain" for name in HARM)
    beside = subprocess.Popen(["sh", "-c", f"while :; do {script}; done"], env=bench.env, cwd=bench.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True)
    try:
        slipped = slips(bench, seconds)
    finally:
        os.killpg(beside.pid, 9)
        beside.wait()
    yield Row("a tick of another practice, late by", "ms", slipped, None, "", [Peer("alone", alone)])
    yield Row("  the latest", "ms", [max(slipped)], 50_000, "50 ms", [Peer("alone", [max(alone)])])


def measure(bench):
    for name, text in HARM.items():
        bench.file(f"harm-{name}.lua", f"say 'now' wait(0) {text}")
    yield from keys(bench)
    yield from ended(bench)
    yield from ticker(bench)
