"""What a person or a program is told after a practice: what it did."""

import json
import unittest

from run import Run, Terminal


class Receipt(Run):
    PRACTICE = ('say "a" ask "b?" journal.add { text = "x" } notify "c" chime() '
                'remind_me { after = "1h", text = "d" }')
    WORDS = (r"What it did: it asked 1 question, added 1 entry to your journal, showed 1 notice and set 1 reminder\. "
             r"It was refused sound\. It showed 3 lines and used \d+\.\d MB of memory and \d+\.\d ms of computing\.\n\Z")

    def setUp(self):
        super().setUp()
        self.tend.script("mine", self.PRACTICE)
        self.args = ["run", "mine", "--front", "plain", "--grant", "journal.add,notify,remind"]

    def test_a_person_is_told_after_the_practice(self):
        with Terminal(self.tend, self.args) as terminal:
            terminal.type("yes\n")
            self.assertEqual(terminal.end(), 0)
            self.assertRegex(terminal.unread, self.WORDS)

    def test_it_can_be_switched_off(self):
        self.tend.settings("[look]\nreceipt = no\n")
        with Terminal(self.tend, self.args) as terminal:
            terminal.type("yes\n")
            self.assertEqual(terminal.end(), 0)
            self.assertNotIn("What it did", terminal.unread)

    def test_a_program_is_told_where_it_asks(self):
        self.assert_done(self.tend.run(self.args, input="yes\n"), 0)
        receipt = json.loads(self.tend.run([*self.args, "--json"], input="yes\n").err)
        self.assertGreater(receipt.pop("memory_bytes"), 10000)
        self.assertGreater(receipt.pop("cpu_us"), 0)
        self.assertEqual(receipt, {"asked": 1, "wrote": 1, "read": 0, "notified": 1, "reminders": 1,
                                   "refused": {"sound": 1}, "over_limit": 0, "lines": 3})

    def test_an_answer_kept_for_the_person_counts_as_written(self):
        self.tend.script("mine", 'ask "b?" error "no"')
        done = self.tend.run([*self.args, "--json"], input="yes\n")
        self.assertEqual((done.status, json.loads(done.err.splitlines()[-1])["wrote"]), (3, 1))


if __name__ == "__main__":
    unittest.main()
