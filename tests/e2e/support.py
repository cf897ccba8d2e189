"""What the end-to-end tests share: the built tend, in a home of its own that goes away with the test.

    class ListTest(support.Case):
        def test_a_machine_readable_list(self):
            done = self.tend.run(["list", "--json"])
            self.assertEqual(done.status, 0, done.err)

    if __name__ == "__main__":
        unittest.main()
"""

import collections
import json
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
# An ordinary user, as subprocess is told: where the tester is one already, themself.
AS_NOBODY = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
MANIFEST = "[plugin]\nname = {name}\ntitle = A walk\nsummary = Somewhere.\nversion = 1\napi = 1\nlicense = MIT\nkind = notice\n"

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


def is_open_to_all(path):
    """Whether everybody may use the file or folder: what leads to it is open, too."""
    path = path.resolve()
    return bool(path.stat().st_mode & 0o004) and all(folder.stat().st_mode & 0o001 for folder in path.parents)


def read_until(child, text):
    """Reads the lines that a child prints up to the first with this text, and returns them; an end before that is a failure."""
    lines = []
    for line in iter(child.stdout.readline, ""):
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"{text!r} never came, but {''.join(lines)!r}")


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
        nowhere = f"unix:path={self.root}/nowhere"
        return {
            **kept,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.config.parent),
            "XDG_DATA_HOME": str(self.data.parent),
            "XDG_STATE_HOME": str(self.state.parent),
            "XDG_RUNTIME_DIR": str(self.runtime.parent),
            # Without an address, the machine's own would be looked for.
            "DBUS_SESSION_BUS_ADDRESS": nowhere,
            "DBUS_SYSTEM_BUS_ADDRESS": nowhere,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "TZ": "UTC",
            "TEND_TERMINALS": "",  # the tester's own are left alone
            **(env or {}),
        }

    def run(self, args, input="", env=None, cwd=None, timeout=60, program=PROGRAM, **how):
        """Runs `tend ARGS` to its end with `input` (text) as what is typed; gives its status and what it printed (text)."""
        done = subprocess.run([program, *args], input=input, env=self.environment(env), cwd=cwd or self.home,
                              capture_output=True, encoding="utf-8", timeout=timeout, **how)
        return Done(done.returncode, done.stdout, done.stderr)

    def run_as_nobody(self, args, input="", env=None, cwd="/", program=None):
        """Runs it as an ordinary user, who has no right to these folders but what their modes give."""
        done = self.run(args, input, env, cwd, program=program or self.program_for_nobody(), **AS_NOBODY)
        # A build that counts its lines says that it has no place for them.
        return done._replace(err="".join(re.findall("^(?!profiling:).*\n", done.err, re.M)))

    def start(self, args, env=None, cwd=None, program=PROGRAM, **how):
        """Starts `tend ARGS` and returns the Popen; what still runs at the end of the test is killed."""
        how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        child = subprocess.Popen([program, *args], env=self.environment(env), cwd=cwd or self.home, encoding="utf-8", **how)
        self._children.append(child)
        return child

    def copy_program(self, name="prefix", **helpers):
        """A copy of the program in a folder of its own, with what is given here as its helpers (tend_host="..."), and no others."""
        prefix = self.root / name
        for folder in ("bin", "libexec/tend"):
            (prefix / folder).mkdir(parents=True)
        for helper, path in helpers.items():
            shutil.copy2(path, prefix / "libexec" / "tend" / helper.replace("_", "-"))
        (prefix / "share").symlink_to(BUILD / "share")
        return pathlib.Path(shutil.copy2(PROGRAM, prefix / "bin" / "tend"))

    def program_for_nobody(self):
        """The program, or a whole copy of it where the build lies in a folder that is closed to others, as /root is."""
        if not AS_NOBODY or all(map(is_open_to_all, (PROGRAM, BUILD / "libexec" / "tend", BUILD / "share" / "tend" / "plugins"))):
            return PROGRAM
        copy = self.root / "open"
        if not copy.exists():
            for folder in ("bin", "libexec", "share"):
                shutil.copytree(BUILD / folder, copy / folder)
        return copy / "bin" / "tend"

    def entries(self):
        """The contents of the journal's entries, oldest first."""
        done = self.run(["journal", "list", "--json"])
        assert (done.status, done.err) == (0, ""), done
        return [entry["content"] for entry in reversed(json.loads(done.out))]

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
