"""What else people run all day to be reminded: remind, Workrave and Safe Eyes, on a screen that nobody sees; and what a process
costs while it does nothing. Those that are not installed are left out; Xvfb and a message bus are needed for the two with windows."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

SETTLE = 15  # seconds until Workrave and Safe Eyes have read what they read at the start
WINDOWS = ("workrave", "safeeyes")


def threads(pid):
    return pathlib.Path(f"/proc/{pid}/task").iterdir()


def spent(pid):
    """How often the threads of a process were on a processor, and for how many microseconds."""
    switches = sum(int(count) for thread in threads(pid)
                   for count in re.findall(r"ctxt_switches:\s+(\d+)", (thread / "status").read_text(encoding="ascii")))
    return switches, sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads(pid)) / 1000


def memory(pid):
    """Its share and what is its alone, in MB."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return [sum(map(int, re.findall(rf"^{name}:\s+(\d+)", text, re.M))) * 1024 / 1e6 for name in ("Pss", r"Private_[CD]\w+")]


class Peers:
    """Those of them that are here, running, with a home of their own; `pids` has them by name. Without them it is empty."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tend-peers-", ignore_cleanup_errors=True)
        self.env = {"HOME": self.folder.name, "XDG_RUNTIME_DIR": self.folder.name, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        self.children, self.pids = [], {}

    def start(self, *command, **more):
        child = subprocess.Popen(command, cwd=self.folder.name, start_new_session=True, env=self.env, stdin=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, **{"stdout": subprocess.DEVNULL, **more})
        self.children.append(child)
        return child

    def __enter__(self):
        if shutil.which("remind"):
            (pathlib.Path(self.folder.name) / "tea.rem").write_text("REM AT 23:59 MSG tea\n", encoding="ascii")
            self.pids["remind -z1"] = self.start("remind", "-z1", "tea.rem").pid
        windows = [name for name in WINDOWS if shutil.which(name)]
        if windows and shutil.which("Xvfb") and shutil.which("dbus-daemon"):
            screen = self.start("Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", stdout=subprocess.PIPE)
            self.env["DISPLAY"] = ":" + screen.stdout.readline().decode().strip()
            bus = self.start("dbus-daemon", "--session", "--print-address", stdout=subprocess.PIPE)
            self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
            started = {name: self.start(name) for name in windows}
            time.sleep(SETTLE)
            # Safe Eyes ends where somebody's own is running.
            self.pids.update({name: child.pid for name, child in started.items() if child.poll() is None})
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
        self.folder.cleanup()
