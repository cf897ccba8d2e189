"""The desktop ends against pretended desktops: notifications, presence, and buses that come and go."""

import contextlib
import socket
import threading
import time
import unittest

# desk says where desktop and driver are, and so comes first.
from desk import ACTIONS, MARKUP, READY, REPLY, TEXT, Case
import desktop
from desktop import Logind, Server
from driver import Driver


class Notices(Case):
    """What a server is sent, and what is made of what it says."""

    def test_a_server_that_can_do_everything_gets_everything(self):
        server = self.server(["actions", "body", "body-markup", "inline-reply", "unheard-of"])
        driver = self.driver(user=self.bus)
        driver.expect("user up", f"ready {READY | ACTIONS | REPLY | TEXT | MARKUP}")
        driver.send("show", 7, "A <moment>?", "text:1 < 2 & 3", "action:start=Start", "action:later=Later", "reply:Answer", "urgency:1",
                    "timeout:-1")
        shown = server.shown()
        self.assertEqual((shown["app"], shown["replaces"], shown["timeout"]), ("tend", 0, 0))
        self.assertEqual((shown["title"], shown["text"]), ("A <moment>?", "1 &lt; 2 &amp; 3"))
        self.assertEqual(shown["actions"], ["start", "Start", "later", "Later", "inline-reply", "Answer"])
        self.assertEqual(shown["hints"], {"urgency": ("y", 1), "desktop-entry": ("s", "tend"), "category": ("s", "x-tend.reminder"),
                                          "suppress-sound": ("b", True)})
        server.say("ActionInvoked", "us", 1, "later")
        driver.expect("action 7 later")
        server.say("NotificationReplied", "us", 1, "grüße & <b>")
        driver.expect("reply 7 grüße & <b>")
        server.say("NotificationClosed", "uu", 1, 2)
        driver.expect("closed 7 2")

    def test_a_server_without_capabilities_gets_plain_words_in_the_title(self):
        server = self.server([])
        driver = self.driver(user=self.bus)
        driver.expect("user up", f"ready {READY}")
        driver.send("show", 1, "One & two", "text:three", "action:start=Start", "reply:Answer", "sound", "transient", "timeout:5000")
        shown = server.shown()
        self.assertEqual((shown["title"], shown["text"], shown["actions"], shown["timeout"]), ("One & two: three", "", [], 5000))
        self.assertEqual((shown["hints"]["urgency"], shown["hints"]["transient"]), (("y", 0), ("b", True)))
        self.assertNotIn("suppress-sound", shown["hints"])

    def test_words_that_mean_harm_arrive_clean(self):
        server = self.server(["body"])
        driver = self.ready()
        driver.send("show", 1, "a\x1b[2J\u202eb\uffffc\ufdd0", "text:<b>\x07", "action:x=\x01")
        shown = server.shown()
        self.assertEqual((shown["title"], shown["text"]), ("a[2Jbc", "<b>"))
        driver.nothing()  # and the bus did not take offence

    def test_an_open_notice_is_changed_in_its_place(self):
        server = self.server()
        driver = self.ready()
        driver.send("show", 1, "first")
        server.shown()
        server.say("ActionInvoked", "us", 1, "default")
        driver.expect("action 1 default")  # so the server's answer has come as well
        driver.send("show", 1, "second")
        driver.send("show", 2, "another")
        server.wait("Notify", 3)
        self.assertEqual(server.notified(), [(0, "first"), (1, "second"), (0, "another")])
        server.say("ActionInvoked", "us", 2, "default")
        driver.expect("action 2 default")

    def test_changes_that_come_before_the_server_answered_become_one(self):
        server, gate = self.server(), threading.Event()
        server.methods["Notify"] = ("u", lambda *body: gate.wait(desktop.PATIENCE) and server.notify(*body))
        driver = self.ready()
        for fields in ((1, "first"), (2, "taken back"), (1, "second"), (1, "third")):
            driver.send("show", *fields)
        driver.send("close", 2)
        driver.nothing()
        gate.set()
        server.wait("Notify", 3)
        self.assertEqual(server.wait("CloseNotification"), (2,))
        self.assertEqual(server.notified(), [(0, "first"), (0, "taken back"), (1, "third")])

    def test_what_is_closed_is_taken_back_and_no_longer_heard_of(self):
        server = self.server()
        driver = self.ready()
        driver.send("close", 9)
        driver.send("show", 1, "one")
        server.shown()
        driver.send("close", 1)
        self.assertEqual(server.wait("CloseNotification"), (1,))
        server.say("ActionInvoked", "us", 1, "start")
        server.say("NotificationClosed", "uu", 77, 1)
        driver.send("show", 1, "the number is free again")
        self.assertEqual(server.shown(2)["replaces"], 0)
        driver.nothing()

    def test_closed_while_it_is_on_its_way(self):
        server = self.server()
        driver = self.ready()
        driver.send("show", 1, "one")
        driver.send("close", 1)
        self.assertEqual(server.wait("CloseNotification"), (1,))
        driver.nothing()

    def test_a_listener_may_close_what_was_answered(self):
        server = self.server(["actions", "inline-reply"])
        driver = self.ready()
        driver.send("tidy")
        for number, (event, said) in enumerate({"action": "ActionInvoked", "reply": "NotificationReplied"}.items(), 1):
            driver.send("show", number, "one")
            server.shown(number)
            server.say(said, "us", number, "x")
            driver.expect(f"{event} {number} x")
            self.assertEqual(server.wait("CloseNotification", number), (number,))
        driver.nothing()

    def test_a_server_that_refuses_is_believed(self):
        server = self.server()
        driver = self.ready()
        del server.methods["Notify"]
        driver.send("show", 1, "one")
        driver.expect("closed 1 5")

    def test_signals_that_make_no_sense_are_passed_over(self):
        server = self.server()
        driver = self.ready()
        driver.send("show", 1, "one")
        server.shown()
        server.say("ActionInvoked", "s", "start")
        server.say("ActionInvoked", "us", 0, "start")
        server.say("NotificationClosed", "u", 1)
        server.say("Unheard", "u", 1)
        server.emit(desktop.SERVER_PATH, desktop.PROPERTIES, "PropertiesChanged", "s", desktop.SERVER)
        server.say("NotificationClosed", "uu", 1, 99)
        driver.expect("closed 1 4")

    def test_do_not_disturb_is_followed(self):
        server = self.server(properties={(desktop.SERVER_PATH, "Inhibited"): ("b", True)})
        driver = self.ready()
        driver.expect("presence locked=0 inhibited=1 .*")
        server.set(desktop.SERVER_PATH, desktop.SERVER, Inhibited=("b", False))
        driver.expect("presence locked=0 inhibited=0 .*")
        server.wait("Get", 2)
        asked = server.count("Get")
        server.set(desktop.SERVER_PATH, desktop.SERVER, Other=("b", True))
        server.properties[desktop.SERVER_PATH, "Inhibited"] = ("b", True)
        server.emit(desktop.SERVER_PATH, desktop.PROPERTIES, "PropertiesChanged", "sa{sv}as", desktop.SERVER, {}, ["Inhibited"])
        driver.expect("presence locked=0 inhibited=1 .*")
        self.assertEqual(server.count("Get"), asked + 1)
        server.__exit__()
        driver.expect("lost", "presence locked=0 inhibited=0 .*")


