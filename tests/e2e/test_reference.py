"""The lists and the numbers in the author's guide are those in the code."""

import re
import unittest

import support
from vocabulary import GUIDE, PRELUDE, STUBS, guide_calls, guide_section, number, source, stub_calls, table_rows, verbs


def quota(kind):
    """What a quota's row says: how many, and how many more a second."""
    row = re.search(rf"\[QUOTA_{kind}\] = \{{(.*?), (.*?), \"", source("run/quota.c"))
    sizes = {"MIB": 1 << 20, "KIB": 1 << 10, "QUOTA_NOTICES_MOST": number("run/quota.h", "QUOTA_NOTICES_MOST")}
    return [eval(cell, {}, sizes) for cell in row.groups()]


class ReferenceTest(support.Case):
    def test_lua_has_what_the_guide_lists(self):
        library, listed = "", {}
        for head, names in table_rows(guide_section("## Lua")):
            library = head.strip("`") or library
            listed.setdefault(library, []).extend(re.findall(r"`(\w+)`", names))
        basic = listed.pop("basic")
        script = "".join(f'do local n = {{}} for k in pairs({name}) do n[#n + 1] = k end table.sort(n)\n'
                         f'say("{name} " .. table.concat(n, " ")) end\n' for name in listed)
        script += "".join(f'say("{name} " .. type({name}))\n' for name in basic)
        file = self.tend.write(self.tend.root / "try.lua", script)
        done = self.tend.run(["run", str(file), "--fast"])
        self.assertEqual(done.err, "")
        lines = done.out.splitlines()
        self.assertEqual(lines[: len(listed)], [f"{name} {' '.join(sorted(names))}" for name, names in listed.items()])
        self.assertNotIn("nil", done.out.split())
        offered = re.search(r'pick\(_G, "([^"]+)"', (PRELUDE / "libraries.lua").read_text())[1].split()
        offered += re.findall(r"^function globals\.(\w+)", (PRELUDE / "libraries.lua").read_text(), re.M) + ["_G"]
        self.assertEqual(sorted(basic), sorted(offered))

    def test_what_the_guide_says_is_missing_is_missing(self):
        said = guide_section("## Lua").split("is not:")[1].split("There is no way")[0]
        for name in re.findall(r"`([a-z][\w.]*)`", said):
            with self.subTest(name):
                file = self.tend.write(self.tend.root / "try.lua", f"local x = {name}\n")
                self.assertEqual(self.tend.run(["run", str(file), "--fast"]).status, 3)

    def test_the_breaths_are_those_of_the_code(self):
        coded = {}
        rows = re.findall(r'\{"([\w-]+)", (\d+), (\d+), \{(.*?)\}\},', source("run/breath.c"))
        for name, cycles, most, phases in rows:
            seconds = ", ".join(f"{word} {length}" for word, length in re.findall(r'\{"([\w-]+)", ([\d.]+)\}?', phases))
            coded[name] = [seconds, cycles, most if most != "0" else ""]
        text = guide_calls()["breathe"][1]
        said = {row[0].strip("`"): row[1:4] for row in table_rows(text.split("| name |")[1]) if row[0].startswith("`")}
        self.assertEqual(coded, {name: said[name] for name in coded})
        stubs = dict(re.findall(r'^---\| "([\w-]+)" # ([^;\n]+)', STUBS.read_text(encoding="utf-8"), re.M))
        self.assertEqual({name: row[0] for name, row in coded.items()}, stubs)

    def test_the_sounds_are_those_of_the_code(self):
        coded = set(re.findall(r'\{"([\w-]+)", \d+\.\d', source("ends/tone.c")))
        said = set(re.findall(r"`([\w-]+)`", guide_calls()["chime"][1].split("Returns")[0]))
        self.assertEqual(coded, said)
        stubs = set(re.findall(r'"([\w-]+)"', stub_calls()["chime"][2]))
        self.assertEqual(coded, stubs)

    def test_the_breaths_without_holds_are_those_of_the_guide(self):
        self.tend.settings("[care]\nholds = no\n")
        self.assertIn("`box` becomes in 4, out 8, and so does `4-7-8`", " ".join(GUIDE.split()))
        for name in ("box", "4-7-8"):
            file = self.tend.write(self.tend.root / "try.lua", f'say(select(2, breathe("{name}", {{ cycles = 1 }})))\n')
            done = self.tend.run(["run", str(file), "--fast"])
            shown = ["Breathe in, 4 seconds", "Breathe out, 8 seconds", "without holds"]
            self.assertEqual(done.out.splitlines(), shown)

    def test_the_limits_are_those_of_the_code(self):
        field = {name: fields for name, (_, fields) in verbs().items()}

        def most(verb, name):
            return f"{field[verb][name][3]:g}"

        def kib(bytes_):
            return f"{bytes_ // 1024} KiB"

        def between(verb, name):
            return f"{field[verb][name][2]:g} to {field[verb][name][3]:g}"

        def manifest(key):
            row = re.search(rf'\{{"\w+", "{key}",[^}}]*?\.most = (\d+)', source("plugin/manifest.c"))
            return f"{row[1]} bytes"

        phase_seconds = re.search(r"value >= (\d+) && value <= (\d+)", source("wire/wire.c"))
        strands = re.search(r"STRANDS_MOST = (\d+)", (PRELUDE / "strand.lua").read_text())[1]
        depth, values = number("host/values.c", "DEPTH_MAX"), number("host/values.c", "VALUES_MAX")
        line_most = field["say"]["text"][3]
        for verb, name in (("ask", "text"), ("journal.add", "title"), ("journal.add", "mood"), ("notify", "text")):
            self.assertEqual(field[verb][name][3], line_most)
        for verb, name in (("recall", "key"), ("journal.mine", "tag"), ("journal.search", "text")):
            self.assertEqual(field[verb][name][3], field["draw"]["deck"][3])
        slice_ms, longest_ms = number("host/vm.h", "VM_SLICE_MS"), number("run/act.c", "SLICE_MS")
        burst, a_second = quota("REQUESTS")
        sent, sent_a_second = quota("BYTES")
        shown, shown_a_second = quota("SHOWN")
        self.assertEqual([int(strands), 0], quota("STRANDS"))
        self.assertEqual([slice_ms, 0], quota("SLICE"))
        expected = {
            "memory of the practice": f"{quota('MEMORY')[0] >> 20} MiB",
            "computing without a pause":
                f"{slice_ms} ms of processor time, and {longest_ms // 1000} s in a single call of Lua's library",
            "computing in all": f"{number('run/act.c', 'CPU_FIRST')} s of processor time, and "
                                f"{number('run/act.c', 'CPU_PER_MINUTE')} s more for each minute that it runs",
            "strands and timers at once": strands,
            "requests (every call that asks, shows, waits or keeps)":
                f"{burst} in a moment, and {a_second} more a second",
            "requests open at once": str(quota("OPEN")[0]),
            "questions open at once": str(quota("QUESTIONS")[0]),
            "bytes of all messages": f"{sent >> 20} MiB in a moment, and {kib(sent_a_second)} more a second",
            "text that is shown": f"{kib(shown)} in a moment, and {kib(shown_a_second)} more a second",
            "notices": f"{quota('NOTICES')[0]} in any hour",
            "entries": f"{quota('ENTRIES')[0]} in one run",
            "looks into the journal": "{} in a moment, and {} more a second".format(*quota("READS")),
            "one message (all texts of one call together)": f"{number('wire/wire.h', 'WIRE_MESSAGE_MAX') >> 20} MiB",
            "values in one call": f"{values}, tables at most {depth} deep",
            "a text that is shown or asked; a title; a mood": kib(line_most),
            "what a person writes in one `write`": kib(number("base/text.h", "TEXT_ANSWER_MAX")),
            "`text` of an entry": kib(field["journal.add"]["text"][3]),
            "`lines` of an entry": most("journal.add", "lines"),
            "`tags` of an entry": most("journal.add", "tags"),
            "`fields` of an entry": most("journal.add", "fields"),
            "entries from one `journal.mine` or `journal.search`":
                f"{most('journal.mine', 'limit')}, together {(number('wire/wire.h', 'WIRE_MESSAGE_MAX') >> 10) - 64} KiB",
            "choices of a question": between("choose", "options"),
            "actions of a notice": most("notify", "actions"),
            "cards of a deck": between("draw", "cards"),
            "name of a deck, a key, a tag or words to look for": f"{most('draw', 'deck')} bytes",
            "phases of a breath":
                f"{between('breathe', 'phases')}, each {phase_seconds[1]} to {phase_seconds[2]} seconds",
            "word of a phase": f"{number('run/breath.h', 'BREATH_NAME_MAX') - 1} bytes",
            "one cycle of a breath": "at least 1 second",
            "cycles of a breath": between("breathe", "cycles"),
            "minutes of a breath": between("breathe", "minutes"),
            "a whole breath": f"{number('run/breath.h', 'BREATH_HOURS_MAX')} hours",
            "a duration": f"{field['ask']['within'][3] / 86400:g} days",
            "the store of a practice": f"{kib(number('state/state.h', 'STATE_STORE_MAX'))}, names and values together",
            "reminders waiting": str(number("state/state.h", "STATE_REMINDERS_MAX")),
            "Lua files and decks of a folder": f"{number('plugin/practice.h', 'PRACTICE_FILES_MAX')}, together "
                                     f"{kib(number('plugin/practice.h', 'PRACTICE_SOURCE_MAX'))}",
            "folders in a folder": f"{number('plugin/folder.h', 'FOLDER_DEPTH_MAX')} deep",
            "`plugin.ini`": kib(number("plugin/manifest.h", "MANIFEST_MAX")),
            **{f"`{key}`": manifest(key)
               for key in ("name", "title", "summary", "version", "license", "author", "source", "cautions")},
            "a reason for a permission": f"{number('plugin/manifest.c', 'REASON_MAX')} bytes",
            "settings": str(number("plugin/manifest.c", "SETTINGS_MAX")),
            "a text setting": f"{number('plugin/setting.h', 'SETTING_TEXT_MAX')} bytes",
            "choices of a setting": str(number("plugin/setting.h", "SETTING_CHOICES_MAX")),
            "words for the person about a setting": f"{number('plugin/setting.h', 'SETTING_HELP_MAX')} bytes",
            "a key in the manifest": f"{number('config/ini.h', 'INI_NAME_BYTES')} bytes",
        }
        said = dict(table_rows(guide_section("## Limits"))[1:])
        self.assertEqual(expected, said)

    def test_the_defaults_in_the_guide_are_those_of_the_code(self):
        usual = re.search(r"ENTRIES_USUAL = (\d+)", source("run/session_read.c"))[1]
        self.assertIn(f"| `limit` | whole number | {usual} |", guide_calls()["journal.mine"][1])
        self.assertRegex(source("run/breath.c"), r"pattern->cycles\s*: 6;")
        self.assertIn("the pattern's own, else 6", guide_calls()["breathe"][1])

    def test_the_manifest_in_the_guide_is_that_of_the_code(self):
        manifest = source("plugin/manifest.c")
        translated, rows = (re.search(rf"\}} {name}\[\] = \{{(.*?)^\}};|table_row {name}\[\] = \{{(.*?)^\}};", manifest, re.M | re.S)
                            for name in ("translated", "rows"))
        coded = re.findall(r'^    \{"(plugin|care)", "(\w+)",(.*?)\}', rows[2], re.M | re.S)
        said = {}
        section = None
        for row in table_rows(guide_section("## A folder of its own").split("### Settings")[0]):
            if row[0].startswith("`["):
                section = row[0].strip("`[]")
            elif section in ("plugin", "care"):
                said.update({(section, key): row[1] for key in re.findall(r"`(\w+)`", row[0])})
        self.assertEqual({(part, key): "needed" if ".example" in rest else "" for part, key, rest in coded}, said)
        for key in re.findall(r'^    \{"\w+", "(\w+)"', translated[1], re.M):
            self.assertRegex(guide_section("## A folder of its own"), rf"`{key}\.\w\w`")
        for words in ("kinds", "intensities"):
            listed = re.search(rf"{words}\[\] = \{{(.*?)\}}", source("plugin/manifest.c"), re.S)[1]
            for word in re.findall(r'"(\w+)"', listed):
                self.assertIn(f"`{word}`", guide_section("## A folder of its own"))


if __name__ == "__main__":
    unittest.main()
