"""`tend journal search`, and which entries `list` and `search` are about."""

import json
import os
import pathlib
import sys
import unittest

import support
import terminal

sys.path[:0] = [str(pathlib.Path(__file__).parents[1] / folder) for folder in ("desk", "agent")]
from agent import CLOCK, Clock  # noqa: E402

DAY = 86_400_000
# Unix milliseconds of 2026-11-25 12:00 UTC, a Wednesday, which is "today" here.
NOON = 1_795_608_000_000


def entry(number, days_ago, zone=0, **content):
    """A line of an export."""
    created = NOON - round(days_ago * DAY)
    id = f"{created >> 16:08x}-{created & 0xffff:04x}-7000-8000-{number:012x}"
    return json.dumps({"id": id, "entry": id, "parents": [], "created": created, "zone": zone, "device": "x", "content": content})


ENTRIES = [
    entry(1, 0.1, text="By the sea, with Zoë.\nGulls.\n", tags=["Holiday"], mood="calm"),
    entry(2, 1, title="A walk", lines=["moss", "the old\n house"], practice="collect-something", mood="Bright"),
    entry(3, 2, text="x" * 300 + " somewhere in the middle of it stands a Straße, and then " + "more words " * 30),
    entry(4, 9, fields={"asked": ["What now?"], "deep": {"er": "rain \x1b[31mred"}}, lines=["nothing"]),
    entry(5, 365, text="A year ago, by the sea"),
    entry(6, 730, zone=14 * 60, text="Two years ago, on the next day's clock"),
]


class Find(support.Case):
    def setUp(self):
        super().setUp()
        self.clock = Clock(self.tend)
        self.clock.set(NOON)
        done = self.tend.run(["journal", "import", "-"], input="\n".join(ENTRIES) + "\n")
        self.assertEqual(done.status, 0, done.err)

    def call(self, *args, status=0, input="", **env):
        options = f"{os.environ.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0"
        env = {"LD_PRELOAD": str(CLOCK), "TEND_TEST_CLOCK": str(self.clock.path), "ASAN_OPTIONS": options, **env}
        done = self.tend.run(["journal", *args], env=env, input=input)
        self.assertEqual(done.status, status, done.err)
        self.err = done.err
        return done.out

    def found(self, *args, **how):
        """The numbers of the entries that a use of the command is about."""
        return [int(row["id"][-2:], 16) for row in json.loads(self.call(args[0], "--json", *args[1:], **how))]


class Words(Find):
    def test_all_of_them_however_they_are_written(self):
        for words, numbers in ((["sea"], [1, 5]), (["SEA", "zoe"], [1]), (["zoë gulls"], []), (["gulls", "sea"], [1]),
                               (["the old house"], [2]), (["old", "moss"], [2]), (["strasse"], [3]), (["sea", "-gulls"], [5]),
                               (['"by the" -zoe'], [5]), (["holid"], [1]), (["bright"], [2]), (["rain"], [4]), (["what"], [4]),
                               (["collect"], []), (["nowhere"], []), (["--", "moss", "-sea"], [2])):
            with self.subTest(words):
                self.assertEqual(self.found("search", *words), numbers)

    def test_without_words_they_are_asked_for(self):
        self.assertEqual(self.found("search", input='"the sea" -zoe\n'), [5])
        self.call("search", input="", status=2)
        self.assertEqual(self.err, "tend: what shall be looked for? For instance: tend journal search sea -rain\n")
        self.call("search", "-sea", status=2)
        self.call("search", '"sea', status=2)
        self.assertEqual(self.err, 'tend: a " has no second one: "sea\n')

    def test_each_is_shown_where_it_stands(self):
        out = self.call("search", "sea").splitlines()
        self.assertEqual([line[26:] for line in out], ["By the sea, with Zoë.", "A year ago, by the sea"])
        out = self.call("search", "strasse").splitlines()
        self.assertEqual(len(out), 2)
        self.assertRegex(out[1], r"^    \.\.\.\w.*\bstands a Straße, and then\b.*\w\.\.\.$")
        self.assertLess(len(out[1]), 120)
        self.assertEqual(self.call("search", "old house").splitlines()[1], "    the old  house")
        self.assertEqual(self.call("search", "red").splitlines()[1], "    rain [31mred")
        self.assertEqual(self.call("search", "nowhere"), "")
        self.assertEqual(self.err, "Nothing was found.\n")


class Which(Find):
    def test_by_day(self):
        for args, numbers in ((["--on", "today"], [1]), (["--on", "yesterday"], [2]), (["--on", "mon"], [3]), (["--since", "tuesday"], [1, 2]),
                              (["--until", "2026-11-23"], [3, 4, 5, 6]), (["--until", "2025"], [5, 6]),
                              (["--since=2026-11-16", "--until=2026-11-23"], [3, 4]), (["--on", "2024-11"], [6])):
            with self.subTest(args):
                self.assertEqual(self.found("list", *args), numbers)

    def test_by_the_clock_of_where_the_person_is(self):
        self.assertEqual(self.found("list", "--on", "2026-11-25", TZ="Pacific/Kiritimati"), [1, 2])
        self.assertEqual(self.found("list", "--on", "2026-11-24", TZ="Pacific/Kiritimati"), [3])

    def test_today_in_history(self):
        self.assertEqual(self.found("list", "--today-in-history"), [5])
        self.assertEqual(self.found("search", "year", "--today-in-history"), [5])

    def test_by_practice_tag_and_mood(self):
        self.assertEqual(self.found("list", "--tag", "HOLIDAY"), [1])
        self.assertEqual(self.found("list", "--mood=bright", "--practice", "collect-something"), [2])
        self.assertEqual(self.found("search", "moss", "--mood", "calm"), [])
        self.assertEqual(self.found("list", "--limit", "2"), [1, 2])

    def test_what_makes_no_sense_is_one_sentence(self):
        for args, sentence in ((["--on", "someday"], "'someday' is no day: for instance 2026-11-23, 2026-11, 2026, today, yesterday or monday"),
                               (["--limit", "0"], "--limit needs a number from 1 on, not '0'"),
                               (["--since", "today", "--until", "yesterday"], "--since comes after --until, so no day is left")):
            with self.subTest(args):
                self.assertEqual(self.call("list", *args, status=2), "")
                self.assertEqual(self.err, f"tend: {sentence}\n")


class OnATerminal(Find, terminal.Case):
    def test_what_was_found_is_marked(self):
        self.shell.run("journal search sea")
        screen = self.shell.wait(lambda screen: "A year ago" in screen and self.shell.screen(colours=True))
        self.assertIn("the \x1b[1msea\x1b[0m", screen)
        self.shell.run("journal search sea", env="NO_COLOR=1")
        screen = self.shell.wait(lambda screen: "A year ago" in screen and self.shell.screen(colours=True))
        self.assertNotIn("\x1b[1m", screen)

    def test_words_that_are_typed_stand_in_no_history(self):
        self.shell.run("journal search")
        self.shell.wait("Look for:")
        self.shell.command("zoe gulls")
        self.shell.wait("By the sea, with Zoë.")


if __name__ == "__main__":
    unittest.main()
