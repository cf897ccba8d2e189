"""The agent as people run it: its commands, its settings while they change, and every way of losing what it stands on."""

import contextlib
import pathlib
import random
import signal
import socket
import sqlite3
import sys
import threading
import time
import unittest

import support

sys.path[:0] = [str(pathlib.Path(__file__).parents[1] / folder) for folder in ("desk", "agent")]
import desktop  # noqa: E402
from agent import Agent, Clock, moment  # noqa: E402
from desktop import Bus, Logind, Server  # noqa: E402

TEA = "[remind tea]\npractice = tea\nat = 12:00, 15:00\ntext = My private words?\n"
NOON = moment(hours=12)


class Case(support.Case):
    @classmethod
    def setUpClass(cls):
        desktop.need(("dbus-daemon", "dbus-daemon"))

    def setUp(self):
        super().setUp()
        self.tend.settings(TEA)
        self.clock = Clock(self.tend)
        self.clock.set(NOON - 3_600_000)
        self.bus = self.enterContext(Bus())
        self.services = self.enterContext(contextlib.ExitStack())

    def server(self, *args, **how):
        return self.services.enter_context(Server(self.bus, *args, **how))

    def agent(self, **how):
        return self.enterContext(Agent(self.tend, self.clock, **{"user": self.bus, **how}))

    def ready(self, **how):
        """An agent that knows its server."""
        agent = self.agent(**how)
        agent.wait_for(lambda status: status["notifications"])
        return agent

    def settled(self, server):
        """How many cards there are, when everything that was sent has arrived."""
        self.bus.call(desktop.SERVER, desktop.SERVER_PATH, desktop.SERVER, "GetCapabilities")
        return server.count("Notify")


