"""Whether a practice may: the question, what is remembered of its answer, and how it is taken back."""

import json
import unittest

from run import Run, Terminal


class Permissions(Run):
    QUESTION = ("[tend] 'A walk' would like to add to your journal (it cannot read it). Its author's reason: to keep. "
                "Is that all right?\n")

    def setUp(self):
        super().setUp()
        self.tend.settings("[look]\nreceipt = no\n")
        self.install()

    def install(self, comment=""):
        self.plugin('say(journal.add { text = "x" } and "kept" or "not kept")' + comment,
                    "[permissions]\njournal.add = to keep\n")

    def on_terminal(self, answer=None, news=""):
        """What the practice said after an answer to tend's question, or where none was asked."""
        with Terminal(self.tend, ["run", "walk", "--front", "plain"]) as terminal:
            if answer is not None:
                terminal.expect(self.QUESTION.replace("to keep.", "to keep." + news) + "  1. Yes, always\n  2. Yes, this time\n  3. No, and not again\n> ")
                terminal.type(answer)
            self.assertEqual(terminal.end(), 0, terminal.unread)
            self.assertNotIn("Is that all right", terminal.unread)
            return terminal.unread

    def shown(self):
        return [row["grant"] for row in json.loads(self.tend.run(["show", "walk", "--json"]).out)["permissions"]]

    def test_always_is_remembered_until_it_is_taken_back_or_the_practice_changes(self):
        self.assertTrue(self.on_terminal("1\n").endswith("\nkept\n"))
        self.assertEqual((self.on_terminal(), self.shown()), ("kept\n", ["yes"]))
        self.assertEqual(self.run_plugin().out, "kept\n")
        self.install("-- changed")
        self.assertEqual(self.shown(), ["unasked"])
        news = " It has changed since you were last asked; this wish is not new."
        self.assertTrue(self.on_terminal("yes, al\n", news).endswith("\nkept\n"))
        self.install()
        self.assertEqual(self.on_terminal(), "kept\n")
        self.assert_done(self.tend.run(["show", "walk", "--revoke"]), 0, "What walk may do is forgotten; it will ask again.\n")
        self.assertEqual(self.shown(), ["unasked"])
        self.assertTrue(self.on_terminal("1\n").endswith("\nkept\n"))

    def test_before_it_may_read_a_person_sees_what_it_would_read_now(self):
        main = 'for i = 1, 4 do journal.add { title = "Title " .. i, lines = { "x" } } end'
        grants = "[permissions]\njournal.add = to keep\njournal.read = own to bring back\n"
        self.plugin(main, grants)
        self.assert_done(self.run_plugin("--grant", "journal.add"), 0)
        with Terminal(self.tend, ["run", "walk", "--front", "plain"]) as terminal:
            terminal.expect("Is that all right?")
            terminal.type("2\n")
            shown = terminal.expect("Is that all right?")
            self.assertIn("to bring back. So far those are 4, the newest 'Title 4', 'Title 3', 'Title 2'. ", shown)
            terminal.type("3\n")
            self.assertEqual(terminal.end(), 0)
        self.assert_done(self.tend.run(["show", "walk", "--revoke"]), 0)
        self.tend.run(["journal", "passphrase", "set"], input="a long enough phrase\n")
        self.tend.run(["journal", "lock"])
        with Terminal(self.tend, ["run", "walk", "--front", "plain"]) as terminal:
            terminal.expect("Is that all right?")
            terminal.type("2\n")
            self.assertIn("Your journal is locked, so which entries those are cannot be told now. ",
                          terminal.expect("Is that all right?"))

    def test_this_time_is_asked_again(self):
        for _ in range(2):
            self.assertTrue(self.on_terminal("2\n").endswith("\nkept\n"))
        self.assertEqual(self.shown(), ["unasked"])

    def test_no_is_remembered(self):
        self.assertTrue(self.on_terminal("no\n").endswith("\nnot kept\n"))
        self.assertEqual((self.on_terminal(), self.shown()), ("not kept\n", ["no"]))
        self.assertIn("(refused)", self.tend.run(["show", "walk"]).out)

    def test_passing_over_decides_nothing(self):
        self.assertTrue(self.on_terminal("\n").endswith("\nnot kept\n"))
        self.assertEqual(self.shown(), ["unasked"])

    def test_interrupting_leaves_and_decides_nothing(self):
        left = self.on_terminal("\x03")
        self.assertIn("[tend] That is fine. Come back whenever you like.\n", left)
        self.assertNotIn("kept", left)
        self.assertEqual(self.shown(), ["unasked"])

    def test_without_a_terminal_nobody_is_asked(self):
        self.assert_done(self.run_plugin(input="1\n"), 0, "not kept\n")
        self.assert_done(self.run_plugin("--grant", "journal.add"), 0, "kept\n")
        self.assert_done(self.run_plugin("--grant=sound"), 0, "not kept\n")
        self.assertEqual(self.shown(), ["unasked"])


if __name__ == "__main__":
    unittest.main()
