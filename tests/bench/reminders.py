"""What the agent costs: asleep, at the moment of a reminder, and with very many of them. Called by `run`."""

import os
import pathlib
import re
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
MANY = 10_000
NOON = "[remind tea]\npractice = tea\nat = 12:00\n"
YEAR = "".join(f"[remind r{i}]\npractice = tea\n{how}\n" for i, how in enumerate((
    "at = 08:30", "at = 12:00, 18:00\non = weekdays", "every = 90m\nbetween = 09:00-18:00", "every = 45m\nbetween = 10:00-16:00",
    "random = 3\nbetween = 09:00-21:00\napart = 45m", "random = 8\nbetween = 08:00-22:00", "at = 21:00\non = sun", "at = 07:00\non = 1st",
    "at = 02:30\nzone = Europe/Berlin", "every = 2h"))) + "[quiet]\nhours = 22:00-07:30\n"


def load(build):
    """The tests' own agent, bus and server; None where something that they need is missing."""
    os.environ["TEND_BUILD"] = str(build)
    sys.path[:0] = [str(TESTS / folder) for folder in ("e2e", "desk", "agent")]
    import unittest
    import agent
    import desktop
    import support
    try:
        desktop.need(("dbus-daemon", "dbus-daemon"))
    except unittest.SkipTest as missing:
        print(f"The agent is left out: {missing}.\n")
        return None
    return agent, desktop, support


def switches(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return sum(map(int, re.findall(r"ctxt_switches:\s+(\d+)", text)))


def processor(pid):
    """Microseconds on a processor."""
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1000


def memory(pid):
    """Its share and what is its alone, in MB."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return [sum(map(int, re.findall(rf"^{name}:\s+(\d+)", text, re.M))) * 1024 / 1e6 for name in ("Pss", "Private_[CD]\\w+")]


class Desk:
    """A bus with a notification server and a logind on it, and agents that know them."""

    def __init__(self, modules):
        self.module, desktop, support = modules
        self.tend, self.bus = support.Tend(), desktop.Bus().start()
        self.server, self.logind = desktop.Server(self.bus), desktop.Logind(self.bus)
        self.clock = self.module.Clock(self.tend)

    def agent(self, rules):
        self.tend.settings(rules)
        agent = self.module.Agent(self.tend, self.clock, user=self.bus, system=self.bus)
        agent.wait_for(lambda status: status["notifications"])
        return agent

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in (self.server, self.logind, self.bus, self.tend):
            each.__exit__()


def asleep(desk, seconds, row):
    desk.clock.set(desk.module.moment(hours=11))
    with desk.agent(NOON) as agent:
        time.sleep(2)
        pid = agent.process.pid
        share, private = memory(pid)
        before, used = switches(pid), processor(pid)
        time.sleep(seconds)
        yield row(f"agent, asleep for {seconds} s: wake-ups", "", [switches(pid) - before], 0, "0")
        yield row("  its CPU time", "ms", [processor(pid) - used], 0, "0 ms")
        yield row("  its share (PSS)", "MB", [share], 2.0, "2.0 MB")
        yield row("  its own", "MB", [private], 1.0, "1.0 MB")


def on_time(desk, times, row):
    """From the moment at which a reminder is due to its arrival at the server, in microseconds."""
    arrived, samples, notify = [], [], desk.server.notify
    desk.server.methods["Notify"] = ("u", lambda *body: arrived.append(time.time_ns()) or notify(*body))
    desk.clock.set(desk.module.moment(hours=11))
    with desk.agent(NOON) as agent:
        for day in range(times):
            due = desk.module.moment(day, hours=12)
            agent.step(due - 60)
            ahead = int.from_bytes(desk.clock.page[:], sys.byteorder, signed=True)
            desk.server.wait("Notify", day + 1)
            samples.append(arrived[-1] / 1e3 - (due - ahead) * 1e3)
    yield row("a reminder, late by", "ms", samples, None, "")
    yield row("  99th percentile", "ms", [sorted(samples)[len(samples) * 99 // 100]], 20_000, "20 ms")


def many(desk, times, row):
    """Starting with very many rules, and what each of them weighs once they were read a second time."""
    rules = "".join(f"[remind r{i}]\npractice = tea\nat = {i // 60 % 24:02}:{i % 60:02}\n" for i in range(MANY))
    starts, sizes = {"": [], rules: []}, {"": [], rules: []}
    for _ in range(times):
        for text in starts:
            desk.tend.settings(text)
            begun = time.monotonic_ns()
            with desk.module.Agent(desk.tend, desk.clock, user=desk.bus, system=desk.bus) as agent:
                starts[text].append((time.monotonic_ns() - begun) / 1e3)
                time.sleep(1)  # and has lain down
                desk.tend.settings(text + "# saved once more\n")
                time.sleep(1.5)
                sizes[text].append(memory(agent.process.pid)[1])
    over = [one - other for one, other in zip(starts[rules], starts[""])]
    yield row(f"agent, {MANY:,} rules: start", "ms", over, 100_000, "100 ms")
    yield row("  each of them", "bytes", [(one - other) * 1e6 / MANY for one, other in zip(sizes[rules], sizes[""])], 400, "400 bytes")


def measure(build, quick, row):
    modules = load(build)
    if not modules:
        return
    with Desk(modules) as desk:
        yield from asleep(desk, 10 if quick else 120, row)
        yield from on_time(desk, 30 if quick else 200, row)
        yield from many(desk, 3 if quick else 10, row)
