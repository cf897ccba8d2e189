"""What a practice reads in the journal: what the person allowed, and nothing else."""

import json
import unittest

import support
from run import Terminal
from support import MANIFEST

# Prints what it gets, one title after the other.
SHOW = """
local function show(name, found, why)
  local titles = {}
  for i, entry in ipairs(found or {}) do titles[i] = entry.title end
  say(name .. ": " .. (found and table.concat(titles, ", ") or why))
end
"""
SEARCH = SHOW + """
show("mine", journal.mine())
show("all", journal.search())
show("sea", journal.search { text = 'SEA -"old house"' })
show("tag", journal.search { tag = "two", limit = 1 })
show("since", journal.search { since = "1d" })
"""


def entry(number, title, **content):
    id = f"018bcfe5-{number:04x}-7000-8000-{number:012x}"
    return json.dumps({"id": id, "entry": id, "parents": [], "created": 1_700_000_000_000 + number, "zone": 0, "device": "x",
                       "content": {"title": title, **content}})


class Read(support.Case):
    def setUp(self):
        super().setUp()
        entries = [entry(1, "A", tags=["dream"], text="by the sea", practice="other", **{"from": "secret/other"}),
                   entry(2, "B", tags=["dream", "two"], text="the old house by the sea"),
                   entry(3, "C", tags=["work"], text="sea"),
                   entry(4, "D", tags=["Dream", "Two"], text="inland")]
        self.assertEqual(self.tend.run(["journal", "import", "-"], input="\n".join(entries)).status, 0)

    def plugin(self, main, scope):
        grants = f"[permissions]\njournal.add = to keep\njournal.read = {scope} to bring back\n"
        self.tend.plugin("walk", plugin_ini=MANIFEST.format(name="walk") + grants, main=main)

    def out(self, grant="all", **how):
        done = self.tend.run(["run", "walk", "--grant", grant], **how)
        self.assertEqual((done.status, done.err), (0, ""), done.out)
        return done.out.splitlines()

    def test_by_a_tag_whatever_wrote_it(self):
        self.plugin('journal.add { title = "own", tags = { "DREAM" }, text = "sea" } journal.add { title = "untagged" }' + SEARCH,
                    "tag:dream")
        self.assertEqual(self.out(), ["mine: own", "all: own, D, B, A", "sea: own, A", "tag: D", "since: own"])

    def test_its_own_and_no_others(self):
        self.plugin('journal.add { title = "own", tags = { "two" }, text = "sea" }' + SEARCH, "own")
        self.assertEqual(self.out(), ["mine: own", "all: own", "sea: own", "tag: own", "since: own"])

    def test_nothing_without_a_grant_or_while_it_is_locked(self):
        self.plugin(SHOW + 'show("search", journal.search { text = "sea" })', "tag:dream")
        self.assertEqual(self.out("journal.add"), ["search: journal.read is not allowed for this practice"])
        self.tend.run(["journal", "passphrase", "set"], input="a long enough phrase\n")
        self.assertEqual(self.out(), ["search: locked"])

    def test_where_a_program_stood_is_not_told(self):
        self.plugin('local found = journal.search { text = "sea" } say(tostring(found[#found].practice) .. tostring(found[#found].from))',
                    "tag:dream")
        self.assertEqual(self.out(), ["othernil"])

    def test_a_quotation_mark_without_a_second_is_the_author_s_mistake(self):
        self.plugin('journal.search { text = \'"sea\' }', "own")
        done = self.tend.run(["run", "walk", "--grant", "all"])
        self.assertEqual((done.status, done.err), (3, 'tend: walk/main.lua:1: journal.search: a " has no second one: "sea\n'))

    def test_looking_again_and_again_is_refused_and_the_practice_goes_on(self):
        self.plugin("""
          local read, refused = 0, 0
          for _ = 1, 100 do
            local found, why = journal.search { text = "anything" }
            if found then read = read + 1
            elseif why:find("looked into the journal 30 times in a moment", 1, true) then refused = refused + 1 end
          end
          say(tostring(refused >= 60 and read >= 30 and read + refused == 100))
          wait(2)
          say(tostring(journal.mine() ~= nil))
        """, "own")
        done = self.tend.run(["run", "walk", "--grant", "all", "--fast"])
        self.assertEqual((done.status, done.out), (0, "true\ntrue\n"), done.err)

    def test_more_than_an_answer_holds_leaves_the_rest_out(self):
        self.plugin('for i = 1, 4 do journal.add { title = "T" .. i, text = ("x"):rep(300 * 1024) } end' + SHOW +
                    'show("mine", journal.mine())', "own")
        self.assertEqual(self.out(), ["mine: T4, T3, T2"])

    def test_a_person_is_asked_about_the_tag_and_sees_what_has_it(self):
        self.plugin(SHOW + 'show("all", journal.search())', "tag:dream")
        with Terminal(self.tend, ["run", "walk", "--front", "plain"]) as terminal:
            terminal.expect("Is that all right?")
            terminal.type("2\n")
            shown = " ".join(terminal.expect("Is that all right?").split())
            self.assertIn("would like to read what has the tag 'dream' in your journal, whatever wrote it. Its author's reason: to "
                          "bring back. So far those are 3, the newest 'D', 'B', 'A'.", shown)
            terminal.type("1\n")
            terminal.expect("all: D, B, A")
            self.assertEqual(terminal.end(), 0)
        # Another tag is another wish.
        self.plugin(SHOW + 'show("all", journal.search())', "tag:work")
        with Terminal(self.tend, ["run", "walk", "--front", "plain"]) as terminal:
            terminal.expect("Is that all right?")
            terminal.type("2\n")
            self.assertIn("this wish is new", " ".join(terminal.expect("Is that all right?").split()))


if __name__ == "__main__":
    unittest.main()
