"""The vocabulary is said in four places, which this test holds together: the table of verbs in core/wire/verbs.c, the
Lua in scripts/prelude (as the real program offers it), the editor's stubs in scripts/stubs, and the author's guide. The
same names everywhere, the same options for each call, the same permissions."""

import re
import subprocess
import unittest

import support
from vocabulary import PRELUDE, STUBS, guide_calls, guide_section, source, stub_calls, table_rows, verbs

# What a verb carries that is no option of its call: its number, and what the call is given by position.
POSITIONS = {
    "say": {"text"}, "wait": {"until", "seconds", "label"}, "ask": {"text"}, "write": {"text"},
    "choose": {"text", "options"}, "photo": {"text"}, "breathe": {"pattern", "phases"}, "chime": {"name"}, "notify": {"text"},
    "draw": {"deck", "cards"}, "remember": {"key", "value"}, "recall": {"key"}, "journal.add": set(),
    "journal.mine": set(), "journal.search": set(), "remind_me": set(), "today": set(),
}
# Spoken to an outside front end only: whose question it is.
OF_THE_STAGE = {"ask": {"voice"}, "write": {"voice"}, "choose": {"voice"}}
# Options that the prelude turns into `phases`.
OF_A_BREATH = {"inhale", "hold", "exhale", "rest"}
# Words that need nothing of the core.
WITHOUT_A_VERB = {"every", "after", "within", "together", "elapsed", "setting", "require", "deck", "phrase"}


def permissions():
    """The enum's word -> how the manifest spells it."""
    return dict(re.findall(r'\[WIRE_(\w+)\] = "([\w.]+)"', source("wire/verbs.c")))


def guide_options(text):
    """The options in the tables of one call."""
    found, here = set(), False
    for line in text.splitlines():
        row = table_rows(line)
        here = line.startswith("|") and (here or line.startswith("| option |"))
        if here and row and row[0][0].startswith("`"):
            found.add(row[0][0].strip("`"))
    return found


# A script that looks at the prelude from inside: which words it defines, and which options each checks.
# Everything a word does after that is cut short.
LOOK_INSIDE = """
local host = setmetatable({}, { __index = function() return function() return "" end end })
local tend = {}
for _, name in ipairs { "check", "strand", "words", "phrases", "timers", "journal" } do
  assert(loadfile(arg[1] .. "/" .. name .. ".lua"))(host, tend)
end
local call
function tend.options(_, options, kinds)
  for name in pairs(kinds) do
    if type(name) == "string" then print(call .. " " .. name) end
  end
  return {}
end
function tend.argument(_, _, kind, value) return kind == "texts" and { "x" } or value end
function tend.ask_core() end
local function try(name, fn)
  call = name
  print(name)
  pcall(fn, {}, {}, {})
  pcall(fn, "x", {}, {})
end
for name, fn in pairs(tend.words) do
  if type(fn) == "function" then try(name, fn) end
end
for name, fn in pairs(tend.words.journal) do try("journal." .. name, fn) end
"""


