"""Pausing, resuming, putting off and skipping reminders while no agent runs, and what `why` and `list` say of it."""

import datetime
import json
import sqlite3
import unittest

import support

UTC = datetime.timezone.utc
MORNING = "[remind morning]\npractice = three-breaths\nat = 08:30\n"
EVENING = "[remind evening]\npractice = three-breaths\nat = 21:00\n"


class Case(support.Case):
    def setUp(self):
        super().setUp()
        self.tend.settings(MORNING + EVENING)
        self.now = datetime.datetime.now(UTC)

    def remind(self, *args, status=0, env=None):
        done = self.tend.run(["remind", *args], env=env)
        self.assertEqual(done.status, status, done)
        return done.out if status == 0 else done.err

    def json(self, *args, env=None):
        return json.loads(self.remind(*args, "--json", env=env))

    def row(self, name="morning"):
        return next(row for row in self.json("list") if row["name"] == name)

    def rows(self, sql):
        """What the state file holds, read from outside."""
        database = sqlite3.connect(self.tend.state / "state.db")
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def add(self, sql, *values):
        database = sqlite3.connect(self.tend.state / "state.db")
        with database:
            database.execute(sql, values)
        database.close()

    def next_at(self, hour, minute, after=None):
        after = after or self.now
        at = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return at if at > after else at + datetime.timedelta(days=1)


def ms(moment):
    return int(moment.timestamp() * 1000)


class Pause(Case):
    def test_one_without_an_end(self):
        self.assertEqual(self.remind("pause", "morning"), "morning is paused. 'tend remind resume morning' ends it.\n")
        self.assertEqual(self.rows("SELECT rule, until FROM paused"), [("morning", 2**63 - 1)])
        self.assertEqual((self.tend.state / "state.db").stat().st_mode & 0o777, 0o600)
        self.assertIn("paused until you resume it", self.remind("list").splitlines()[0])
        self.assertTrue(self.row()["paused"])
        self.assertNotIn("next", self.row())
        self.assertFalse(self.row("evening")["paused"])

    def test_all_for_a_while(self):
        answer = self.json("pause", "--for", "3d")
        self.assertIsNone(answer["name"])
        self.assertTrue(answer["paused"])
        until = datetime.datetime.fromisoformat(answer["paused_until"])
        self.assertLess(abs(until - self.now - datetime.timedelta(days=3)), datetime.timedelta(minutes=2))
        self.assertEqual([rule for rule, _ in self.rows("SELECT rule, until FROM paused")], [""])
        for name, hour, minute in (("morning", 8, 30), ("evening", 21, 0)):
            self.assertEqual(datetime.datetime.fromisoformat(self.row(name)["next"]), self.next_at(hour, minute, until))

    def test_until_a_time_a_date_and_both(self):
        date = (self.now + datetime.timedelta(days=40)).date()
        midnight = datetime.datetime(date.year, date.month, date.day, tzinfo=UTC)
        clock = self.now + datetime.timedelta(hours=5)
        for text, until in ((clock.strftime("%H:%M"), clock.replace(second=0, microsecond=0)),
                            (f"{date}", midnight),
                            (f"{date} 18:05", midnight + datetime.timedelta(hours=18, minutes=5)),
                            (f"{date}T06:00", midnight + datetime.timedelta(hours=6))):
            self.json("pause", "morning", "--until", text)
            self.assertEqual(self.rows("SELECT until FROM paused"), [(ms(until),)], text)

    def test_a_date_is_one_of_the_persons_zone(self):
        date = (self.now + datetime.timedelta(days=40)).date()
        self.json("pause", "morning", "--until", f"{date}", env={"TZ": "Asia/Tokyo"})
        zone = datetime.timezone(datetime.timedelta(hours=9))
        begins = datetime.datetime(date.year, date.month, date.day, tzinfo=zone)
        self.assertEqual(self.rows("SELECT until FROM paused"), [(ms(begins),)])

    def test_what_occurs_at_the_end_of_a_pause_comes(self):
        at = self.next_at(8, 30, self.now + datetime.timedelta(days=3))
        self.remind("pause", "morning", "--until", at.strftime("%Y-%m-%d %H:%M"))
        self.assertEqual(datetime.datetime.fromisoformat(self.row()["next"]), at)

    def test_words_that_make_no_sense_change_nothing(self):
        for words, said in ((("--until", "soon"), "'soon'"), (("--until", "2020-01-01"), "that is over"),
                            (("--until", "2026-02-30"), "'2026-02-30'"), (("--for", "0"), "a duration"),
                            (("--for", "-2h"), "a duration"), (("--for",), "needs a value"),
                            (("--for", "2h", "--until", "18:00"), "one is enough"), (("evening",), "not understood"),
                            (("--ever",), "not understood")):
            self.assertIn(said, self.remind("pause", "morning", *words, status=2))
        self.assertEqual(self.rows("SELECT * FROM paused") if (self.tend.state / "state.db").exists() else [], [])

    def test_an_unknown_name_brings_the_nearest(self):
        for verb in ("pause", "resume", "snooze", "skip", "why"):
            said = self.remind(verb, "mornin", status=2)
            self.assertIn("there is no reminder 'mornin'", said)
            self.assertIn("'morning'", said)


