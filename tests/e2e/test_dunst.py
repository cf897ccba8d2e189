"""The desktop ends against a real server of notifications, on a real screen that nobody sees."""

import os
import signal
import subprocess
import unittest

# desk says where desktop is, and so comes first.
from desk import Case
import desktop


class Dunst(Case):
    programs = Case.programs + [("dunst", "dunst"), ("Xvfb", "xvfb")]
    CONFIG = "[global]\n    dmenu = {menu}\n    idle_threshold = 0\n"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.display = cls.enterClassContext(desktop.screen())

    def setUp(self):
        super().setUp()
        menu = self.tend.write(self.tend.root / "menu", f"#!/bin/sh\ngrep -F -f {self.tend.root}/label\n")
        menu.chmod(0o700)
        self.tend.write(self.tend.root / "dunstrc", self.CONFIG.format(menu=menu))

    def dunst(self):
        return self.services.enter_context(desktop.child(
            ["dunst", "-config", self.tend.root / "dunstrc"], stdout=subprocess.DEVNULL,
            env=self.tend.environment({"DISPLAY": self.display, "DBUS_SESSION_BUS_ADDRESS": self.bus.address})))

    def command(self, member, *arguments):
        self.bus.call(desktop.SERVER, desktop.SERVER_PATH, "org.dunstproject.cmd0", member, *arguments)

    def show(self, driver, number, *more):
        driver.send("show", number, "A moment?", "text:Three <breaths>", *more)
        driver.nothing()

    def choose(self, label):
        """Opens the menu of actions and takes the one with this label."""
        self.tend.write(self.tend.root / "label", label)
        self.command("ContextMenuCall")

    def test_every_action_can_be_chosen_and_the_notice_closed(self):
        self.dunst()
        driver = self.ready()
        actions = ["start", "later", "not-today"]
        for number, action in enumerate(actions, 1):
            self.show(driver, number, *(f"action:{key}={key.title()}" for key in actions))
            self.choose(action.title())
            driver.expect(f"action {number} {action}")
            driver.send("close", number)  # dunst would leave it until its time is up
        self.show(driver, 4, "action:default=Open")
        self.command("NotificationAction", "u", 0)
        driver.expect("action 4 default")
        driver.send("close", 4)
        self.show(driver, 5)
        self.command("NotificationCloseLast")
        driver.expect("closed 5 2")
        self.show(driver, 6, "timeout:1", "urgency:1")
        driver.expect("closed 6 1")

    def test_a_server_that_was_killed_shows_what_is_open_when_it_is_back(self):
        first = self.dunst()
        driver = self.ready()
        self.show(driver, 1, "timeout:-1")
        first.kill()
        driver.expect("lost")
        self.dunst()
        driver.expect(r"ready \d+")
        driver.nothing()
        self.command("NotificationCloseAll")
        driver.expect("closed 1 2")

    def test_paused_is_do_not_disturb(self):
        self.dunst()
        driver = self.ready()
        for paused in (True, False):
            self.bus.call(desktop.SERVER, desktop.SERVER_PATH, desktop.PROPERTIES, "Set", "ssv", "org.dunstproject.cmd0", "paused",
                          ("b", paused))
            driver.expect(f"presence locked=0 inhibited={int(paused)} .*")

    def test_a_dunst_that_is_not_running_is_started_by_a_notice(self):
        self.bus.service(desktop.SERVER, f"/usr/bin/dunst -config {self.tend.root}/dunstrc")
        self.bus.stop()
        self.bus.start(DISPLAY=self.display)
        driver = self.driver(user=self.bus)
        driver.expect("user up")
        self.show(driver, 1)
        driver.expect(r"ready \d+")
        (process,) = self.bus.call(*desktop.ITSELF, "GetConnectionUnixProcessID", "s", desktop.SERVER)
        self.command("NotificationCloseAll")
        driver.expect("closed 1 2")
        os.kill(process, signal.SIGKILL)
        driver.expect("lost")


if __name__ == "__main__":
    unittest.main()
