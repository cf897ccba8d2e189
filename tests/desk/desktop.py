"""A desktop for the tests: a private message bus, fakes of the services on it, and a screen.

Everything is started as a child of the test, ended by its process id, and waited for by its events, never by a pause.
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

import support

try:
    import jeepney
    from jeepney.io.blocking import open_dbus_connection
except ImportError:
    jeepney = None

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"
ITSELF = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
LOGIND = "org.freedesktop.login1"
PROPERTIES = "org.freedesktop.DBus.Properties"
PATIENCE = 20  # seconds, on a machine that is busy with something else

CONFIG = """<busconfig>
<type>session</type> <listen>unix:path={socket}</listen> <auth>EXTERNAL</auth> <servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


def need(*programs):
    """Skips the test where a Debian package is missing."""
    for program, package in programs:
        support.need(program, package)
    if not jeepney:
        support.miss("jeepney", "python3-jeepney")


@contextlib.contextmanager
def child(arguments, **how):
    """A process that ends with the block."""
    with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how) as process:
        try:
            yield process
        finally:
            process.kill()


class Bus:
    """A dbus-daemon of its own. Its address stays the same when it is stopped and started again."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tend-bus-"))
        self.services = self.folder / "services"
        self.services.mkdir()
        self.address = f"unix:path={self.folder}/bus"
        (self.folder / "config").write_text(CONFIG.format(socket=self.folder / "bus", services=self.services))
        self.process = None

    def start(self, **environment):
        """Returns when it listens. Services that it starts have `environment`."""
        self.process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self.folder}/config", "--nofork", "--nopidfile", "--print-address"],
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "DBUS_SESSION_BUS_ADDRESS": self.address, **environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.process.stdout.readline()
        return self

    def service(self, name, command):
        """Has `name` started by `command` when it is asked for and not there."""
        (self.services / f"{name}.service").write_text(f"[D-BUS Service]\nName={name}\nExec={command}\n", encoding="utf-8")
        self.call(*ITSELF, "ReloadConfig")

    def stop(self):
        with self.process:
            self.process.kill()
        (self.folder / "bus").unlink(missing_ok=True)

    def call(self, name, path, interface, member, signature=None, *body):
        with open_dbus_connection(bus=self.address) as connection:
            return self.ask(connection, name, path, interface, member, signature, *body)

    @staticmethod
    def ask(connection, name, path, interface, member, signature=None, *body):
        call = jeepney.new_method_call(jeepney.DBusAddress(path, name, interface), member, signature, body)
        reply = connection.send_and_get_reply(call, timeout=PATIENCE)
        if reply.header.message_type == jeepney.MessageType.error:
            raise LookupError(reply.body)
        return reply.body

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder)


class Fake:
    """A service on a bus: `methods` maps an interface's member to (signature, function of the arguments).

    What it was asked is in `calls`, in order, as (member, body).
    """

    def __init__(self, bus, name, methods, properties=None):
        self.methods, self.properties = methods, properties or {}
        self.calls, self.changed = [], threading.Condition()
        self.connection = open_dbus_connection(bus=bus.address)
        bus.ask(self.connection, *ITSELF, "RequestName", "su", name, 4)
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        with contextlib.suppress(OSError, EOFError):
            while True:
                message = self.connection.receive()
                if message.header.message_type == jeepney.MessageType.method_call:
                    self._answer(message)

    def _answer(self, message):
        fields = message.header.fields
        member, path = fields[jeepney.HeaderFields.member], fields[jeepney.HeaderFields.path]
        with self.changed:
            self.calls.append((member, message.body))
            reply = self._reply(message, member, path)
            if reply and not message.header.flags & jeepney.MessageFlag.no_reply_expected:
                self.connection.send(reply)
            self.changed.notify_all()

    def _reply(self, message, member, path):
        if member == "Get" and (path, message.body[1]) in self.properties:
            return jeepney.new_method_return(message, "v", (self.properties[path, message.body[1]],))
        if member == "GetAll":
            known = {key: value for (at, key), value in self.properties.items() if at == path}
            return jeepney.new_method_return(message, "a{sv}", (known,))
        if member not in self.methods:
            return jeepney.new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        signature, function = self.methods[member]
        body = function(*message.body)
        return None if body is None else jeepney.new_method_return(message, signature, body)

    def emit(self, path, interface, member, signature, *body):
        with self.changed:
            self.connection.send(jeepney.new_signal(jeepney.DBusAddress(path, interface=interface), member, signature, body))

    def set(self, path, interface, **properties):
        """Changes properties, given as variants, and says so."""
        with self.changed:
            self.properties.update({(path, name): value for name, value in properties.items()})
        self.emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, properties, [])

    def count(self, member):
        with self.changed:
            return sum(call[0] == member for call in self.calls)

    def wait(self, member, times=1):
        """Waits until it was asked so often in all, and returns the last arguments."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.count(member) >= times, PATIENCE):
                raise AssertionError(f"{member} was called {self.count(member)} times, not {times}: {self.calls}")
            return [body for name, body in self.calls if name == member][times - 1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.connection.sock.shutdown(2)
        self.thread.join()
        self.connection.close()


class Server(Fake):
    """A notification server that numbers what it shows from `first`."""

    def __init__(self, bus, capabilities=("actions", "body", "body-markup"), first=1, properties=None):
        self.capabilities, self.last = list(capabilities), first - 1
        super().__init__(bus, SERVER, {"GetCapabilities": ("as", lambda: (self.capabilities,)), "Notify": ("u", self.notify),
                                       "CloseNotification": ("", self.close_notification)}, properties)

    def notify(self, _app, replaces, *_):
        if not replaces:
            self.last += 1
        return (replaces or self.last,)

    def close_notification(self, number):
        self.say("NotificationClosed", "uu", number, 3)
        return ()

    def say(self, member, signature, *body):
        self.emit(SERVER_PATH, SERVER, member, signature, *body)

    def notified(self):
        """What each call of Notify replaced, and its title."""
        return [(body[1], body[3]) for member, body in self.calls if member == "Notify"]

    def shown(self, times=1):
        """The arguments of the last of so many calls of Notify, named."""
        names = ("app", "replaces", "icon", "title", "text", "actions", "hints", "timeout")
        return dict(zip(names, self.wait("Notify", times)))


class Logind(Fake):
    """logind with one graphical session of the person."""

    SESSION, USER = f"/{LOGIND.replace('.', '/')}/session/_32", f"/{LOGIND.replace('.', '/')}/user/_1"
    OTHER = f"/{LOGIND.replace('.', '/')}/session/_33"
    PATH = "/org/freedesktop/login1"

    def __init__(self, bus, **session):
        state = {"Type": ("s", "wayland"), "LockedHint": ("b", False), "IdleHint": ("b", False), "IdleSinceHintMonotonic": ("t", 0),
                 "VTNr": ("u", 2), **session}
        properties = {(self.SESSION, name): value for name, value in state.items()}
        properties[self.USER, "Display"] = ("(so)", ("2", self.SESSION))
        super().__init__(bus, LOGIND, {"GetUser": ("o", lambda uid: (self.USER,))}, properties)

    def session(self, **properties):
        self.set(self.SESSION, f"{LOGIND}.Session", **properties)

    def say(self, member, signature, *body):
        self.emit(self.PATH, f"{LOGIND}.Manager", member, signature, *body)


@contextlib.contextmanager
def screen():
    """An X server without a screen; yields its name."""
    ready, told = os.pipe()
    with open(ready, encoding="ascii") as name:
        with child(["Xvfb", "-displayfd", str(told), "-screen", "0", "320x240x24", "-nolisten", "tcp"], pass_fds=[told],
                   stdout=subprocess.DEVNULL):
            os.close(told)
            yield ":" + name.readline().strip()
