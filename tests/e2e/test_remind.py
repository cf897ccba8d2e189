"""`tend remind`: what a person sets lands in tend.ini and nowhere else, and what will come is told with its reasons."""

import json
import os
import re
import stat
import unittest

import support

MORNING = "[remind morning]\npractice = three-breaths\nat = 08:30\n"


class Remind(support.Case):
    def remind(self, *args, **how):
        return self.tend.run(["remind", *args], **how)

    def assert_done(self, done, status=0, out="", err=""):
        self.assertEqual((done.status, done.out, done.err), (status, out, err))

    def file(self):
        return self.tend.config / "tend.ini"


class Add(Remind):
    def test_a_section_for_a_practice(self):
        done = self.remind("add", "three-breaths", "--at", "08:30, 21:00", "--on=weekdays", "--text", "A moment?")
        self.assertEqual(done.status, 0, done.err)
        self.assertRegex(done.out, r"^three-breaths: at 08:30, 21:00 on weekdays\. Next: \w{3} \d{4}-\d\d-\d\d (08:30|21:00)\.\n$")
        self.assertIn("the agent is not running", done.err)
        self.assertEqual(self.file().read_text(), "[remind three-breaths]\npractice = three-breaths\nat = 08:30, 21:00\n"
                                                  "on = weekdays\ntext = A moment?\n")
        self.assertEqual(stat.S_IMODE(self.file().stat().st_mode), 0o600)
        self.assertEqual(os.listdir(self.tend.config), ["tend.ini"])

    def test_what_the_person_wrote_stays(self):
        before = "; mine\r\n[look]\r\n   pace=2   ; quick\r\n\r\n[remind three-breaths]\r\npractice = three-breaths\r\nat = 7:00"
        self.file().parent.mkdir(parents=True)
        self.file().write_bytes(before.encode())
        done = self.remind("add", "three-breaths", "--every", "90m", "--between", "09:00-18:00")
        self.assertEqual(done.status, 0)
        self.assertIn("It is one more for three-breaths; ", done.out)
        self.assertEqual(self.file().read_bytes().decode(), before + "\r\n\r\n[remind three-breaths-2]\r\npractice = three-breaths\r\n"
                                                                     "every = 90m\r\nbetween = 09:00-18:00\r\n")
        self.assertEqual(self.remind("remove", "three-breaths-2").status, 0)
        self.assertEqual(self.file().read_bytes().decode(), before + "\r\n")

    def test_a_link_stays_a_link(self):
        real = self.tend.write(self.tend.home / "dotfiles" / "tend.ini", "")
        self.file().parent.mkdir(parents=True)
        self.file().symlink_to(real)
        self.assertEqual(self.remind("add", "breathe", "--at", "08:30").status, 0)
        self.assertTrue(self.file().is_symlink())
        self.assertIn("[remind breathe]", real.read_text())

    def test_what_is_wrong_is_told_and_nothing_is_written(self):
        self.tend.settings(MORNING)
        rows = (
            (["three-breath", "--at", "08:30"], "there is no practice called 'three-breath' (did you mean 'three-breaths'?)"),
            (["./x.lua", "--at", "08:30"], "a reminder needs the name of a practice, as 'tend list' shows it\n"),
            (["breathe"], "[remind breathe] does not say when: add at = 08:30, or every = 90m, or random = 3\n"),
            (["breathe", "--at", "25:00"], "'at' needs times of the day such as 08:30, 21:00, not '25:00'\n"),
            (["breathe", "--at", "1:00", "--zone", "Europe/Berln"],
             "there is no time zone 'Europe/Berln' (did you mean 'Europe/Berlin'?)\n"),
            (["breathe", "--at", "1:00", "--text", "a ; b"], "'text' cannot have ' ;', which begins a comment\n"),
            (["breathe", "--at", "1:00", "--every", "2h"], "[remind breathe] has both 'at' and 'every': keep one of the two\n"),
            (["breathe", "--at", "1:00", "--at", "2:00"], "'--at' is given twice; "),
            (["breathe", "--at"], "'--at' needs a value; "),
            (["breathe", "--att", "1:00"], "'--att' is not understood; "),
            (["breathe", "ground"], "'ground' is not understood; "),
            ([], "which practice? 'tend list' shows what there is; "),
        )
        for args, words in rows:
            with self.subTest(args=args):
                done = self.remind("add", *args)
                self.assertEqual((done.status, done.out), (2, ""))
                self.assertIn(words, done.err)
                self.assertEqual(self.file().read_text(), MORNING)


