"""What the end-to-end tests share: the built tend, in a home of its own that goes away with the test.

    class ListTest(support.Case):
        def test_a_machine_readable_list(self):
            done = self.tend.run(["list", "--json"])
            self.assertEqual(done.status, 0, done.err)

    if __name__ == "__main__":
        unittest.main()
"""

import collections
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("TEND_SOURCE") or pathlib.Path(__file__).parents[2])
BUILD = pathlib.Path(os.environ.get("TEND_BUILD") or SOURCE / "build" / "test")
PROGRAM = BUILD / "bin" / "tend"
NOBODY = 65534

Done = collections.namedtuple("Done", "status out err")


def need(name, package=None):
    """Skips the test where a program is missing."""
    if not shutil.which(name):
        miss(name, package)


def miss(name, package=None):
    """Skips the test. Where tests/run installed what config/packages names, a `package` of it cannot be missing, and the test fails."""
    if package and os.environ.get("TEND_NO_SKIPS"):
        raise AssertionError(f"{name} is not there, though config/packages has {package}")
    raise unittest.SkipTest(f"{name} is not installed ({f'package {package}' if package else 'no package of config/packages'})")


class Tend:
    """One person's tend: home, config, data, state and runtime are its folders, and no desktop is in reach."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="tend-"))
        self.home = self.root / "home"
        self.config = self.home / ".config" / "tend"
        self.data = self.home / ".local" / "share" / "tend"
        self.state = self.home / ".local" / "state" / "tend"
        self.runtime = self.root / "run" / "tend"
        self.home.mkdir()
        self.runtime.parent.mkdir(mode=0o700)
        self._children = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in self._children:
            with child:
                if child.poll() is None:
                    child.kill()
        shutil.rmtree(self.root)

    def environment(self, env=None):
        """The whole environment of a call: nothing of the tester's own but PATH, and `env` on top."""
        kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.endswith("SAN_OPTIONS")}
        return {
            **kept,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.config.parent),
            "XDG_DATA_HOME": str(self.data.parent),
            "XDG_STATE_HOME": str(self.state.parent),
            "XDG_RUNTIME_DIR": str(self.runtime.parent),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "TZ": "UTC",
            "TEND_TERMINALS": "",  # the tester's own are left alone
            **(env or {}),
        }

    def run(self, args, input="", env=None, cwd=None, timeout=60, program=PROGRAM):
        """Runs `tend ARGS` to its end with `input` (text) as what is typed; gives its status and what it printed (text)."""
        done = subprocess.run([program, *args], input=input, env=self.environment(env), cwd=cwd or self.home,
                              capture_output=True, encoding="utf-8", timeout=timeout)
        return Done(done.returncode, done.stdout, done.stderr)

    def run_as_nobody(self, args, input="", env=None, cwd="/", program=PROGRAM):
        """Runs it as an ordinary user, who has no right to these folders but what their modes give; the tester, where that is one."""
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run([program, *args], input=input, env=self.environment(env), cwd=cwd, capture_output=True, encoding="utf-8",
                              timeout=60, **who)
        # A build that counts its lines says that it has no place for them.
        return Done(done.returncode, done.stdout, "".join(re.findall("^(?!profiling:).*\n", done.stderr, re.M)))

    def start(self, args, env=None, cwd=None, **pipes):
        """Starts `tend ARGS` and returns the Popen; what still runs at the end of the test is killed."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **pipes}
        child = subprocess.Popen([PROGRAM, *args], env=self.environment(env), cwd=cwd or self.home, encoding="utf-8", **pipes)
        self._children.append(child)
        return child

    def settings(self, text):
        """Writes tend.ini."""
        return self.write(self.config / "tend.ini", text)

    def script(self, name, text):
        """Writes one of the person's own scripts, NAME.lua."""
        return self.write(self.config / "scripts" / f"{name}.lua", text)

    def plugin(self, name, **files):
        """Writes an installed plugin; plugin_ini="..." and main="..." become plugin.ini and main.lua."""
        folder = self.data / "plugins" / name
        for file, text in files.items():
            self.write(folder / ("plugin.ini" if file == "plugin_ini" else f"{file}.lua"), text)
        return folder

    def write(self, path, text):
        """Writes a file, with the folders above it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


class Case(unittest.TestCase):
    """A test whose self.tend is fresh."""

    def setUp(self):
        self.tend = self.enterContext(Tend())
