"""What the tests of the desktop ends share: a bus of their own, and the driver on it."""

import contextlib
import pathlib
import sys

import support

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "desk"))
import desktop  # noqa: E402
from desktop import Bus, Server  # noqa: E402
from driver import Driver  # noqa: E402

READY, ACTIONS, REPLY, TEXT, MARKUP = 1, 2, 4, 8, 16


class Case(support.Case):
    programs = [("dbus-daemon", "dbus-daemon")]

    @classmethod
    def setUpClass(cls):
        desktop.need(*cls.programs)

    def setUp(self):
        super().setUp()
        self.bus = self.enterContext(Bus())
        self.services = self.enterContext(contextlib.ExitStack())  # end after the drivers, which would have something to say

    def driver(self, **how):
        return self.enterContext(Driver(self.tend, **how))

    def server(self, *args, **how):
        return self.services.enter_context(Server(self.bus, *args, **how))

    def ready(self, **how):
        """A driver that has found the server."""
        driver = self.driver(user=self.bus, **how)
        driver.expect("user up", r"ready \d+")
        return driver
