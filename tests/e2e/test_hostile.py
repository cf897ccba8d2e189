"""Practices that mean harm, or break: each of tests/hostile/*.lua is run as a person would run it, in real time and
with --fast. Its first lines say what it does and how it must end:

    -- expect: 3 or 4     the exit status
    -- says: words        what tend's sentence says, as a regular expression
    -- answers: a|b       what is typed, a line each
    -- entries: 2         how many entries the journal holds afterwards; 0 where nothing is said
    -- keeps: words       one of them holds these words, although the practice broke off
"""

import concurrent.futures
import ctypes
import json
import os
import pathlib
import re
import time
import unicodedata
import unittest

import support

SCRIPTS = sorted((support.SOURCE / "tests" / "hostile").glob("*.lua"))
LONGEST = 30  # seconds; a script that hangs is ended after one, on a machine that is not busy
AT_ONCE = 4
PR_SET_CHILD_SUBREAPER = 36
# What may be there afterwards, under the person's home and runtime folders.
ALLOWED = re.compile(r"run/tend/practice\.lock|home/\.local/(share|state)/tend/(journal|state)\.db(-wal|-shm)?")
SHOWN_BY_TEND = re.compile(r"\[tend\] (This practice (could not go on|needs a permission)|A reminder is kept for |This breath )")
# Marks and overrides that reorder what stands around them.
OVERRIDES = set("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def header(script, name):
    found = re.search(rf"^-- {name}: (.*)$", script.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    return found.group(1) if found else None


def controls(text):
    """The characters that could move a cursor or reorder what stands around them."""
    return {hex(ord(c)) for c in text if c != "\n" and (unicodedata.category(c) == "Cc" or c in OVERRIDES)}


def left_over():
    """The hosts that outlived their tend: they are this process's children now."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # it ended meanwhile
        if name == "tend-host" and int(rest.split()[1]) == os.getpid():
            found.append(stat.parent.name)
    return found


class Run:
    """One script, run to its end, and what was found afterwards."""

    def __init__(self, script, options):
        self.script = script
        answers = "".join(line + "\n" for line in (header(script, "answers") or "").split("|"))
        with support.Tend() as tend:
            start = time.monotonic()
            self.done = tend.run(["run", str(script), "--front", "plain", "--grant", "all", *options], input=answers,
                                 timeout=2 * LONGEST)
            self.seconds = time.monotonic() - start
            self.journal = tend.run(["journal", "list", "--limit", "5000", "--json"])
            self.files = [str(path.relative_to(tend.root)) for path in tend.root.rglob("*") if not path.is_dir()]

    def judge(self, case):
        status, out, err = self.done
        case.assertIn(str(status), header(self.script, "expect").split(" or "), err)
        case.assertRegex(err, header(self.script, "says") or "^")
        case.assertLess(self.seconds, LONGEST)
        case.assertEqual(controls(out) | controls(err), set())
        case.assertRegex(err, r"\Atend: [^\n]{1,600}\n\Z" if status else r"\A\Z")
        self.judge_voice(case, out)
        self.judge_journal(case)
        case.assertEqual([file for file in self.files if not ALLOWED.fullmatch(file)], [])

    def judge_voice(self, case, out):
        for line in out.split("\n"):
            if line.lstrip(" ").lower().startswith("[tend"):
                case.assertRegex(line, SHOWN_BY_TEND)

    def judge_journal(self, case):
        case.assertEqual(self.journal.status, 0, self.journal.err)
        entries = json.loads(self.journal.out)
        keeps = header(self.script, "keeps")
        case.assertEqual(len(entries), int(header(self.script, "entries") or (1 if keeps else 0)))
        if keeps:
            case.assertIn(keeps, json.dumps(entries, ensure_ascii=False))
            case.assertIn("What you wrote is kept in your journal.", self.done.out)


class HostileTest(unittest.TestCase):
    def run_all(self, *options):
        # A process whose parent ends becomes ours, so that none can hide.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.assertGreater(len(SCRIPTS), 70)
        before = sorted((support.SOURCE / "tests" / "hostile").iterdir())
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for run in pool.map(lambda script: Run(script, options), SCRIPTS):
                with self.subTest(run.script.stem):
                    run.judge(self)
        self.assertEqual(left_over(), [])
        self.assertEqual(sorted((support.SOURCE / "tests" / "hostile").iterdir()), before)

    def test_in_real_time(self):
        self.run_all()

    def test_in_virtual_time(self):
        self.run_all("--fast")


if __name__ == "__main__":
    unittest.main()
