"""tend alone on a terminal: a home to pick a practice from."""

import contextlib
import datetime
import sqlite3
import unittest

import terminal

MANIFEST = "[plugin]\nname = {name}\ntitle = {title}\nsummary = {summary}\nversion = 1\napi = 1\nlicense = MIT\nkind = {kind}\n"


class Home(terminal.Case):
    def open(self, wanted="type to look for one", env=""):
        self.shell.run(env=env)
        return self.shell.wait(wanted)

    def close(self):
        self.shell.keys("C-c")
        self.shell.wait_for_shell()

    def selected(self):
        return next((row.split("\u203A", 1)[1].strip() for row in self.shell.rows() if "\u203A" in row), None)

    def wait_selected(self, start):
        self.shell.wait(lambda screen: (self.selected() or "").startswith(start))


class Greeting(Home):
    def test_by_the_time_of_day(self):
        utc = datetime.datetime.now(datetime.timezone.utc)
        for hour, greeting in ((2, "A quiet night."), (8, "Good morning."), (14, "Good afternoon."), (20, "Good evening.")):
            offset = (hour - utc.hour + 12) % 24 - 12
            with self.subTest(greeting):
                self.open(greeting, env=f"TZ='<TST>{-offset:+d}'")
                self.close()

    def remind(self, text, minutes):
        self.tend.plugin("walk", plugin_ini=MANIFEST.format(name="walk", title="A walk", summary="Somewhere.", kind="notice") +
                         "[permissions]\nremind = to call you\n", main=f'remind_me {{ text = "{text}", after = {minutes * 60} }}')
        done = self.tend.run(["run", "walk", "--grant", "all"])
        self.assertEqual(done.status, 0, done.err)

    def test_the_next_reminder(self):
        self.remind("the sticks by the river", 90)
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=90)
        screen = self.open("the sticks by the river")
        times = [(at + datetime.timedelta(minutes=minute)).strftime("At %H:%M: the sticks") for minute in (-1, 0)]
        self.assertTrue(any(each in screen for each in times), screen)

    def test_what_has_no_room_comes_the_next_time(self):
        self.remind("nothing", 90)
        with contextlib.closing(sqlite3.connect(self.tend.state / "state.db")) as db, db:
            db.execute("DELETE FROM reminder")
            db.executemany("INSERT INTO reminder(practice, due, text) VALUES ('walk', ?, ?)", [(at, f"stick {at}") for at in range(1, 6)])
        screen = self.open("and 2 more, the next time")
        self.assertIn("stick 3", screen)
        self.assertNotIn("stick 4", screen)
        self.close()
        screen = self.open("stick 4")
        self.assertIn("stick 5", screen)
        self.assertNotIn("stick 3", screen)
        self.assertNotIn("more, the next time", screen)

    def test_titles_of_what_was_kept_lately(self):
        for number in range(5):
            self.tend.script("keep", f'journal.add {{ title = "Title {number}", text = "secret words" }}')
            self.tend.run(["run", "keep"])
        screen = self.open("Kept lately: Title 4, Title 3, Title 2")
        self.assertNotIn("Title 1", screen)
        self.assertNotIn("secret words", screen)