def prelude_calls():
    done = subprocess.run(["lua5.4", "-", str(PRELUDE)], input=LOOK_INSIDE, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    calls = {}
    for line in done.stdout.splitlines():
        name, *option = line.split()
        calls.setdefault(name, set()).update(option)
    return calls


class NamesTest(support.Case):
    def run_script(self, text, *options):
        file = self.tend.write(self.tend.root / "try.lua", text)
        return self.tend.run(["run", str(file), "--fast", *options])

    def test_the_same_names_everywhere(self):
        names = set(guide_calls())
        self.assertEqual(set(verbs()) | WITHOUT_A_VERB, names, "the verb table and the guide")
        self.assertEqual(set(prelude_calls()) | {"require"}, names, "the prelude and the guide")
        self.assertEqual(set(stub_calls()) | {"require"}, names, "the stubs and the guide")

    def test_the_program_offers_every_name(self):
        tries = "\n".join(f'say("{name} " .. type({name}))' for name in guide_calls())
        done = self.run_script(tries)
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertEqual(done.out.splitlines(), [f"{name} function" for name in guide_calls()])

    def test_the_same_options_everywhere(self):
        prelude, stubs, table = prelude_calls(), stub_calls(), verbs()
        for name, (_, text) in guide_calls().items():
            with self.subTest(name):
                options = guide_options(text)
                self.assertEqual(prelude.get(name, set()), options, "the prelude and the guide")
                if name != "require":
                    self.assertEqual(stubs[name][1], options, "the stubs and the guide")
                if name in table:
                    fields = set(table[name][1]) - {"id"} - POSITIONS[name] - OF_THE_STAGE.get(name, set())
                    self.assertEqual(fields, options - OF_A_BREATH, "the verb table and the guide")

    def test_the_program_takes_every_option_and_no_other(self):
        first = {"journal.add": "", "journal.mine": "", "journal.search": "", "remind_me": "", "choose": '"x", { "y" }, ', "breathe": ""}
        for name, (_, text) in guide_calls().items():
            options = guide_options(text)
            if not options:
                continue
            with self.subTest(name):
                script = "\n".join(f'say(select(2, pcall({name}, {first.get(name, chr(34) + "x" + chr(34) + ", ")}'
                                   f"{{ {option} = say }})))" for option in sorted(options) + ["nobodys"])
                done = self.run_script(script)
                *known, unknown = done.out.splitlines()
                self.assertEqual(len(known), len(options), done.err)
                for option, line in zip(sorted(options), known):
                    self.assertRegex(line, rf"^try\.lua:\d+: {re.escape(name)}: '{option}' must be .*, not a function$")
                self.assertIn(f"{name}: unknown option 'nobodys'", unknown)

    def test_the_same_arguments_in_the_stubs_and_the_guide(self):
        for name, (arguments, *_) in stub_calls().items():
            with self.subTest(name):
                self.assertEqual(arguments, guide_calls()[name][0])

    def test_the_stubs_are_lua(self):
        done = subprocess.run(["luac5.4", "-p", STUBS], capture_output=True, encoding="utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class PermissionsTest(support.Case):
    def test_the_same_names_in_the_table_the_manifest_and_the_guide(self):
        listed = re.search(r"permissions\[\] = \{([^}]*)\}", source("plugin/manifest.c"))[1]
        in_guide = [row[0].strip("`") for row in table_rows(guide_section("## Permissions"))[1:]]
        self.assertEqual(sorted(permissions().values()), sorted(re.findall(r'"([\w.]+)"', listed)))
        self.assertEqual(sorted(permissions().values()), sorted(in_guide))

    def test_the_guide_says_what_each_call_needs(self):
        needs = {name: permissions().get(permission) for name, (permission, _) in verbs().items()}
        for name, (_, text) in guide_calls().items():
            with self.subTest(name):
                said = re.search(r"\bNeeds\s+`([\w.]+)`", text)
                self.assertEqual(said and said[1], needs.get(name))
        for name, (_, _, comment) in stub_calls().items():
            with self.subTest(stub=name):
                said = re.search(r"\bNeeds the permission `([\w.]+)`", comment)
                self.assertEqual(said and said[1], needs.get(name))

    def test_the_guide_says_which_calls_each_allows_and_what_a_single_file_has(self):
        keys = re.findall(r'"([\w.]+)"', re.search(r"keys\[\] = \{([^}]*)\}", source("plugin/practice.c"))[1])
        for key, _, calls, single in table_rows(guide_section("## Permissions"))[1:]:
            with self.subTest(key):
                key = key.strip("`")
                allowed = [name for name, (needs, _) in verbs().items() if permissions().get(needs) == key]
                self.assertEqual(re.findall(r"`([\w.]+)`", calls), allowed)
                self.assertEqual(single, "yes" if key in keys else "no")


if __name__ == "__main__":
    unittest.main()