class Commands(Case):
    def test_one_agent_and_what_is_said_of_it(self):
        self.assertIn("not running", self.tend.run(["agent"]).out)
        self.assertEqual(self.tend.run(["agent", "stop"]).out, "The agent was not running.\n")
        agent = self.agent()
        second = self.tend.run(["agent", "run"])
        self.assertNotEqual(second.status, 0)
        self.assertIn(f"process {agent.process.pid}", second.err)
        status = agent.status()
        self.assertEqual((status["pid"], status["reminders"]), (agent.process.pid, 1))
        self.assertEqual(status["next"], [{"rule": "tea", "due": NOON}])
        self.assertIn("tea", self.tend.run(["agent"]).out)
        self.assertEqual(self.tend.run(["agent", "stop"]).out, "The agent stops.\n")
        self.assertEqual(agent.process.wait(desktop.PATIENCE), 0)
        self.assertFalse((self.tend.runtime / "agent.sock").exists())

    def test_disabling_stops_one_that_was_run_by_hand(self):
        agent = self.agent()
        self.assertEqual(self.tend.run(["agent", "disable"]).out, "The agent was not enabled; the one that ran stops.\n")
        self.assertEqual(agent.process.wait(desktop.PATIENCE), 0)

    def test_of_two_that_start_together_one_runs(self):
        for _ in range(5):
            both = [Agent(self.tend, self.clock, ready=False) for _ in range(2)]
            with both[0], both[1]:
                end = time.monotonic() + desktop.PATIENCE
                while not any(agent.process.poll() is not None for agent in both) and time.monotonic() < end:
                    time.sleep(0.01)
                ended = [agent for agent in both if agent.process.poll() is not None]
                self.assertEqual(len(ended), 1)
                self.assertNotEqual(ended[0].process.returncode, 0)
                running = both[1 - both.index(ended[0])]
                running.expect("the agent is ready")
                self.assertEqual(running.status()["pid"], running.process.pid)
                ended[0].process.returncode = 0  # as it should be

    def test_a_dead_agent_s_socket_is_no_obstacle(self):
        self.agent().kill()
        self.assertTrue((self.tend.runtime / "agent.sock").exists())
        self.assertIn("not running", self.tend.run(["agent"]).out)
        agent = self.agent()
        self.assertEqual(agent.status()["pid"], agent.process.pid)

    def test_signals_end_it_well(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            agent = self.agent()
            agent.process.send_signal(number)
            self.assertEqual(agent.process.wait(desktop.PATIENCE), 0)
            self.assertFalse((self.tend.runtime / "agent.sock").exists())
            agent.thread.join()
            self.assertEqual(agent.lines, ["the agent is ready", "the agent stops"])

    def test_clients_that_make_no_sense(self):
        agent = self.agent()
        for said in (b"", b"{", b"nonsense\n", b'{"verb":"status"}\n', b'{"verb":"say","text":"x"}\n', b"\n" * 9, b"x" * 4_000_000):
            with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
                client.connect(str(self.tend.runtime / "agent.sock"))
                client.sendall(said)  # and hangs up without waiting for an answer
        self.assertEqual(agent.status()["pid"], agent.process.pid)


class Settings(Case):
    def save(self, text):
        """As most editors do: a new file takes the old one's place."""
        self.tend.write(self.tend.config / ".tend.ini.new", text).rename(self.tend.config / "tend.ini")

    def test_what_is_saved_holds_at_once_and_mistakes_change_nothing(self):
        server, agent = self.server(), self.ready()
        self.save(TEA.replace("12:00", "13:00"))
        agent.wait_for(lambda status: status["next"] == [{"rule": "tea", "due": moment(hours=13)}])
        self.tend.settings(TEA.replace("12:00", "14:00"))
        agent.wait_for(lambda status: status["next"] == [{"rule": "tea", "due": moment(hours=14)}])
        self.save(TEA.replace("12:00", "25:00"))
        status = agent.wait_for(lambda status: status["mistakes"])
        self.assertIn("tend.ini:3", status["mistakes"])
        self.assertEqual(status["next"], [{"rule": "tea", "due": moment(hours=14)}])
        self.assertIn("tend.ini:3", server.shown()["text"])
        self.assertIn("tend.ini:3", self.tend.run(["agent"]).out)
        self.save(TEA)
        agent.wait_for(lambda status: not status["mistakes"] and status["next"][0]["due"] == NOON)
        (self.tend.config / "tend.ini").unlink()
        agent.wait_for(lambda status: status["reminders"] == 0)


    def test_settings_that_are_kept_elsewhere_are_watched_there(self):
        def link(to):
            (self.tend.config / "tend.ini").unlink()
            (self.tend.config / "tend.ini").symlink_to(to)

        kept = [self.tend.write(self.tend.root / name / "my-settings", TEA) for name in ("one", "other")]
        link(kept[0])
        agent = self.agent()
        kept[0].write_text(TEA.replace("12:00", "14:00"), encoding="utf-8")
        agent.wait_for(lambda status: status["next"][0]["due"] == moment(hours=14))
        link(kept[1])
        agent.wait_for(lambda status: status["next"][0]["due"] == moment(hours=12))
        kept[1].write_text(TEA.replace("12:00", "13:00"), encoding="utf-8")
        agent.wait_for(lambda status: status["next"][0]["due"] == moment(hours=13))


class Reminded(Case):
    def setUp(self):
        super().setUp()
        self.started = self.tend.root / "started"
        terminal = self.tend.write(self.tend.root / "terminal", f'#!/bin/sh\necho "$@" >{self.started}.new\n'
                                                                f"mv {self.started}.new {self.started}\n")
        terminal.chmod(0o700)
        self.tend.settings(f"{TEA}[agent]\nterminal = {terminal} -e\n")

    def test_a_card_comes_at_its_time_and_start_opens_a_terminal(self):
        server, agent = self.server(), self.ready()
        agent.step(NOON - 1000)
        self.assertEqual(self.settled(server), 0)
        shown = server.shown()
        self.assertEqual(shown["title"], "My private words?")
        self.assertEqual(shown["actions"][::2], ["start", "later", "not-today"])
        server.say("ActionInvoked", "us", 1, "start")
        self.assertEqual(server.wait("CloseNotification"), (1,))
        end = time.monotonic() + desktop.PATIENCE
        while not self.started.exists() and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual(self.started.read_text(), f"-e {support.PROGRAM.resolve()} run tea\n")
        self.assertEqual(agent.lines, ["the agent is ready", "tea: shown"])

    def test_a_terminal_that_is_not_there_is_said(self):
        self.tend.settings(TEA + "[agent]\nterminal = no-such-terminal -e\n")
        server, agent = self.server(), self.ready()
        agent.step(NOON)
        server.shown()
        server.say("ActionInvoked", "us", 1, "default")
        agent.expect("the terminal 'no-such-terminal' is not installed; .*")
        self.assertEqual(server.shown(2)["title"], "It could not be started from here")

    def test_later_comes_again_and_not_today_does_not(self):
        server, agent = self.server(), self.ready()
        agent.step(NOON)
        server.shown()
        server.say("ActionInvoked", "us", 1, "later")
        server.wait("CloseNotification")
        agent.step(NOON + 590_000)
        self.assertEqual(self.settled(server), 1)
        agent.step(NOON + 601_000)
        self.assertEqual(server.shown(2)["title"], "My private words?")
        server.say("ActionInvoked", "us", 2, "not-today")
        server.wait("CloseNotification", 2)
        status = agent.step(moment(hours=15, seconds=1))
        self.assertEqual(status["next"], [{"rule": "tea", "due": moment(1, hours=12)}])
        self.assertEqual(self.settled(server), 2)

    def test_later_into_quiet_hours_says_when_it_comes(self):
        self.tend.settings(TEA + "[quiet]\nhours = 12:05-13:30\n")
        server, agent = self.server(), self.ready()
        agent.step(NOON)
        server.shown()
        server.say("ActionInvoked", "us", 1, "later")
        self.assertIn("13:30", server.shown(2)["title"])
        agent.step(moment(hours=13, minutes=30))
        self.assertEqual(server.shown(3)["title"], "My private words?")

    def test_a_running_practice_holds_it_back_and_it_comes_after(self):
        self.tend.script("sit", 'ask "how?"')
        server, agent = self.server(), self.ready()
        sit = self.tend.start(["run", "sit", "--front", "plain"])
        sit.stdout.readline()
        agent.wait_for(lambda status: status["held"] == "a practice is running")
        agent.step(NOON)
        agent.expect("tea: a practice is running")
        self.assertEqual(self.settled(server), 0)
        sit.communicate("well\n", timeout=desktop.PATIENCE)
        server.shown()
        self.assertEqual(self.settled(server), 1)

    def test_a_practice_s_own_reminder_comes(self):
        self.tend.script("letter", 'remind_me { after = "1h", text = "There is a private note." }')
        self.clock.set(NOON + 1_800_000)
        server, agent = self.server(), self.ready()
        # By the agent's clock, too.
        done = self.tend.run(["run", "letter", "--front", "plain"], env=agent.environment)
        self.assertEqual(done.status, 0, done.err)
        self.assertIn("Monday 13:30", done.out)
        agent.step(NOON + 5_460_000)
        self.assertIn("There is a private note.", [title for _, title in (server.shown() and server.notified())])
        self.assertNotIn("private", "".join(agent.lines))

    def test_after_a_sleep_one_card_comes_a_little_later(self):
        logind = self.services.enter_context(Logind(self.bus))
        self.tend.settings(TEA + "[remind walk]\npractice = tea\nat = 12:10\n")
        server, agent = self.server(), self.ready(system=self.bus)
        logind.wait("GetAll")
        logind.say("PrepareForSleep", "b", True)
        agent.wait_for(lambda status: status["held"])
        wake = NOON + 1_200_000
        agent.step(wake)
        logind.say("PrepareForSleep", "b", False)
        status = agent.wait_for(lambda status: not status["held"])
        self.assertEqual(status["waiting"]["rule"], "walk")
        self.assertTrue(wake + 30_000 <= status["waiting"]["at"] <= wake + 120_000, status)
        why = self.tend.run(["remind", "why", "walk"], env=agent.environment)
        self.assertRegex(why.out, r"now: one waits for you to settle, and comes at Mon 2026-11-23 12:2[01]\n")
        self.assertNotIn("waits", self.tend.run(["remind", "why", "tea"], env=agent.environment).out)
        self.assertEqual(self.settled(server), 0)
        agent.step(wake + 29_000)
        self.assertEqual(self.settled(server), 0)
        agent.step(wake + 125_000)
        server.shown()
        self.assertEqual(self.settled(server), 1)

    def test_a_locked_screen_holds_it_back(self):
        logind = self.services.enter_context(Logind(self.bus, LockedHint=("b", True)))
        server, agent = self.server(), self.ready(system=self.bus)
        agent.wait_for(lambda status: status["held"] == "the screen is locked")
        agent.step(NOON)
        self.assertEqual(self.settled(server), 0)
        logind.session(LockedHint=("b", False))
        server.shown()


class Losses(Case):
    def test_killed_at_any_moment_it_shows_everything_at_most_once(self):
        self.tend.settings(TEA + "missed = skip\n")
        server, chance = self.server(), random.Random(23)
        agent = self.ready()
        came = 0
        for day in range(24):
            before = self.settled(server)
            agent.clock.set(moment(day, hours=12) - 40)
            agent.process.send_signal(signal.SIGUSR1)
            time.sleep(chance.uniform(0, 0.09))
            agent.kill()
            self.clock.set(moment(day, hours=12) - chance.choice((5, 0, -5)))
            agent = self.agent()
            agent.step(moment(day, hours=12, seconds=20))
            self.assertLessEqual(self.settled(server) - before, 1)
            came += self.settled(server) - before
        self.assertGreater(came, 0)

    def test_without_a_bus_it_goes_on_and_the_card_waits_for_one(self):
        self.bus.stop()
        agent = self.agent()
        agent.step(NOON)
        agent.expect("no desktop is there; .*")
        self.bus.start()
        self.assertEqual(self.server().shown()["title"], "My private words?")

    def test_a_bus_that_was_killed_is_found_again(self):
        server, agent = self.server(), self.ready()
        self.bus.stop()
        agent.wait_for(lambda status: not status["notifications"])
        agent.step(NOON)
        server.__exit__()
        self.bus.start()
        server = self.server()
        self.assertEqual(server.shown()["title"], "My private words?")
        self.assertEqual(self.settled(server), 1)

    def test_a_state_that_cannot_be_opened_is_no_reason_for_silence(self):
        (self.tend.state / "state.db").mkdir(parents=True)
        server, agent = self.server(), self.ready()
        agent.step(NOON)
        server.shown()
        agent.expect("tea: .*state.*")
        agent.step(NOON - 600_000)
        agent.step(NOON)
        self.assertEqual(self.settled(server), 1)

    def test_somebody_else_writing_to_the_state_is_waited_for(self):
        server, agent = self.server(), self.ready()
        with contextlib.closing(sqlite3.connect(self.tend.state / "state.db", check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.clock.set(NOON)
            agent.process.send_signal(signal.SIGUSR1)
            threading.Timer(0.3, other.rollback).start()
            server.shown()
            self.assertFalse(other.in_transaction)
        agent.expect("tea: shown")

    def test_the_state_that_is_deleted_is_made_anew(self):
        server, agent = self.server(), self.ready()
        for file in self.tend.state.glob("state.db*"):
            file.unlink()
        agent.step(NOON)
        server.shown()
        agent.expect("tea: shown")

    def test_a_real_server_that_was_killed_shows_the_card_when_it_is_back(self):
        desktop.need(("dunst", "dunst"), ("Xvfb", "xvfb"))
        display = self.enterContext(desktop.screen())
        self.tend.write(self.tend.root / "dunstrc", "[global]\n    idle_threshold = 0\n")
        environment = self.tend.environment({"DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": self.bus.address})

        def dunst():
            return self.services.enter_context(desktop.child(["dunst", "-config", self.tend.root / "dunstrc"], env=environment,
                                                             stdout=desktop.subprocess.DEVNULL))

        def displayed():
            return self.bus.call(desktop.SERVER, desktop.SERVER_PATH, desktop.PROPERTIES, "Get", "ss", "org.dunstproject.cmd0",
                                 "displayedLength")[0][1]

        first, agent = dunst(), self.ready()
        agent.step(NOON)
        agent.expect("tea: shown")
        first.kill()
        agent.wait_for(lambda status: not status["notifications"])
        dunst()
        agent.wait_for(lambda status: status["notifications"])
        end = time.monotonic() + desktop.PATIENCE
        while displayed() != 1 and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(displayed(), 1)


if __name__ == "__main__":
    unittest.main()
