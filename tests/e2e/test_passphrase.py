"""The journal's passphrase: who can read, who can add, and that nothing is lost on the way."""

import concurrent.futures
import errno
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import unittest

import support
import terminal

CODE = re.compile(r"^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}\n$")
DECRYPTOR = pathlib.Path(__file__).with_name("decrypt_journal.py")


def has_keyring():
    """Whether this machine's kernel keeps keys for us; some containers forbid it."""
    probe = "import ctypes; l = ctypes.CDLL('libkeyutils.so.1'); exit(l.add_key(b'user', b'tend:test', b'x', 1, -2) < 0)"
    return subprocess.run([sys.executable, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0


class Case(support.Case):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.tend.run, ["journal", "lock"])  # the keyring is the machine's, and outlives the test's home

    def journal(self, *args, input="", status=0, **how):
        done = self.tend.run(["journal", *args], input=input, **how)
        self.assertEqual(done.status, status, done.err)
        self.err = done.err
        return done.out

    def add(self, text):
        return self.journal("add", input=text).strip()

    def texts(self):
        return [entry["content"]["text"] for entry in reversed(json.loads(self.journal("list", "--json")))]

    def set(self, passphrase="correct horse"):
        code = self.journal("passphrase", "set", input=passphrase + "\n")
        self.assertRegex(code, CODE)
        return code.strip()

    def decrypt(self, secret=None, status=0):
        """The texts that the stand-alone reader gives."""
        done = subprocess.run(["/usr/bin/python3", "-B", DECRYPTOR, self.tend.data / "journal.db", *(["-"] if secret else [])],
                              input=f"{secret}\n", capture_output=True, encoding="utf-8", timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return [json.loads(line)["content"]["text"] for line in done.stdout.splitlines()]


class Passphrase(Case):
    def test_locked_nothing_of_it_is_deleted(self):
        self.add("one")
        [id] = [row["id"] for row in json.loads(self.journal("list", "--json"))]
        self.set()
        self.journal("delete", id, "--yes", status=7)
        self.journal("unlock", input="correct horse\n")
        self.assertEqual(self.texts(), ["one"])
        self.assertEqual(self.journal("delete", id, "--yes"), "It is deleted.\n")
        self.journal("lock")

    def test_locked_it_is_added_to_and_not_read(self):
        one = self.add("one")
        self.set()
        self.add("two")
        self.tend.script("mine", 'journal.add { text = "three" }')
        self.assertEqual(self.tend.run(["run", "mine"]).status, 0)
        for args in (["list"], ["list", "--json"], ["show", one]):
            self.assertEqual(self.journal(*args, status=7), "")
            self.assertEqual(self.err.count("\n"), 1)
            self.assertIn("the journal is locked", self.err)
        self.assertEqual(self.decrypt(status=2), [])
        self.assertEqual(self.decrypt("correct horse"), ["one", "two", "three"])

    def test_the_recovery_code_opens_it_too_however_it_is_typed(self):
        self.add("one")
        code = self.set()
        self.add("two")
        typed = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
        self.assertEqual(self.decrypt(typed), ["one", "two"])
        self.journal("passphrase", "change", input=f"{typed}\nanother\n")
        self.assertEqual(self.decrypt("another"), ["one", "two"])
        self.assertEqual(self.decrypt(code), ["one", "two"])
        self.assertEqual(self.decrypt("correct horse", status=2), [])

    def test_removing_opens_it_and_ends_the_code(self):
        self.add("one")
        code = self.set()
        self.journal("passphrase", "remove", input="correct horse\n")
        self.assertEqual(self.texts(), ["one"])
        self.assertEqual(self.decrypt(), ["one"])
        self.assertNotEqual(self.set("second"), code)
        self.assertEqual(self.decrypt(code, status=2), [])
        self.assertEqual(self.decrypt("second"), ["one"])

    def test_a_wrong_one_costs_nothing_and_says_so_kindly(self):
        self.add("one")
        self.set()
        before = (self.tend.data / "journal.db").read_bytes()
        for args in (["unlock"], ["passphrase", "change"], ["passphrase", "remove"]):
            self.journal(*args, input="wrong\nnew\n", status=7)
            self.assertEqual(self.err, "tend: that is not this journal's passphrase or recovery code; everything is as it was, "
                                       "and you can try again\n")
        self.journal("passphrase", "set", input="x\n", status=1)
        self.assertIn("has a passphrase", self.err)
        self.assertEqual((self.tend.data / "journal.db").read_bytes(), before)
        self.add("two")
        self.assertEqual(self.decrypt("correct horse"), ["one", "two"])

    def test_it_comes_through_a_descriptor_and_never_as_an_argument(self):
        self.add("one")
        read, write = os.pipe()
        os.write(write, "p\u00e9\nrest".encode())
        done = subprocess.run([support.PROGRAM, "journal", "passphrase", "set", "--fd", str(read)], pass_fds=[read],
                              stdin=subprocess.DEVNULL, env=self.tend.environment(), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(os.read(read, 99), b"rest")
        os.close(read), os.close(write)
        self.assertEqual(self.decrypt("pe\u0301"), ["one"])  # the same letter, as another keyboard sends it
        for args in (["passphrase", "change", "words"], ["unlock", "words"], ["passphrase"], ["passphrase", "set", "--fd", "x"],
                     ["unlock", "--for", "forever"], ["unlock", "--for", "1s"], ["lock", "now"]):
            self.journal(*args, status=2)

    def test_nothing_or_too_much_is_no_passphrase(self):
        self.add("one")
        for given, sentence in (("", "no passphrase was given"), ("\n", "no passphrase was given"), ("x" * 1025, "at most 1024")):
            self.journal("passphrase", "set", input=given, status=7)
            self.assertIn(sentence, self.err)
        self.assertEqual(self.texts(), ["one"])
        self.set("x" * 1024)
        self.assertEqual(self.decrypt("x" * 1024), ["one"])

    def test_every_file_stays_the_persons_alone(self):
        self.add("one")
        self.set()
        self.journal("passphrase", "change", input="correct horse\nanother\n")
        self.journal("passphrase", "remove", input="another\n")
        for path in [self.tend.data, *self.tend.data.iterdir()]:
            self.assertEqual(oct(path.stat().st_mode & 0o777), "0o700" if path.is_dir() else "0o600", path)

    def test_a_file_that_cannot_be_written_keeps_what_it_has(self):
        self.add("one")
        for path in (self.tend.root, self.tend.home, *self.tend.data.parents[:3], self.tend.data):
            path.chmod(0o555)
        (self.tend.data / "journal.db").chmod(0o444)
        done = self.tend.run_as_nobody(["journal", "passphrase", "set"], "p\n")
        for path in (self.tend.root, self.tend.home, *self.tend.data.parents[:3], self.tend.data):
            path.chmod(0o700)
        self.assertEqual((done.status, done.out, done.err.count("\n")), (1, "", 1), done.err)
        self.assertEqual(self.decrypt(), ["one"])

    def test_an_empty_journal_takes_one_too(self):
        self.set()
        self.journal("list", status=7)
        self.add("one")
        self.assertEqual(self.decrypt("correct horse"), ["one"])

    def test_the_old_secret_is_gone_and_opens_nothing_new(self):
        self.add("one")
        with sqlite3.connect(self.tend.data / "journal.db") as db:
            [[old]] = db.execute("SELECT secret FROM slot")
        db.close()
        self.set()
        for path in self.tend.data.iterdir():
            self.assertNotIn(old, path.read_bytes(), path)


@unittest.skipUnless(has_keyring(), "this kernel keeps no keys for us")
class Unlocked(Case):
    def test_for_a_while_until_locked(self):
        self.add("one")
        code = self.set()
        self.journal("unlock", "--for", "5m", input="correct horse\n")
        self.assertIn("open for 5 minutes", self.err)
        self.add("two")
        self.assertEqual(self.texts(), ["one", "two"])
        self.journal("lock")
        self.journal("list", status=7)
        self.journal("unlock", input=f"{code}\n")
        self.assertIn("open for 30 minutes", self.err)
        self.journal("passphrase", "remove", input="correct horse\n")
        self.journal("passphrase", "set", input="second\n")
        self.journal("list", status=7)  # the key of before opens nothing

    def test_a_practice_reads_what_is_its_own_only_while_it_is_unlocked(self):
        main = """local found, why = journal.mine {}
                  say(found and "found " .. #found or "nothing, " .. tostring(why))
                  journal.add { text = "another" }"""
        ini = ("[plugin]\nname = finds\ntitle = Finds\nversion = 1.0.0\nlicense = MIT\nkind = write\nminutes = 1\n"
               "summary = Brings back.\napi = 1\n[permissions]\njournal.add = to keep\njournal.read = own to bring back\n")
        self.tend.plugin("finds", plugin_ini=ini, main=main)
        self.set()
        run = ["run", "finds", "--front", "plain", "--grant", "all"]
        self.assertIn("nothing, locked", self.tend.run(run).out)
        self.journal("unlock", input="correct horse\n")
        self.assertIn("found 1", self.tend.run(run).out)
        self.journal("lock")
        self.assertIn("nothing, locked", self.tend.run(run).out)
        self.assertEqual(len(self.decrypt("correct horse")), 3)

    def test_the_setting_and_the_kernels_own_limit(self):
        self.tend.settings("[journal]\nunlocked = 2h\n")
        self.add("one")
        self.set()
        self.journal("unlock", input="correct horse\n")
        self.assertIn("open for 2 hours", self.err)
        with sqlite3.connect(self.tend.data / "journal.db") as db:
            [[public]] = db.execute("SELECT public FROM pair")
        db.close()
        [row] = [line.split() for line in pathlib.Path("/proc/keys").read_text().splitlines() if public[:16].hex() in line]
        self.assertIn(row[3], ("119m", "2h", "1h"))
        script = ("import ctypes; l = ctypes.CDLL('libkeyutils.so.1'); l.keyctl_set_timeout(0x%s, 1)" % row[0])
        subprocess.run([sys.executable, "-c", script], check=True)
        terminal.until(lambda: self.tend.run(["journal", "list"]).status == 7, "it stays open past its time")


class WithoutAKeyring(Case):
    def test_a_kernel_that_keeps_no_keys_is_said_and_all_else_works(self):
        number = {"x86_64": 248, "aarch64": 217}.get(os.uname().machine)  # add_key
        if number is None:
            self.skipTest("the number of this machine's system call is not known here")
        self.add("one")
        self.set()
        for error in (errno.ENOSYS, errno.EPERM, errno.EDQUOT):
            helper = [support.BUILD / "tests" / "without_call", str(number), str(error), support.PROGRAM]
            done = subprocess.run([*helper, "journal", "unlock"], input=b"correct horse\n", env=self.tend.environment(),
                                  capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(done.stderr.count(b"\n"), 1)
            self.assertIn(b"the kernel's keyring says", done.stderr)
        self.add("two")
        self.assertEqual(self.decrypt("correct horse"), ["one", "two"])


class OnATerminal(terminal.Case):
    def test_it_is_typed_twice_unseen_and_asked_for_once(self):
        self.tend.run(["journal", "add"], input="the entry")
        self.shell.record(self.tend.root / "bytes")
        self.shell.run("journal passphrase set")
        self.shell.wait("New passphrase")
        self.shell.command("quincunx")
        self.shell.wait("once more")
        self.shell.command("quincunx")
        self.shell.wait("it is not shown again")
        self.shell.wait_for_shell()
        self.shell.run("journal list")
        self.shell.wait("Passphrase of your journal")
        self.shell.command("quincunx")
        self.shell.wait("the entry")
        self.shell.wait_for_shell()
        self.shell.run("journal list; echo status $?")
        self.shell.wait("Passphrase of your journal")
        self.shell.command("quincun")
        self.shell.wait("status 7")
        for key in ("C-c", "C-d"):
            self.shell.run("journal list; echo status $?")
            self.shell.wait("Passphrase of your journal")
            self.shell.keys(key)
            self.shell.wait("status 7")
        self.shell.run("journal list")
        self.shell.wait("Passphrase of your journal")
        self.shell.kill(signal.SIGTERM)
        self.shell.wait_for_shell()
        self.shell.command("echo seen-$((1+1))")
        self.shell.wait("echo seen-")  # the terminal shows again what is typed
        self.assertNotIn(b"quincun", (self.tend.root / "bytes").read_bytes())

    def test_what_was_mistyped_can_be_taken_back(self):
        self.shell.run("journal passphrase set")
        self.shell.wait("New passphrase")
        self.shell.keys("BSpace")
        for mistake, keys in (("a line", ["C-u"]), ("words", ["C-w"]), ("\u00FC\U0001F98A", ["BSpace", "C-h"])):
            self.shell.type(mistake)
            self.shell.keys(*keys)
        self.shell.type("quinc\u00E4")
        self.shell.keys("BSpace", "C-d")  # with something typed, Ctrl-D ends nothing
        self.shell.command("unx")
        self.shell.wait("once more")
        self.shell.command("quincunx")
        self.shell.wait("it is not shown again")
        self.shell.wait_for_shell()
        done = self.tend.run(["journal", "passphrase", "remove"], input="quincunx\n")
        self.assertEqual(done.status, 0, done.err)

    def test_two_that_differ_change_nothing(self):
        self.tend.run(["journal", "add"], input="the entry")
        self.shell.run("journal passphrase set; echo status $?")
        self.shell.wait("New passphrase")
        self.shell.command("one")
        self.shell.wait("once more")
        self.shell.command("two")
        self.shell.wait("status 1")
        self.assertIn("the entry", self.tend.run(["journal", "list"]).out)


class Faults(Case):
    def test_killed_while_it_is_set_and_changed(self):
        """At every moment one of the two states is whole, and what was acknowledged is there."""
        kept = [self.add(f"{n}") and f"{n}" for n in range(5)]
        passphrase = None
        for round in range(24):
            args, given = (["set"], f"p{round}\n") if passphrase is None else (["change"], f"{passphrase}\np{round}\n")
            child = self.tend.start(["journal", "passphrase", *args])
            child.stdin.write(given)
            child.stdin.close()
            # Somewhere between the first step and the end, which comes after one or two seconds here, later elsewhere.
            try:
                child.wait(timeout=0.02 + round % 12 * 0.2)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            kept.append(f"after {round}")
            self.add(kept[-1])
            states = [state for state in (passphrase, f"p{round}") if self.opens(state)]
            self.assertEqual(len(states), 1, f"round {round}: {states}")
            [passphrase] = states
            self.assertEqual(self.decrypt(passphrase), kept)
            if passphrase and round % 3 == 2:
                self.journal("passphrase", "remove", input=f"{passphrase}\n")
                passphrase = None

    def opens(self, passphrase):
        """Whether this opens it, and nothing less does."""
        if passphrase and self.opens(None):
            return False
        done = subprocess.run(["/usr/bin/python3", "-B", DECRYPTOR, self.tend.data / "journal.db", *(["-"] if passphrase else [])],
                              input=f"{passphrase}\n", capture_output=True, encoding="utf-8", timeout=60)
        return done.returncode == 0

    def test_two_that_write_all_the_while_lose_nothing(self):
        added, done = [[], []], threading.Event()

        def write(which):
            while not done.is_set():
                text = f"{which} {len(added[which])}"
                added_one = self.tend.run(["journal", "add"], input=text)
                self.assertEqual(added_one.status, 0, added_one.err)
                added[which].append(text)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            writers = [pool.submit(write, which) for which in range(2)]
            try:
                for n in range(2):
                    terminal.until(lambda: any(writer.done() for writer in writers) or all(len(texts) > 40 * (n + 1) for texts in added),
                                   "nobody adds")
                    self.set("while they write")
                    self.journal("passphrase", "change", input="while they write\nstill\n")
                    self.journal("passphrase", "remove", input="still\n")
                self.set("at last")
            finally:
                done.set()
            for writer in writers:
                writer.result()  # raises what was raised there
        self.assertEqual(sorted(self.decrypt("at last")), sorted(added[0] + added[1]))


if __name__ == "__main__":
    unittest.main()