class Comings(Case):
    """Servers and buses that come and go."""

    def test_a_server_that_comes_back_gets_what_is_open_once(self):
        with Server(self.bus) as server:
            driver = self.ready()
            driver.send("show", 1, "still open")
            driver.send("show", 2, "answered")
            driver.send("show", 3, "closed in between")
            server.shown(3)
            server.say("NotificationClosed", "uu", 2, 1)
            driver.expect("closed 2 1")
        driver.expect("lost")
        driver.send("close", 3)
        driver.send("show", 4, "new")
        server = self.server(["body"], first=40)
        driver.expect(f"ready {READY | TEXT}")
        server.shown(2)
        driver.nothing()
        self.assertEqual(server.notified(), [(0, "still open"), (0, "new")])
        server.say("ActionInvoked", "us", 1, "late")
        server.say("ActionInvoked", "us", 41, "start")
        driver.expect("action 4 start")

    def test_a_server_is_started_by_the_first_notice_and_not_before(self):
        mark = self.bus.folder / "started"
        self.bus.service(desktop.SERVER, f"/bin/sh -c 'touch {mark}; exit 1'")
        driver = self.driver(user=self.bus, system=None)
        driver.expect("user up")
        driver.nothing()
        self.assertFalse(mark.exists())
        driver.send("show", 1, "one")
        with contextlib.suppress(LookupError):  # comes after the start that the notice asked for, and fails with it
            self.bus.call(desktop.SERVER, desktop.SERVER_PATH, desktop.SERVER, "GetCapabilities")
        self.assertTrue(mark.exists())
        driver.nothing()
        server = self.server()
        driver.expect(r"ready \d+")
        self.assertEqual(server.shown()["title"], "one")

    def test_a_bus_that_comes_back_is_found_and_gets_what_is_open_once(self):
        server = Server(self.bus)
        driver = self.ready()
        driver.send("show", 1, "still open")
        server.shown()
        driver.nothing()
        self.bus.stop()
        driver.expect("lost", "user lost")
        server.__exit__()
        self.bus.start()
        server = self.server()
        driver.expect("user up", r"ready \d+")
        server.shown()
        driver.nothing()
        self.assertEqual(server.count("Notify"), 1)

    def test_no_bus_at_all_is_no_mistake(self):
        driver = self.driver()
        driver.send("show", 1, "one")
        driver.send("close", 1)
        driver.send("show", 2, "two")
        driver.nothing()

    def test_without_libsystemd_there_is_nothing_to_wait_for(self):
        self.tend.write(self.tend.root / "libsystemd.so.0", "no library")
        driver = self.driver(user=self.bus, LD_LIBRARY_PATH=str(self.tend.root))
        driver.send("show", 1, "one")
        driver.send("close", 1)
        driver.nothing()

    def test_a_bus_that_starts_later_is_found(self):
        self.bus.stop()
        driver = self.driver(user=self.bus)
        driver.send("show", 1, "one")
        driver.nothing()
        self.bus.start()
        server = self.server()
        driver.expect("user up", r"ready \d+")
        self.assertEqual(server.shown()["title"], "one")

    def test_something_that_is_no_bus_is_given_up(self):
        with socket.socket(socket.AF_UNIX) as listener:
            self.bus.stop()
            listener.bind(str(self.bus.folder / "bus"))
            listener.listen()
            driver = self.driver(user=self.bus)
            other, _ = listener.accept()
            with other:
                other.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 4)
                driver.expect("user lost")
            driver.nothing()
        (self.bus.folder / "bus").unlink()


