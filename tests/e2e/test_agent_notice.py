"""A practice that runs in a notification: started from its reminder, answered there, kept in the journal."""

import contextlib
import json
import os
import pathlib
import pty
import select
import sqlite3
import sys
import unittest

import support
import terminal

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
import desktop  # noqa: E402
from desktop import Bus, Server  # noqa: E402

MANIFEST = """[plugin]
name = blink
title = Blink
summary = Look away for a moment.
version = 1.0.0
api = 1
license = CC0-1.0
kind = senses
background = yes
[permissions]
remind = to come back once
journal.add = to keep what you saw
"""
SCRIPT = """remind_me { after = "0s", text = "Time to blink?" }
local how = choose("How are the eyes?", { "fine", "tired" })
local seen = ask "What is far away?"
if seen then journal.add { title = "Far away", text = seen, mood = how } end
"""
EVERYTHING = ["actions", "body", "inline-reply"]


class NoticeTest(support.Case):
    @classmethod
    def setUpClass(cls):
        desktop.need(("dbus-daemon", "dbus-daemon"))

    def setUp(self):
        super().setUp()
        self.tend.plugin("blink", plugin_ini=MANIFEST, main=SCRIPT)
        self.bus = self.enterContext(Bus())
        self.services = self.enterContext(contextlib.ExitStack())

    def allow(self, permission):
        """As if the person had said "yes, always" in a terminal."""
        self.tend.script("first", 'remember("here", true)')
        self.tend.run(["run", "first"])  # makes the file
        digest = json.loads(self.tend.run(["show", "blink", "--json"]).out)["hash"]
        with contextlib.closing(sqlite3.connect(self.tend.state / "state.db")) as state, state:
            state.execute("INSERT INTO granted VALUES('blink', ?, ?, 1)", (digest, permission))

    def begin(self, capabilities):
        """The server, after the card's Start was clicked."""
        server = self.services.enter_context(Server(self.bus, capabilities))
        self.agent = self.tend.start(["agent", "run"], env={"DBUS_SESSION_BUS_ADDRESS": self.bus.address})
        self.addCleanup(self.end)
        self.assertEqual(self.agent.stderr.readline(), "the agent is ready\n")
        done = self.tend.run(["run", "blink", "--grant", "remind"])
        self.assertEqual(done.status, 0, done.err)
        card = server.shown()
        self.assertEqual(card["title"], "Time to blink?")
        self.assertEqual(card["actions"], ["start", "Start", "later", "Later", "not-today", "Not today"])
        server.say("ActionInvoked", "us", server.last, "start")
        return server

    def end(self):
        """As a person ends it, and not by a kill, so that it goes through all of its end."""
        self.agent.terminate()
        self.assertEqual(self.agent.wait(desktop.PATIENCE), 0)

    def question(self, server, text, times):
        """Waits for the notice in which `text` can be answered."""
        for count in range(times, times + 8):
            shown = server.shown(count)
            if shown["text"] == text and shown["actions"]:
                return shown
        self.fail(f"{text!r} was never asked: {server.notified()}")

    def wait_for_entries(self, count):
        """Waits until there are so many, and returns them."""
        terminal.until(lambda: len(self.tend.entries()) >= count, "nothing is kept")
        return self.tend.entries()

    def test_it_asks_and_keeps_without_a_terminal(self):
        self.allow("journal.add")
        server = self.begin(EVERYTHING)
        asked = self.question(server, "How are the eyes?", 2)
        self.assertEqual((asked["title"], asked["actions"]), ("Blink", ["1", "fine", "2", "tired"]))
        server.say("ActionInvoked", "us", server.last, "2")
        asked = self.question(server, "What is far away?", 3)
        self.assertEqual(asked["actions"], ["inline-reply", "Answer"])
        server.say("NotificationReplied", "us", server.last, "blue  hills")
        self.assertEqual(self.wait_for_entries(1),
                         [{"title": "Far away", "text": "blue  hills", "mood": "tired", "practice": "blink",
                           "from": "installed/blink"}])

    def test_what_it_may_not_do_it_does_not_ask_for_there(self):
        server = self.begin(EVERYTHING)
        self.question(server, "How are the eyes?", 2)
        server.say("ActionInvoked", "us", server.last, "1")
        self.question(server, "What is far away?", 3)
        server.say("NotificationReplied", "us", server.last, "hills")
        server.wait("CloseNotification", 2)
        self.assertEqual(self.tend.entries(), [])

    def test_putting_it_away_is_leaving_and_what_was_said_is_kept(self):
        self.allow("journal.add")
        server = self.begin(EVERYTHING)
        self.question(server, "How are the eyes?", 2)
        server.say("ActionInvoked", "us", server.last, "2")
        self.question(server, "What is far away?", 3)
        server.say("NotificationClosed", "uu", server.last, 2)
        (entry,) = self.wait_for_entries(1)
        self.assertEqual((entry["lines"], entry["fields"]["unfinished"]), (["tired"], True))

    def test_where_nothing_can_be_answered_it_passes_over(self):
        server = self.begin(["actions", "body"])
        self.question(server, "How are the eyes?", 2)
        server.say("ActionInvoked", "us", server.last, "1")
        server.wait("CloseNotification", 2)  # the card, and the practice's notice at its end
        self.assertIsNone(self.agent.poll())


class TerminalsTest(support.Case):
    """Without a desktop, a reminder is a line in the person's terminals, if they take messages."""

    def said(self, mode, settings=""):
        main, other = pty.openpty()
        self.addCleanup(os.close, main)
        self.addCleanup(os.close, other)
        os.fchmod(other, mode)
        self.tend.settings(settings)
        agent = self.tend.start(["agent", "run"], env={"TEND_TERMINALS": os.ttyname(other)})
        self.assertEqual(agent.stderr.readline(), "the agent is ready\n")
        path = self.tend.write(self.tend.root / "tea.lua", 'remind_me { after = "0s", text = "Tea\\27[2J?" }')
        self.assertEqual(self.tend.run(["run", path]).status, 0)
        log = "" if "nothing" in settings else agent.stderr.readline()
        agent.terminate()
        agent.wait()
        return os.read(main, 4096).decode() if select.select([main], [], [], 0)[0] else "", log

    def test_a_line_is_written_and_cannot_do_more(self):
        said, log = self.said(0o620)
        self.assertEqual(said, f"\r\r\n[tend] Tea[2J?  tend run {self.tend.root}/tea.lua\r\r\n")
        self.assertNotIn("Tea", log)

    def test_a_terminal_that_takes_no_messages_gets_none(self):
        self.assertEqual(self.said(0o600)[0], "")

    def test_nothing_is_written_where_that_is_set(self):
        self.assertEqual(self.said(0o620, "[agent]\non_missing_bus = nothing\n")[0], "")


if __name__ == "__main__":
    unittest.main()
