"""What the agent costs: asleep, at the moment of a reminder, and with very many of them. Called by `run`."""

import os
import pathlib
import sys
import time

import peers
from table import Peer, Row

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


def asleep(desk, seconds):
    """The agent and what else people run for it, in the same minutes: all of them are up before any of them is looked at."""
    desk.clock.set(desk.module.moment(hours=11))
    with peers.Peers() as others, desk.agent(NOON) as agent:
        time.sleep(peers.SETTLE)
        watched = {"tend": agent.process.pid, **others.pids}
        sizes = {name: peers.memory(pid) for name, pid in watched.items()}
        before = {name: peers.spent(pid) for name, pid in watched.items()}
        time.sleep(seconds)
        after = {name: peers.spent(pid) for name, pid in watched.items()}
    spent = {name: [last - first for first, last in zip(before[name], after[name])] for name in watched}
    kinds = [(f"agent, asleep for {seconds} s: wake-ups", "", spent, 0, 0, "0"), ("  its CPU time", "ms", spent, 1, 0, "0 ms"),
             ("  its share (PSS)", "MB", sizes, 0, 2.0, "2.0 MB"), ("  its own", "MB", sizes, 1, 1.0, "1.0 MB")]
    for what, unit, figures, which, limit, target in kinds:
        yield Row(what, unit, [figures["tend"][which]], limit, target, [Peer(name, [figures[name][which]]) for name in others.pids])


def on_time(desk, times):
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
    yield Row("a reminder, late by", "ms", samples, None, "")
    yield Row("  99th percentile", "ms", [sorted(samples)[len(samples) * 99 // 100]], 20_000, "20 ms")


def many(desk, times):
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
                sizes[text].append(peers.memory(agent.process.pid)[1])
    over = [one - other for one, other in zip(starts[rules], starts[""])]
    yield Row(f"agent, {MANY:,} rules: start", "ms", over, 100_000, "100 ms")
    yield Row("  each of them", "bytes", [(one - other) * 1e6 / MANY for one, other in zip(sizes[rules], sizes[""])], 400, "400 bytes")


def measure(bench, build):
    modules = load(build)
    if not modules:
        return
    with Desk(modules) as desk:
        yield from asleep(desk, 10 if bench.quick else 120)
        yield from on_time(desk, 30 if bench.quick else 200)
        yield from many(desk, 3 if bench.quick else 10)