class Present(Case):
    """logind."""

    IDLE = "presence locked=0 inhibited=0 asleep=0 idle=4000"
    HERE = "presence locked=0 inhibited=0 asleep=0 idle=-1"
    LOCKED = "presence locked=1 inhibited=0 asleep=0 idle=-1"

    def logind(self, **session):
        return self.services.enter_context(Logind(self.bus, **session))

    def present(self):
        driver = self.driver(system=self.bus)
        driver.expect("system up")
        return driver

    def test_the_lock_and_idleness_are_followed(self):
        logind = self.logind()
        driver = self.present()
        logind.wait("GetAll")
        logind.session(LockedHint=("b", True))
        driver.expect(self.LOCKED)
        logind.session(LockedHint=("b", False))
        driver.expect(self.HERE)
        logind.session(IdleHint=("b", True), IdleSinceHintMonotonic=("t", 4_000_000))
        driver.expect(self.IDLE)
        logind.session(IdleHint=("b", False), IdleSinceHintMonotonic=("t", 9_000_000))
        driver.expect(self.HERE)
        asked = logind.count("GetAll")
        logind.set(logind.OTHER, f"{desktop.LOGIND}.Session", LockedHint=("b", True))
        logind.session(LockedHint=("b", True))
        driver.expect(self.LOCKED)
        self.assertEqual(logind.count("GetAll"), asked + 1)

    def test_a_screen_that_is_locked_already(self):
        self.logind(LockedHint=("b", True))
        self.present().expect(self.LOCKED)

    def test_a_text_terminal_is_never_idle(self):
        logind = self.logind(Type=("s", "tty"), IdleHint=("b", True))
        driver = self.present()
        logind.wait("GetAll")
        driver.nothing()

    def test_sleep_and_resume(self):
        logind = self.logind()
        driver = self.present()
        logind.wait("GetAll")
        logind.say("PrepareForSleep", "b", True)
        driver.expect("presence locked=0 inhibited=0 asleep=1 idle=-1")
        logind.say("PrepareForSleep", "b", False)
        driver.expect("resume", self.HERE)

    def test_another_session_becomes_the_person_s(self):
        logind = self.logind()
        driver = self.present()
        logind.wait("GetAll")
        logind.properties[logind.USER, "Display"] = ("(so)", ("3", logind.OTHER))
        logind.properties[logind.OTHER, "Type"] = ("s", "x11")
        logind.properties[logind.OTHER, "LockedHint"] = ("b", True)
        logind.say("SessionNew", "so", "3", logind.OTHER)
        driver.expect(self.LOCKED)
        logind.properties[logind.USER, "Display"] = ("(so)", ("", "/"))
        logind.say("SessionRemoved", "so", "3", logind.OTHER)
        driver.expect(self.HERE)

    def test_logind_and_its_bus_come_and_go(self):
        driver = self.present()
        driver.nothing()
        logind = Logind(self.bus, LockedHint=("b", True))
        driver.expect(self.LOCKED)
        logind.__exit__()
        driver.expect(self.HERE)
        logind = self.logind(LockedHint=("b", True))
        driver.expect(self.LOCKED)
        self.bus.stop()
        driver.expect(self.HERE, "system lost")
        self.bus.start()
        driver.expect("system up")