class Remove(Remind):
    def test_only_that_section_goes(self):
        self.tend.settings("; top\n\n" + MORNING + "\n; for later\n[remind noon]\npractice = breathe\nat = 12:00\n")
        done = self.remind("remove", "morning")
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertEqual(self.file().read_text(), "; top\n\n; for later\n[remind noon]\npractice = breathe\nat = 12:00\n")

    def test_adding_and_removing_for_machines(self):
        added = json.loads(self.tend.run(["remind", "add", "ground", "--at", "08:30", "--json"]).out)
        self.assertEqual((added["added"], added["practice"]), ("ground", "ground"))
        self.assertRegex(added["next"], r"^\d{4}-\d\d-\d\dT08:30:00\+00:00$")
        self.assertEqual(json.loads(self.tend.run(["remind", "--json"]).out)[0]["next"], added["next"])
        self.assertIn("BEGIN:VCALENDAR", self.tend.run(["remind", "--ics"]).out)
        self.assertEqual(json.loads(self.tend.run(["remind", "remove", "ground", "--json"]).out), {"removed": "ground"})
        self.assertEqual(self.tend.run(["remind", "remove", "--json", "ground"]).status, 2)

    def test_one_that_is_not_there(self):
        self.tend.settings(MORNING)
        self.assert_done(self.remind("remove", "mornin"), 2, "", "tend: there is no reminder 'mornin' (did you mean 'morning'?)\n")
        self.assertEqual(self.remind("remove").status, 2)
        self.assertEqual(self.file().read_text(), MORNING)


class List(Remind):
    def test_nothing_is_set(self):
        self.assert_done(self.remind("list"), 0, "", "tend: no reminder is set; 'tend remind add' sets one\n")
        self.assert_done(self.remind("list", "--json"), 0, "[]\n")
        self.assertFalse(self.tend.state.exists())

    def test_each_with_its_next_time(self):
        self.tend.settings(MORNING + "[remind old]\npractice = breathe\nat = 1:00\non = 2020-01-01\n[remind bad]\nat = x\n")
        done = self.remind()
        self.assertEqual(done.status, 0)
        self.assertRegex(done.out, r"(?m)^morning +\w{3} \d{4}-\d\d-\d\d 08:30 +three-breaths at 08:30$")
        self.assertRegex(done.out, r"(?m)^old +never +breathe at 01:00 on 2020-01-01; it does not come again: the last of its days is over$")
        self.assertEqual(done.err, f"{self.file()}:9: 'at' needs times of the day such as 08:30, 21:00, not 'x'\n")

    def test_for_machines(self):
        self.tend.settings(MORNING + "zone = Asia/Kathmandu\ntext = Hello\n")
        rows = json.loads(self.remind("list", "--json", env={"TZ": "Europe/Berlin"}).out)
        self.assertEqual(len(rows), 1)
        self.assertRegex(rows[0].pop("next"), r"^\d{4}-\d\d-\d\dT0[34]:45:00\+0[12]:00$")
        expected = {"name": "morning", "practice": "three-breaths", "text": "Hello", "zone": "Asia/Kathmandu",
                    "when": "at 08:30 (Asia/Kathmandu)"}
        self.assertEqual({key: rows[0][key] for key in expected}, expected)

    def test_for_other_calendars(self):
        self.tend.settings(MORNING + "text = Breathe; slowly\n")
        done = self.remind("list", "--ics")
        lines = done.out.splitlines()
        self.assertEqual((lines[0], lines[-1]), ("BEGIN:VCALENDAR", "END:VCALENDAR"))
        self.assertIn("RRULE:FREQ=DAILY", lines)
        self.assertIn("SUMMARY:Breathe\\; slowly", lines)