class Remove(Case):
    def test_what_was_wanted_of_it_goes_with_it(self):
        for name in ("morning", "evening"):
            self.remind("pause", name)
            self.remind("snooze", name)
        self.remind("remove", "morning")
        self.assertEqual(self.rows("SELECT rule FROM paused"), [("evening",)])
        self.assertEqual(self.rows("SELECT rule FROM snoozed"), [("evening",)])
        self.remind("remove", "evening")
        self.tend.settings(MORNING)
        self.assertFalse(self.row()["paused"])


class Random(Case):
    def test_its_times_are_the_same_whoever_asks_and_were_drawn_for_this_person(self):
        self.tend.settings("[remind three-breaths]\npractice = three-breaths\nrandom = 3\nbetween = 00:00-23:59\n")
        self.assertFalse((self.tend.state / "state.db").exists())
        first = self.json("list")
        self.remind("pause", "three-breaths")
        self.remind("resume", "three-breaths")
        self.assertEqual(self.json("list")[0]["next"], first[0]["next"])
        self.assertEqual(len(self.rows("SELECT value FROM secret WHERE name = 'random'")), 1)


class Resume(Case):
    def test_one(self):
        self.remind("pause", "morning")
        self.remind("pause", "evening")
        self.assertEqual(self.remind("resume", "morning"), "morning is not paused.\n")
        self.assertEqual(self.rows("SELECT rule FROM paused"), [("evening",)])
        self.assertFalse(self.row()["paused"])

    def test_all_ends_every_pause(self):
        self.remind("pause", "morning")
        self.remind("pause")
        self.assertEqual(self.remind("resume"), "No reminder is paused.\n")
        self.assertEqual(self.rows("SELECT rule FROM paused"), [])

    def test_one_while_all_are_paused_is_said(self):
        self.remind("pause")
        self.assertIn("every reminder is; 'tend remind resume' ends that", self.remind("resume", "morning"))
        self.assertTrue(self.json("resume", "morning")["paused"])

    def test_without_a_pause_nothing_happens(self):
        self.assertEqual(self.json("resume"), {"name": None, "paused": False})


