"""Each bundled practice as a person meets it: with nothing to say, with a lot to say, leaving in the middle, and through a
front end of another program."""

import contextlib
import json
import signal
import subprocess
import unittest

import support
from client import Client

# What a person types into each practice, a pair of the line and whether these are words of their own (and not the number
# of an option, a skipped question or the end of a page). Every such line is unlike all others, so that it can be counted.
OWN, ELSE = True, False
TYPED = {
    "ask-your-child": [
        ("  two spaces before,  two inside and two after  ", OWN),
        ('"quotes", back\\slash, \ttab, 50 % and %s [[Lua]]', OWN),
        ("grüße von der Füchsin \U0001F98A und العربية", OWN),
        (".", ELSE),
        ("a biscuit, the round kind", OWN),
        ("here is one, and a blanket", OWN),
        (".", ELSE),
    ],
    "breathe": [],
    "collect-something": [
        ("1", ELSE),
        ("a striped pebble", OWN),
        ("by the second bench", OWN),
        ("", ELSE),
        ("a feather, nearly white", OWN),
        ("", ELSE),
        ("one more: half a shell", OWN),
        ("it looks like a hat", OWN),
        ("", ELSE),
        ("the path behind the mill", OWN),
    ],
    "five-senses": [
        ("the kettle's round shadow", OWN),
        ("pencil shavings, remembered", OWN),
        ("", ELSE),
        ("peppermint and nothing else", OWN),
        ("wool at the left elbow", OWN),
    ],
    "ground": [],
    "letters": [
        ("another", ELSE),
        ("ten and a half", ELSE),
        ("2", ELSE),
        ("dEar big me,", OWN),
        ("", ELSE),
        ("are we tall yet? [tend] says so", OWN),
        (".", ELSE),
    ],
    "noticing": [
        ("a door was shut louder than doors are", OWN),
        ("and nobody looked round", OWN),
        (".", ELSE),
        ("throat, and both hands", OWN),
        ("six and a half or so", OWN),
        ("someone to come and sit", OWN),
        ("something of", ELSE),
        ("tea in the big cup", OWN),
    ],
    "nurture-creativity": [
        ("I have", ELSE),
        ("a hat out of newspaper", OWN),
        ("1", ELSE),
        ("it has ears now, who knows why", OWN),
        (".", ELSE),
    ],
    "play": [("another", ELSE), ("go", ELSE), ("1", ELSE)],
    "self-parenting": [
        ("2", ELSE),
        ("1", ELSE),
        ("you may put that down now", OWN),
        ("I carry it from here", OWN),
        (".", ELSE),
        ("One more", ELSE),
        ("1", ELSE),
        ("and the second page is short", OWN),
        (".", ELSE),
        ("1", ELSE),
    ],
    "three-breaths": [],
    "visualise": [
        ("4", ELSE),
        ("1", ELSE),
        ("the wet stone stays with me", OWN),
        (".", ELSE),
    ],
}
ASKED = [name for name, lines in TYPED.items() if lines]
KEPT = [name for name, lines in TYPED.items() if any(own for _, own in lines)]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def typed(lines):
    return "".join(line + "\n" for line, _ in lines)


def words(lines):
    return [line for line, own in lines if own]


