"""What the tests of `tend run` share: a practice to be run, and a terminal to run it on, in lines."""

import fcntl
import os
import pty
import re
import select
import termios

import support
from support import MANIFEST

STOPPED = "[tend] This practice could not go on, so it ends here."


class Run(support.Case):
    def plugin(self, main, more="", name="walk", **files):
        return self.tend.plugin(name, plugin_ini=MANIFEST.format(name=name) + more, main=main, **files)

    def run_script(self, text, *args, **how):
        self.tend.script("mine", text)
        return self.tend.run(["run", "mine", *args], **how)

    def run_plugin(self, *args, **how):
        return self.tend.run(["run", "walk", *args], **how)

    def assert_done(self, done, status, out=None, err=""):
        self.assertEqual((done.status, done.err), (status, err), done.out)
        if out is not None:
            self.assertEqual(done.out, out)


class Terminal:
    """tend on a terminal of its own."""

    def __init__(self, tend, args):
        self.master, self.slave = pty.openpty()
        self.unread = ""
        self.child = tend.start(args, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
                                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.master)
        os.close(self.slave)

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.unread += os.read(self.master, 65536).decode().replace("\r\n", "\n")
        return True

    def expect(self, text):
        """Waits until the text is on the screen and returns what stood before it."""
        while text not in self.unread:
            if not self.read(30):
                raise AssertionError(f"{text!r} never came, but {self.unread!r}")
        before, self.unread = self.unread.split(text, 1)
        return before

    def type(self, text):
        os.write(self.master, text.encode())

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def end(self):
        """The exit status, once it is over; what is left on the screen is in `unread`, but for what only root is told."""
        status = self.child.wait(timeout=60)
        while self.read(0):
            pass
        self.unread = re.sub(r"tend: you are root, .*\n", "", self.unread)
        return status