class Snooze(Case):
    def test_by_default_as_long_as_later_is(self):
        self.tend.settings(MORNING + "[agent]\nlater = 25m\n")
        out = self.remind("snooze", "morning")
        self.assertIn("morning comes again on", out)
        self.assertIn("The agent is not running", out)
        [(rule, due)] = self.rows("SELECT rule, due FROM snoozed")
        self.assertEqual(rule, "morning")
        self.assertLess(abs(due - ms(self.now) - 25 * 60000), 60000)

    def test_a_second_one_takes_the_place_of_the_first(self):
        self.remind("snooze", "morning")
        answer = self.json("snooze", "morning", "--for", "2h")
        self.assertEqual((answer["name"], answer["quiet"], answer["agent"]), ("morning", False, False))
        [(_, due)] = self.rows("SELECT rule, due FROM snoozed")
        self.assertLess(abs(due - ms(self.now) - 2 * 3600000), 60000)
        self.assertEqual(self.row()["snoozed_until"], answer["snoozed_until"])
        self.assertIn("; put off until ", self.remind("list"))

    def test_one_that_would_end_in_quiet_hours_says_so_and_comes_after_them(self):
        begin, end = ((self.now + datetime.timedelta(hours=hours)).strftime("%H:00") for hours in (1, 4))
        after = (self.now + datetime.timedelta(hours=4)).replace(minute=0, second=0, microsecond=0)
        self.tend.settings(MORNING + f"[quiet]\nhours = {begin}-{end}\n")
        said = self.remind("snooze", "morning", "--for", "2h").splitlines()[0]
        self.assertRegex(said, rf" would be in your quiet hours, so morning comes again on \w+ \S+ {end}\.$")
        self.assertEqual(self.rows("SELECT due FROM snoozed"), [(ms(after),)])
        self.assertTrue(self.json("snooze", "morning", "--for", "2h")["quiet"])
        self.assertFalse(self.json("snooze", "morning", "--for", "6h")["quiet"])

    def test_it_wants_a_name(self):
        self.assertIn("which reminder?", self.remind("snooze", status=2))