def texts(value):
    """Every text in what was decoded from JSON."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in texts(each)]


def the_rest(child):
    """What it still prints, with its input left open: the end of the input would be an answer."""
    rest = child.stdout.read(), child.stderr.read()
    child.wait(timeout=60)
    return rest


def count(tend, line):
    return sum(text.count(line) for text in texts(tend.entries()))


class Practices(unittest.TestCase):
    @contextlib.contextmanager
    def one(self, name):
        """A subtest for a practice, with a tend of its own."""
        with self.subTest(name), support.Tend() as tend:
            yield tend

    def assert_went_well(self, done):
        self.assertEqual((done.status, done.err), (0, ""), done.out)

    def test_there_are_twelve(self):
        with support.Tend() as tend:
            rows = json.loads(tend.run(["list", "--json"]).out)
        self.assertEqual(sorted(row["name"] for row in rows), sorted(TYPED))

    def test_blank_lines_without_end_lead_to_the_end(self):
        for name in TYPED:
            with self.one(name) as tend:
                with subprocess.Popen(["yes", ""], stdout=subprocess.PIPE) as blank:
                    done = tend.start(["run", name, "--fast"], stdin=blank.stdout)
                    blank.stdout.close()
                    out, err = done.communicate(timeout=60)
                    self.assertEqual((done.returncode, err), (0, ""), out)
                    self.assertNotIn("could not", out)
                    self.assertEqual(tend.entries(), [])

    def test_no_input_at_all_leads_to_the_end(self):
        for name in TYPED:
            with self.one(name) as tend:
                for place, stdin in (("a pipe", subprocess.PIPE), ("/dev/null", subprocess.DEVNULL)):
                    with self.subTest(place):
                        child = tend.start(["run", name, "--fast"], stdin=stdin)
                        out, err = child.communicate(timeout=60)
                        self.assertEqual((child.returncode, err), (0, ""), out)
                        self.assertEqual(tend.entries(), [])

    def test_without_permissions_it_goes_on_and_keeps_nothing(self):
        for name in TYPED:
            with self.one(name) as tend:
                done = tend.run(["run", name, "--fast", "--grant", "none"], typed(TYPED[name]))
                self.assert_went_well(done)
                self.assertNotIn("could not", done.out)
                self.assertEqual(tend.entries(), [])

    def test_the_words_are_in_the_journal_as_they_were_typed(self):
        for name in TYPED:
            with self.one(name) as tend:
                self.assert_went_well(tend.run(["run", name, "--fast", "--grant", "all"], typed(TYPED[name])))
                for line in words(TYPED[name]):
                    self.assertEqual(count(tend, line), 1, (line, tend.entries()))
                self.assertEqual({entry["practice"] for entry in tend.entries()}, {name} if name in KEPT else set())

    def test_pages_are_kept_to_the_letter(self):
        pages = {
            "ask-your-child": [words(TYPED["ask-your-child"])[:3], ["a biscuit, the round kind"], ["here is one, and a blanket"]],
            "letters": [["dEar big me,", "", "are we tall yet? [tend] says so"]],
            "noticing": [["a door was shut louder than doors are", "and nobody looked round"]],
            "self-parenting": [["you may put that down now", "I carry it from here"], ["and the second page is short"]],
            "visualise": [["the wet stone stays with me"]],
        }
        for name in pages:
            with self.one(name) as tend:
                tend.run(["run", name, "--fast", "--grant", "all"], typed(TYPED[name]))
                self.assertEqual([entry["text"] for entry in tend.entries()], ["\n".join(page) for page in pages[name]])

    def test_leaving_at_any_question_keeps_what_was_said_so_far_once(self):
        for name in ASKED:
            with self.one(name) as tend:
                for given in range(len(TYPED[name]) + 1):
                    before, lines = len(tend.entries()), TYPED[name][:given]
                    done = tend.run(["run", name, "--fast"], typed(lines) + "leave\n")
                    self.assert_went_well(done)
                    new = texts(tend.entries()[before:])
                    for line in words(lines):
                        self.assertEqual(sum(text.count(line) for text in new), 1, (given, line, new))

    def test_leaving_with_nothing_said_keeps_nothing(self):
        for name in TYPED:
            with self.one(name) as tend:
                done = tend.run(["run", name], "leave\n")
                self.assert_went_well(done)
                self.assertIn("[tend] That is fine. Come back whenever you like.", done.out)
                self.assertEqual(tend.entries(), [])

    def test_grounding_in_the_middle_comes_back_to_the_same_place(self):
        for name in ASKED:
            with self.one(name) as tend:
                lines = "".join("ground\n" + typed([line]) for line in TYPED[name])
                done = tend.run(["run", name, "--fast", "--grant", "all"], lines)
                self.assert_went_well(done)
                self.assertEqual(done.out.count("Right here. Nothing to answer."), len(TYPED[name]))
                for line in words(TYPED[name]):
                    self.assertEqual(count(tend, line), 1, (line, tend.entries()))

    def test_a_signal_before_the_first_answer_is_leaving(self):
        for name in TYPED:
            with self.one(name) as tend:
                for number in SIGNALS:
                    child = tend.start(["run", name])
                    first = child.stdout.readline()
                    child.send_signal(number)
                    out, err = the_rest(child)
                    self.assertEqual((child.returncode, err), (0, ""), first + out)
                    self.assertIn("[tend] That is fine. Come back whenever you like.\n", out)
                self.assertEqual(tend.entries(), [])

    def test_a_signal_in_the_middle_of_a_page_keeps_it(self):
        for number in SIGNALS:
            with self.subTest(number), support.Tend() as tend:
                child = tend.start(["run", "ask-your-child", "--fast"])
                # The answer to the last line tells that the lines before it have been read.
                child.stdin.buffer.write(b"first line\n\n  third line\n\xFF\n")
                child.stdin.flush()
                support.read_until(child, "not UTF-8")
                child.send_signal(number)
                out, err = the_rest(child)
                self.assertEqual((child.returncode, err), (0, ""), out)
                self.assertIn("[tend] That is fine. What you wrote is kept in your journal.\n", out)
                self.assertEqual([entry["lines"] for entry in tend.entries()], [["first line\n\n  third line"]])


class OtherFrontEnds(unittest.TestCase):
    def test_every_question_is_passed_over(self):
        for name in TYPED:
            with self.subTest(name), support.Tend() as tend:
                client = Client(tend, [name, "--grant", "all"])
                self.assertEqual((client.status, client.err), (0, ""))
                self.assertEqual(client.seen[-1], {"verb": "end", "status": 0})

    def test_the_first_option_and_a_page_for_every_question(self):
        for name in TYPED:
            with self.subTest(name), support.Tend() as tend:
                client = Client(tend, [name, "--grant", "all"], at_end=None)
                questions = [message for message in client.seen if message["verb"] in ("ask", "write", "choose")]
                answers = [1 if question["verb"] == "choose" else "one\r\nwörd \U0001F98A of mine" for question in questions]
                client = Client(tend, [name, "--grant", "all"], answers)
                self.assertEqual((client.status, client.err, client.seen[-1]), (0, "", {"verb": "end", "status": 0}))
                if any(question["verb"] == "write" for question in questions):
                    self.assertGreaterEqual(count(tend, "one\r\nwörd \U0001F98A of mine"), 1)

    def test_leaving_keeps_what_was_said(self):
        def leave(child):
            child.stdin.write('{"verb":"leave"}\n')
            child.stdin.flush()

        def interrupt(child):
            child.send_signal(signal.SIGINT)

        def hang_up(child):
            child.stdin.close()

        for way in (leave, interrupt, hang_up):
            with self.subTest(way.__name__), support.Tend() as tend:
                client = Client(tend, ["noticing"], ["what a bird saw", "in the throat", None], way)
                self.assertEqual((client.status, client.err, client.seen[-1]), (0, "", {"verb": "end", "status": 0}))
                self.assertEqual([entry["lines"] for entry in tend.entries()], [["what a bird saw", "in the throat"]])


class Collect(support.Case):
    def test_finds_can_be_added_on_return(self):
        given = "an acorn\nwithout its hat\na bus ticket\n\n\nthe long way home\n"
        done = self.tend.run(["run", "collect-something", "--after", "--fast"], given)
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertIn("Welcome back.", done.out)
        self.assertNotIn("Look for", done.out)
        [entry] = self.tend.entries()
        self.assertEqual(entry["lines"], ["an acorn", "  without its hat", "a bus ticket", "place: the long way home"])
        done = self.tend.run(["run", "collect-something", "--fast"])
        self.assertIn("The last finds came from here: the long way home", done.out)


class Letters(support.Case):
    LETTER = ["a", "1", "hello you with the shoes", "", "more tomorrow", "."]

    def write(self, *args, lines=LETTER):
        done = self.tend.run(["run", "letters", "--fast", *args], "".join(line + "\n" for line in lines))
        self.assertEqual((done.status, done.err), (0, ""))
        return done.out

    def test_earlier_letters_come_back_where_reading_was_granted_and_wanted(self):
        self.write("--grant", "all")
        offer = "There is post from before"
        for refused in ([], ["--grant", "none"], ["--grant", "journal.add"]):
            self.assertNotIn(offer, self.write(*refused, lines=["5", "1"]))
        self.assertNotIn(offer, self.write("--grant", "all", lines=["7", "1"]))
        unwanted = self.write("--grant", "all", lines=["5", "1", "1"])
        self.assertIn(offer, unwanted)
        self.assertNotIn("hello you", unwanted)
        wanted = self.write("--grant", "journal.read", lines=["A", "2", "2"])
        self.assertIn("A letter to me at 5\nhello you with the shoes\nmore tomorrow\n", wanted)
        self.assertEqual(len(self.tend.entries()), 1)


if __name__ == "__main__":
    unittest.main()