class Service(Case):
    def test_systemd_is_told(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(self.tend.root / "notify"))
            manager.settimeout(desktop.PATIENCE)
            with Driver(self.tend, NOTIFY_SOCKET=str(self.tend.root / "notify"), WATCHDOG_USEC="30000000") as driver:
                self.assertEqual(driver.watchdog, 15000)
                self.assertEqual(manager.recv(999).split(), [b"READY=1"])
                driver.send("alive")
                self.assertEqual(manager.recv(999).split(), [b"WATCHDOG=1"])
            self.assertEqual(manager.recv(999).split(), [b"STOPPING=1"])


class Silence(Case):
    def test_nothing_happens_between_events(self):
        server = self.server()
        logind = self.services.enter_context(Logind(self.bus))
        driver = self.driver(user=self.bus, system=self.bus)
        driver.send("show", 1, "open all the while")
        server.shown()
        server.wait("Get", 2)
        logind.wait("GetAll")
        driver.expect("(user|system) up", "(user up|system up|ready .*)", "(system up|ready .*)")
        driver.nothing()
        for _ in range(3):  # what was on its way may still arrive; what polls never comes to rest
            time.sleep(0.2)
            before = driver.switches()
            time.sleep(3)
            if driver.switches() == before:
                break
        self.assertEqual(driver.switches(), before)


if __name__ == "__main__":
    unittest.main()