class Simulate(Remind):
    def test_the_clock_moves_once(self):
        self.tend.settings("[remind night]\npractice = breathe\nat = 02:30\n")
        done = self.remind("simulate", "--from", "2027-03-27", "--days", "3", "--zone", "Europe/Berlin")
        self.assert_done(done, 0, "Sat 2027-03-27 02:30    night                 at 02:30\n"
                                  "Sun 2027-03-28 03:30    night                 at 02:30; the clock passes over that time on this "
                                  "day, so it moves with the clock\n"
                                  "Mon 2027-03-29 02:30    night                 at 02:30\n")

    def test_a_year_of_sleep_and_quiet(self):
        self.tend.settings(MORNING + "[remind late]\npractice = breathe\nat = 06:00, 06:30\n[quiet]\nhours = 22:00-06:15\n")
        done = self.remind("simulate", "--days", "365", "--from", "2026-01-01", "--sleep", "23:00-07:00", "--json")
        self.assertEqual((done.status, done.err), (0, ""))
        rows = json.loads(done.out)
        what = {(row["name"], row["what"]) for row in rows}
        self.assertEqual(what, {("morning", "comes"), ("late", "dropped"), ("late", "late")})
        self.assertEqual(len(rows), 3 * 365)
        for row in rows:
            if row["what"] == "late":
                self.assertRegex(row["time"], r"T07:0[012]:\d\d\+00:00$")

    def test_random_times_are_the_same_each_time(self):
        self.tend.settings("[remind r]\npractice = breathe\nrandom = 3\nbetween = 09:00-18:00\napart = 45m\n")
        args = ["simulate", "--from", "2026-01-01", "--days", "100", "--json"]
        first = self.remind(*args)
        self.assertEqual(len(json.loads(first.out)), 300)
        self.assertEqual(first.out, self.remind(*args).out)

    def test_wrong_use(self):
        rows = (
            (["--days", "0"], "'--days' needs a whole number from 1 to 3660, not '0'"),
            (["--days", "99999"], "'--days' needs a whole number from 1 to 3660, not '99999'"),
            (["--days"], "--days needs a value"),
            (["--from", "2026-02-30"], "'--from' needs a date such as 2026-11-23, not '2026-02-30'\n"),
            (["--sleep", "23"], "'--sleep' needs a span of the day such as 23:00-07:00, not '23'\n"),
            (["--zone", "Nowhere"], "there is no time zone 'Nowhere'\n"),
            (["--what"], "'--what' is not understood; "),
        )
        for args, words in rows:
            with self.subTest(args=args):
                done = self.remind("simulate", *args)
                self.assertEqual(done.status, 2)
                self.assertIn(words, done.err)


class Why(Remind):
    def test_what_does_not_come_until_the_next(self):
        self.tend.settings("[remind r]\npractice = breathe\nat = 00:00, 06:00, 12:00, 18:00\n[quiet]\nhours = 05:00-05:00\n")
        self.assertIn("'hours' needs a span", self.remind("why", "r").err)
        self.tend.settings("[remind r]\npractice = breathe\nat = 00:00, 06:00, 12:00, 18:00\non = last\n[quiet]\nhours = 17:00-11:00\n")
        done = self.remind("why", "r")
        self.assertEqual((done.status, done.err), (0, ""))
        lines = [line for line in done.out.splitlines() if re.match(r"\w{3} \d{4}-", line)]
        self.assertRegex(lines[-1], r"12:00  at 12:00$")
        for line in lines[:-1]:
            self.assertTrue(line.endswith("left out, for it lies in quiet hours (17:00-11:00)"), line)
        answer = json.loads(self.remind("why", "r", "--json").out)
        self.assertEqual([row["comes"] for row in answer["until"]], [False] * (len(lines) - 1) + [True])
        self.assertEqual(answer["until"][-1]["time"], answer["next"])

    def test_one_that_never_comes(self):
        self.tend.settings(MORNING + "[quiet]\nhours = 00:00-24:00\n")
        done = self.remind("why", "morning")
        self.assertEqual(done.status, 0)
        self.assertTrue(done.out.endswith("morning: it never comes: quiet hours cover the whole day\n"), done.out)
        self.assertIn("never", json.loads(self.remind("why", "morning", "--json").out))

    def test_one_that_is_not_there(self):
        self.assert_done(self.remind("why", "x"), 2, "", "tend: no reminder is set; 'tend remind add' sets one\n")
        self.tend.settings(MORNING)
        self.assert_done(self.remind("why", "mornin"), 2, "", "tend: there is no reminder 'mornin' (did you mean 'morning'?)\n")


class Words(Remind):
    def test_help_and_what_is_not_there(self):
        done = self.remind("--help")
        self.assertEqual(done.status, 0)
        for word in ("list", "add", "remove", "why", "simulate"):
            self.assertIn(f"tend remind {word}" if word != "list" else "[list]", done.out)
        done = self.remind("lst")
        self.assertEqual(done.status, 2)
        self.assertTrue(done.err.startswith("tend: there is no 'remind lst' (did you mean 'list'?); "), done.err)

    def test_the_example_is_right(self):
        text = (support.SOURCE / "config" / "tend.ini.example").read_text()
        text = re.sub(r"(?m)^;(\[remind|\[quiet|(practice|at|on|missed|zone|text|hours|terminal) = )", r"\1", text)
        text = re.sub(r"(?m)^;(between|apart) .*$", "", text)
        self.tend.settings(text)
        done = self.remind("list")
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertRegex(done.out, r"^morning +\w{3} \d{4}-\d\d-\d\d \d\d:\d\d +three-breaths at 08:30, 21:00 on weekdays\n$")


if __name__ == "__main__":
    unittest.main()