class Picking(Home):
    def test_practices_stand_by_kind_and_all_fits_the_smallest_usual_terminal(self):
        screen = self.open()
        rows = screen.split("\n")
        kinds = [row[3:12].strip() for row in rows if row[3:12].strip() in ("breath", "collect", "ground", "write")]
        self.assertEqual(kinds, sorted(set(kinds)))
        for wanted in ("Three breaths, 1 min", "Letters, 15 min", "A quiet pacer with five patterns", "esc  go"):
            self.assertIn(wanted, screen)

    def test_arrows_move_and_stay_inside(self):
        self.open()
        first = self.selected()
        self.shell.keys("Up")
        self.shell.keys("Down")
        self.wait_selected("Three breaths")
        self.shell.keys("Tab", "Tab", "Up")
        self.shell.keys("End")
        self.shell.keys("Down")
        self.wait_selected("Self-parenting")
        self.shell.keys("PageUp", "Home")
        self.wait_selected(first)

    def test_typing_looks_for_one_and_enter_begins_it(self):
        self.open()
        self.shell.type("THREE")
        self.shell.wait("looking for: THREE")
        self.wait_selected("Three breaths")
        self.assertNotIn("Letters", self.shell.screen())
        self.shell.keys("Enter")
        self.shell.wait("Three breaths. That is the whole of it.")
        self.shell.keys("C-c", "C-c")
        self.shell.assert_sane()

    def test_what_nothing_matches_is_said_and_letters_can_be_taken_back(self):
        self.open()
        self.shell.type("zz\u4E2D")
        self.shell.wait("Nothing has that in its name.")
        self.shell.keys("Enter", "Down")
        self.shell.keys("BSpace", "BSpace", "BSpace")
        self.shell.wait("type to look for one")
        self.shell.type("letters")
        self.wait_selected("Letters")
        self.shell.keys("Escape")
        self.shell.wait("type to look for one")
        self.shell.keys("Escape")
        self.shell.assert_sane()

    def test_help_and_back(self):
        self.open()
        self.shell.keys("?")
        self.shell.wait("Esc is the way out")
        self.shell.keys("x")
        self.shell.wait("type to look for one")
        self.assertIn("Three breaths", self.shell.screen())

    def test_every_way_to_go(self):
        for keys in (("Escape",), ("C-c",), ("C-d",), ("?", "C-c"), ("x", "Escape", "Escape")):
            with self.subTest(keys):
                self.open()
                for key in keys:
                    self.shell.keys(key)
                    if key == "Escape":
                        self.shell.wait(lambda screen: "looking for" not in screen)
                self.shell.wait_for_shell()
                self.assertFalse(self.shell.is_full_screen())

    def test_other_peoples_words_stay_words(self):
        manifest = MANIFEST.format(name="loud", title="\u202Eevil\u202C \u4E2D\u6587", summary="x" * 300, kind="notice")
        self.tend.plugin("loud", plugin_ini=manifest, main='say "hello there"')
        log = self.tend.root / "bytes"
        self.shell.record(log)
        self.open("evil \u4E2D\u6587")
        self.shell.type("loud")
        self.wait_selected("evil")
        self.shell.keys("Enter")
        self.shell.wait("hello there")
        self.assertNotIn("\u202E".encode(), log.read_bytes())

    def test_a_broken_practice_is_named_after_it(self):
        self.tend.plugin("broken", plugin_ini="[plugin]\nnaem = broken\n", main="")
        self.open()
        self.close()
        self.assertIn("plugin.ini:2: unknown key 'naem'", self.shell.screen().replace("\n", ""))


class Size(Home):
    def test_narrower_smaller_and_while_it_is_open(self):
        self.open()
        sizes = ((40, 12, "Three breaths"), (24, 6, "breath"), (10, 3, "enter"), (1, 1, ""), (200, 60, "Self-parenting"),
                 (80, 24, "Self-parenting"))
        for columns, rows, wanted in sizes:
            with self.subTest(columns=columns, rows=rows):
                self.shell.resize(columns, rows)
                self.shell.wait(lambda screen: self.shell.ask("#{pane_width}") == str(columns) and
                                wanted in screen)
                self.shell.keys("Down")
        self.assertTrue(self.selected())
        self.close()
        self.shell.assert_sane()

    def test_the_selected_one_is_always_seen(self):
        self.shell.resize(60, 14)
        self.open()
        for _ in range(11):
            before = self.selected()
            self.shell.keys("Down")
            self.shell.wait(lambda screen: self.selected() not in (None, before))


class Plain(Home):
    def test_lines_where_a_full_screen_is_not_wanted(self):
        for env in ("TERM=dumb", "ACCESSIBLE=1"):
            with self.subTest(env):
                self.open("For instance: tend run three-breaths", env)
                self.shell.wait_for_shell()
                self.assertFalse(self.shell.is_full_screen())
        self.tend.settings("[look]\nfront = plain\n")
        self.open("For instance: tend run three-breaths")
        self.shell.wait_for_shell()

    def test_lines_into_a_pipe(self):
        self.shell.command("clear; $TEND | cat")
        self.shell.wait("For instance: tend run three-breaths")


if __name__ == "__main__":
    unittest.main()