class Skip(Case):
    def test_the_next_one_is_recorded_as_skipped(self):
        first = self.next_at(8, 30)
        answer = self.json("skip", "morning")
        self.assertEqual(datetime.datetime.fromisoformat(answer["skipped"]), first)
        self.assertEqual(datetime.datetime.fromisoformat(answer["next"]), first + datetime.timedelta(days=1))
        self.assertEqual(self.rows("SELECT rule, key, due, outcome FROM occurrence"),
                         [("morning", f"morning/{first.date()}/510", ms(first), 7)])
        self.assertEqual(self.row()["next"], answer["next"])

    def test_twice_skips_two(self):
        self.assertEqual(self.json("skip", "morning")["next"], self.json("skip", "morning")["skipped"])

    def test_the_words(self):
        out = self.remind("skip", "evening").splitlines()
        self.assertRegex(out[0], r"^evening does not come on \w+ \d{4}-\d\d-\d\d 21:00\.$")
        self.assertRegex(out[1], r"^After that it comes on \w+ \d{4}-\d\d-\d\d 21:00\.$")

    def test_random_times_stay_as_they_were_said(self):
        self.tend.settings("[remind now]\npractice = three-breaths\nrandom = 3\n")
        answer = self.json("skip", "now")
        self.assertEqual(self.row("now")["next"], answer["next"])

    def test_the_last_one_of_all(self):
        date = (self.now + datetime.timedelta(days=9)).date()
        self.tend.settings(MORNING + f"on = {date}\n")
        self.assertIn("After that it does not come any more", self.remind("skip", "morning"))
        self.assertIn("does not come anyway", self.remind("skip", "morning", status=1))

    def test_an_every_that_is_not_counted_yet_has_no_next(self):
        self.tend.settings("[remind eyes]\npractice = three-breaths\nevery = 90m\n")
        self.assertIn("counted from when the agent starts", self.remind("skip", "eyes", status=1))
        self.assertEqual(self.rows("SELECT * FROM occurrence"), [])

    def test_an_every_that_came_lately_is_counted_from_there(self):
        self.tend.settings("[remind eyes]\npractice = three-breaths\nevery = 90m\n")
        self.remind("resume")
        last = ms(self.now) - 600000
        self.add("INSERT INTO occurrence(rule, key, due, outcome) VALUES('eyes', 'eyes/x', ?, 0)", last)
        skipped = datetime.datetime.fromisoformat(self.json("skip", "eyes")["skipped"])
        self.assertLess(abs(ms(skipped) - last - 90 * 60000), 60000)

    def test_an_every_is_counted_as_the_agent_counts_it(self):
        self.tend.settings("[remind eyes]\npractice = three-breaths\nevery = 90m\n")
        agent = self.tend.start(["agent", "run"])
        while agent.stderr.readline() != "the agent is ready\n":
            self.assertIsNone(agent.poll())
        [row] = json.loads(self.tend.run(["agent", "status", "--json"]).out)["next"]
        skipped = datetime.datetime.fromisoformat(self.json("skip", "eyes")["skipped"])
        self.assertEqual(ms(skipped) // 1000, row["due"] // 1000)
        self.assertTrue(self.json("snooze", "eyes")["agent"])
        self.assertTrue(self.json("why", "eyes")["agent"])
        self.tend.run(["agent", "stop"])
        agent.wait(10)


class Damaged(Case):
    def test_what_cannot_be_read_is_said_once_and_is_no_empty_state(self):
        self.tend.write(self.tend.state / "state.db", "no database")
        for args in (["list"], ["list", "--json"], ["why", "morning"], ["pause"], ["skip", "morning"]):
            with self.subTest(args):
                done = self.tend.run(["remind", *args])
                self.assertEqual((done.status, done.err.count("\n")), (1, 1), done)
                self.assertIn("state.db", done.err)
        self.assertIn("morning", self.tend.run(["remind"]).out)


class Why(Case):
    def test_what_was_recorded_since_yesterday(self):
        self.remind("resume")
        for days, outcome in ((3, 0), (1, 4), (0, 1)):
            due = ms(self.now - datetime.timedelta(days=days)) - 1000
            self.add("INSERT INTO occurrence(rule, key, due, outcome) VALUES('morning', ?, ?, ?)", f"k{days}", due,
                     outcome)
        answer = self.json("why", "morning")
        self.assertEqual([row["what"] for row in answer["since_yesterday"]],
                         ["let go: the machine was asleep or off", "started"])
        lines = self.remind("why", "morning").splitlines()
        self.assertTrue(lines[0].endswith("  let go: the machine was asleep or off"), lines)
        self.assertTrue(lines[1].endswith("  started"), lines)
        self.assertEqual(lines[2], "now: the agent is not running; nothing comes before it does ('tend agent run')")
        self.assertIn(" 08:30  ", lines[3])

    def test_what_was_skipped_and_paused_is_among_the_reasons(self):
        skipped = self.json("skip", "morning")
        answer = self.json("why", "morning")
        self.assertEqual(answer["until"][0], {"time": skipped["skipped"], "comes": False, "why": "skipped beforehand"})
        self.assertEqual((answer["until"][-1]["time"], answer["until"][-1]["comes"]), (answer["next"], True))
        self.remind("pause", "morning", "--for", "3d")
        self.remind("snooze", "morning")
        answer = self.json("why", "morning")
        self.assertEqual({row["why"] for row in answer["until"] if not row["comes"]}, {"paused"})
        self.assertEqual((answer["paused"], answer["agent"], "paused_until" in answer, "snoozed_until" in answer),
                         (True, False, True, True))
        self.assertRegex(self.remind("why", "morning"), r"now: paused until \w+ \S+ \d\d:\d\d; put off until ")

    def test_a_pause_without_an_end(self):
        self.remind("pause")
        answer = self.json("why", "morning")
        self.assertNotIn("next", answer)
        self.assertEqual({row["why"] for row in answer["until"]}, {"paused"})
        self.assertIn("morning: it is paused until you resume it", self.remind("why", "morning"))

    def test_looking_leaves_nothing_behind(self):
        self.remind("why", "morning")
        self.remind("list")
        self.assertFalse(self.tend.state.exists())


if __name__ == "__main__":
    unittest.main()
