"""A shell on a real terminal, tmux's, that tests type into and look at.

    with terminal.Shell(self.tend) as shell:
        shell.run("run three-breaths")
        shell.wait("Three breaths.")
        shell.keys("C-c", "C-c")
        shell.assert_sane()

Every shell has a tmux server of its own. Nothing waits for a fixed time in the hope that something has happened: wait() polls, and
gives up after a while that no machine needs, so that what hangs fails. Only where nothing must happen, let_time_pass() is all there is.
"""

import os
import pathlib
import subprocess
import tempfile
import time

import support

HANG = 40  # seconds
POLL = 0.02
# What a practice may be in the middle of: a script that comes there, and what is to be seen then.
STATES = {
    "reading": ('say(("a long line to read "):rep(9)) wait(100)', "a long line"),
    "question": ('ask "What now?"', "What now?"),
    "text": ('write "A page?"', "A page?"),
    "choice": ('choose("Which?", { "one", "two" })', "1  one"),
    "breath": ("breathe { inhale = 5, exhale = 5 }", "breathe in"),
    "pause": ('wait(100, "the kettle")', "the kettle"),
    "waiting": ('say "Nothing to see." wait(100)', "Nothing to see."),
}


class Shell:
    """bash without anybody's start-up files, `size` = (columns, rows), in the tend's home."""

    def __init__(self, tend, size=(80, 24), env=None):
        self.tend = tend
        self.folder = tempfile.TemporaryDirectory(prefix="tend-tmux-", ignore_cleanup_errors=True)
        self.socket = str(pathlib.Path(self.folder.name) / "s")
        environment = {**tend.environment(), "TERM": "tmux-256color", "COLORTERM": "truecolor", "PS1": "$ ", "HISTFILE": "",
                       "TEND": str(support.PROGRAM), **(env or {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        pairs = [f"{name}={value}" for name, value in environment.items()]
        columns, rows = size
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(tend.home),
                  "env", "-i", *pairs, "bash", "--norc", "--noprofile", "-i")
        self.tmux("set", "-g", "remain-on-exit", "on")
        try:
            self.pid = int(self.ask("#{pane_pid}"))
            self.wait("$")
        except BaseException:
            self.tmux("kill-server")
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        left = children_of(self.pid)
        self.tmux("kill-server")
        until(lambda: all(map(is_gone, left)), "tend outlived its terminal")
        self.folder.cleanup()

    def tmux(self, *arguments):
        command = ["tmux", "-u", "-S", self.socket, "-f", "/dev/null", *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=HANG,
                              env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"})
        if done.returncode:
            raise AssertionError(f"tmux {arguments[0]}: {done.stderr}")
        return done.stdout

    def ask(self, format):
        return self.tmux("display-message", "-p", format).strip()

    # Typing.

    def keys(self, *keys):
        """Keys by tmux's names: Enter, Escape, C-c, Up, M-b, or text without a name of its own."""
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def paste(self, text):
        """As a terminal pastes: between brackets where the program asked for them, lines ended by \\r."""
        self.tmux("set-buffer", "--", text)
        self.tmux("paste-buffer", "-p")

    def command(self, line):
        self.type(line)
        self.keys("Enter")

    def run(self, arguments="", env=""):
        """Runs tend with these arguments, from a clean screen: nothing of before is taken for what it shows."""
        self.command("clear")
        self.wait(lambda screen: screen.strip() == "$")
        self.command(f"clear; {env} $TEND {arguments}".replace("  ", " "))

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))
        # tmux's own screen has the new size at once; the terminal, and so the program, hears of it a little later.
        tty = os.open(self.ask("#{pane_tty}"), os.O_RDONLY | os.O_NOCTTY)
        try:
            until(lambda: tuple(os.get_terminal_size(tty)) == (columns, rows), "the terminal keeps its size")
        finally:
            os.close(tty)

    # Looking.

    def rows(self, colours=False):
        return self.tmux("capture-pane", "-p", *(["-e"] if colours else [])).split("\n")[:-1]

    def screen(self, colours=False):
        return "\n".join(row.rstrip() for row in self.rows(colours))

    def cursor(self):
        """Row and column, or None where it is hidden."""
        row, column, shown = map(int, self.ask("#{cursor_y} #{cursor_x} #{cursor_flag}").split())
        return (row, column) if shown else None

    def is_full_screen(self):
        return self.ask("#{alternate_on}") == "1"

    def wait(self, wanted):
        """Waits until a text is on the screen, which it returns; or until a function of the screen gives something true, and
        returns that."""
        look = wanted if callable(wanted) else lambda screen: wanted in screen and screen
        return until(lambda: look(self.screen()), lambda: f"waited for {wanted!r}, and saw:\n{self.screen()}")

    def wait_without(self, text):
        self.wait(lambda screen: text not in screen)

    def row_of(self, text):
        return next(number for number, row in enumerate(self.rows()) if text in row)

    def record(self, path):
        """From here on, every byte that is sent to the terminal goes into a file, too."""
        self.tmux("pipe-pane", f"cat >{path}")

    # The processes.

    def child(self):
        """The tend that the shell runs."""
        return until(lambda: children_of(self.pid), "the shell runs nothing")[0]

    def host(self):
        """The process of the practice."""
        return until(lambda: children_of(self.child()), "tend has no child")[0]

    def kill(self, number):
        os.kill(self.child(), number)

    def wait_for_shell(self):
        """Waits until the shell has its terminal back."""
        until(lambda: all(map(is_gone, children_of(self.pid))), lambda: f"tend is still there:\n{self.screen()}")

    def assert_sane(self):
        """The shell has its terminal back as it was: what is typed appears, lines are lines, the cursor is there."""
        self.wait_for_shell()
        until(lambda: not self.is_full_screen(), lambda: f"the alternate screen is still on:\n{self.screen()}")
        before = self.screen()
        self.command("clear; echo sane-$((40 + 2)); stty -a")
        self.wait(lambda screen: "sane-42" in screen and " iexten" in screen.replace("-iexten", "!"))
        settings = self.screen().replace(";", " ").split()
        for name in ("echo", "icanon", "isig", "icrnl", "opost", "ixon"):
            if name not in settings:
                raise AssertionError(f"stty says no {name}: {self.screen()}")
        if not self.cursor():
            raise AssertionError("the cursor is hidden")
        self.command("clear")
        self.type("this is seen")
        self.wait("$ this is seen")
        # It drops what is typed while it takes effect.
        self.keys("C-c")
        self.wait(lambda screen: screen.rstrip().endswith("\n$"))
        return before


def until(look, otherwise):
    """Polls until look() gives something true, and returns it."""
    limit = time.monotonic() + HANG
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > limit:
            raise AssertionError(otherwise() if callable(otherwise) else otherwise)
        time.sleep(POLL)


def let_time_pass(seconds):
    """For what has to be the same afterwards."""
    time.sleep(seconds)


def dots(screen):
    """How much of a breath's shape is drawn."""
    return sum(bin(ord(char) & 0xFF).count("1") for char in screen if "\u2800" <= char <= "\u28FF")


def children_of(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_gone(pid):
    """No longer there, or dead and only waiting to be noticed."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


class Case(support.Case):
    """A test with a shell of 80 columns and 24 rows, and a practice `mine` to be written."""

    SIZE = (80, 24)
    ENV = {}

    def setUp(self):
        super().setUp()
        self.shell = self.enterContext(Shell(self.tend, self.SIZE, self.ENV))

    def script(self, text):
        self.tend.script("mine", text)

    def begin(self, text, wanted, arguments="", env=""):
        """Runs a script until something is on the screen."""
        self.script(text)
        self.shell.run(f"run mine {arguments}".rstrip(), env)
        return self.shell.wait(wanted)
