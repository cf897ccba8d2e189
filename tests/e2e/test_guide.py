"""The author's guide and the front page do what they say: every block of Lua in them is run by the real program, with
nobody answering and with answers; every manifest is loaded; what is shown of a run is what a run shows. So are the
examples.

How the guide is read: the paragraph before a block may name a file ("Save this as `blue.lua`:") and say that the block
"fails". A ```text block after it, which begins with `$ ./tend run` or `rehearse`, is what this run prints; "..." stands for lines
that are left out, and a long line may be wrapped."""

import os
import re
import unittest

import support

GUIDE = support.SOURCE / "plugins" / "README.md"
PAGES = [page for page in (GUIDE, support.SOURCE / "README.md") if page.exists()]
EXAMPLES = sorted((support.SOURCE / "scripts" / "examples").glob("*.lua"))
FOLDER = "pocket-walk"  # the guide's own example of a folder
# Words that only a folder has: blocks that use them belong to it.
OF_A_FOLDER = re.compile(r"\bsetting\b|\brequire\b|\bjournal\.(mine|search)\b")


class Block:
    def __init__(self, page, line, kind, text, before):
        self.page, self.line, self.kind, self.text, self.before = page, line, kind, text, before
        named = re.findall(r"`([\w./-]+\.(?:lua|ini))`", before)
        self.file = named[-1] if named else None
        self.fails = bool(re.search(r"\bfails\b", before))
        self.transcript = None

    def __str__(self):
        return f"{self.page.relative_to(support.SOURCE)}:{self.line}"

    @property
    def in_folder(self):
        if self.transcript:
            return f"./{FOLDER}" in self.transcript[0]
        return bool(self.file and "/" in self.file) or bool(OF_A_FOLDER.search(self.text))


def blocks_of(page):
    blocks, before, lines = [], "", iter(enumerate(page.read_text(encoding="utf-8").splitlines(), 1))
    paragraph = []
    for number, line in lines:
        if not line.startswith("```"):
            if line.strip():
                paragraph.append(line)
            elif paragraph:
                before, paragraph = " ".join(paragraph), []
            continue
        if paragraph:
            before, paragraph = " ".join(paragraph), []
        body = []
        for _, inner in lines:
            if inner.startswith("```"):
                break
            body.append(inner)
        block = Block(page, number, line[3:].strip(), "\n".join(body) + "\n", before)
        if body and body[0].startswith(("$ ./tend run", "$ ./tend rehearse")) and blocks and block.kind == "text":
            blocks[-1].transcript = body
        blocks.append(block)
        before = ""
    return blocks


def collapsed(text):
    return " ".join(text.split())


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
LUA = [block for block in BLOCKS if block.kind == "lua"]
INI = [block for block in BLOCKS if block.kind == "ini"]


class GuideTest(support.Case):
    def setUp(self):
        super().setUp()
        self.place = self.tend.root / "here"
        self.place.mkdir()

    def write_folder(self, **changed):
        """The guide's folder as it is printed there, but for the files given."""
        for block in LUA + INI:
            if block.file and block.file.startswith(f"{FOLDER}/"):
                self.tend.write(self.place / block.file, block.text)
        for file, text in changed.items():
            self.tend.write(self.place / FOLDER / file.replace("_", "."), text)

    def write(self, block):
        """Writes the block where it belongs; gives what `tend run` is to be called with."""
        if not block.in_folder:
            name = block.file or "mine.lua"
            self.tend.write(self.place / name, block.text)
            return name
        self.write_folder()
        if not (block.file and "/" in block.file):
            self.tend.write(self.place / FOLDER / "main.lua", block.text)
        return f"./{FOLDER}"

    def run_block(self, block, *options, input=""):
        return self.tend.run(["run", self.write(block), "--fast", *options], input=input, cwd=self.place)

    def test_the_pages_have_blocks_to_run(self):
        self.assertGreater(len(LUA), 15)
        self.assertGreater(len(INI), 1)
        self.assertTrue(any(block.fails for block in LUA))

    def test_every_block_of_lua_runs_to_its_end(self):
        for block in LUA:
            if block.fails:
                continue
            for grant in ("all", "none"):
                for typed in ("", "\n" * 100, "1\n" * 100, "something\n.\n" * 50, "skip\n" * 100):
                    with self.subTest(str(block), grant=grant, typed=typed[:12]):
                        done = self.run_block(block, "--grant", grant, input=typed)
                        self.assertEqual((done.status, done.err), (0, ""))

    def test_a_block_that_is_said_to_fail_does_and_shows_how(self):
        for block in LUA:
            if block.fails and not (block.transcript and " rehearse " in block.transcript[0]):
                with self.subTest(str(block)):
                    self.assertTrue(block.transcript, "the run is not shown")
                    done = self.run_block(block)
                    self.assertIn(done.status, (3, 4, 5))
                    self.assertTrue(done.err)
                    self.assertIn(collapsed(done.err), collapsed(" ".join(block.transcript)))

    def test_a_run_that_is_shown_is_what_a_run_shows(self):
        for block in LUA:
            if not block.transcript:
                continue
            with self.subTest(str(block)):
                command, named, *options = block.transcript[0].removeprefix("$ ./tend ").split()
                self.assertEqual(self.write(block), named)
                answers = [line[2:] for line in block.transcript if line.startswith("> ")]
                file = self.tend.write(self.place / "answers", "".join(f"{answer}\n" for answer in answers))
                given = [*([] if "--random" in options else ["--answers", str(file)]), *(["--fast"] if command == "run" else [])]
                done = self.tend.run([command, named, *given, *options], cwd=self.place)
                printed = collapsed(f"{done.out}\n{done.err}")
                at = 0
                for part in "\n".join(block.transcript[1:]).split("\n...\n"):
                    part = collapsed(part.removeprefix("...\n"))
                    found = printed.find(part, at)
                    self.assertGreaterEqual(found, 0, f"{part!r} is not in {printed!r}")
                    at = found + len(part)

    def test_every_manifest_is_loaded(self):
        for block in INI:
            if block.fails or "[practice" in block.text:
                continue
            with self.subTest(str(block)):
                self.write_folder(plugin_ini=block.text, main_lua='say "Hello."\n')
                done = self.tend.run(["run", f"./{FOLDER}", "--fast", "--grant", "none"], cwd=self.place)
                self.assertEqual((done.status, done.err), (0, ""))

    def test_a_manifest_that_is_said_to_fail_is_refused_with_the_mistakes_shown(self):
        for block in INI:
            if not block.fails:
                continue
            with self.subTest(str(block)):
                self.write_folder(plugin_ini=block.text)
                done = self.tend.run(["run", f"./{FOLDER}"], cwd=self.place)
                self.assertEqual((done.status, collapsed(done.err)), (2, collapsed(" ".join(block.transcript[1:]))))

    def test_the_question_about_a_permission_is_the_one_shown(self):
        shown = re.search(r"^    \[tend\](?:\n|.)*?No$", GUIDE.read_text(encoding="utf-8"), re.M)[0]
        self.write_folder()
        terminal, inside = os.openpty()
        os.write(terminal, b"3\n" * 3)
        child = self.tend.start(["run", f"./{FOLDER}", "--fast", "--front", "plain"], cwd=self.place, stdin=inside)
        os.write(terminal, b"leave\n")
        self.assertIn(collapsed(shown), collapsed(child.communicate(timeout=30)[0]))
        os.close(terminal)
        os.close(inside)

    def test_settings_in_tend_ini_reach_the_practice(self):
        for block in INI:
            if f"[practice {FOLDER}]" not in block.text:
                continue
            self.tend.settings(block.text)
            self.write_folder(main_lua='say("It takes " .. setting "minutes")\n')
            done = self.tend.run(["run", f"./{FOLDER}", "--fast"], cwd=self.place)
            self.assertEqual((done.out, done.err), ("It takes 20\n", ""))
            return
        self.fail("the guide does not show how a person sets a setting")

    def test_every_line_of_settings_in_the_guide_is_one(self):
        guide = GUIDE.read_text(encoding="utf-8")
        types = re.findall(r"^\| `(\w+)` \| `(.+)` \|$", guide.split("### Settings")[1].split("\n## ")[0], re.M)
        self.assertEqual([kind for kind, _ in types], ["integer", "number", "boolean", "text", "choice", "duration"])
        manifest = next(block.text for block in INI if block.file == f"{FOLDER}/plugin.ini").split("[settings]")[0]
        lines = "\n".join(line.replace("\\|", "|") for _, line in types)
        keys = ", ".join(f'"{line.split(" ")[0]}"' for _, line in types)
        script = f"for _, key in ipairs {{ {keys} }} do say(key .. ' ' .. type(setting(key))) end\n"
        self.write_folder(plugin_ini=f"{manifest}[settings]\n{lines}\n", main_lua=script)
        done = self.tend.run(["run", f"./{FOLDER}", "--fast"], cwd=self.place)
        self.assertEqual(done.err, "")
        kinds = ["number", "number", "boolean", "string", "string", "number"]
        self.assertEqual(re.findall(r"^\w+ (\w+)$", done.out, re.M), kinds)


class ExamplesTest(support.Case):
    """Each example ends well with nobody there, with somebody who passes over everything, and with answers."""

    def finish(self, script, typed):
        done = self.tend.run(["run", str(script), "--fast"], input=typed)
        self.assertEqual((done.status, done.err), (0, ""))
        return done.out

    def test_with_nobody_there(self):
        for script in EXAMPLES:
            with self.subTest(script.name):
                self.assertTrue(self.finish(script, ""))

    def test_with_every_question_passed_over(self):
        for script in EXAMPLES:
            with self.subTest(script.name):
                self.finish(script, "\n" * 200)

    def test_with_answers(self):
        for script in EXAMPLES:
            with self.subTest(script.name):
                self.finish(script, "a warm cup\n.\n1\n2\nleave\n")

    def test_left_at_once(self):
        for script in EXAMPLES:
            with self.subTest(script.name):
                self.assertIn("That is fine.", self.finish(script, "leave\n"))

    def test_without_permissions(self):
        for script in EXAMPLES:
            with self.subTest(script.name):
                done = self.tend.run(["run", str(script), "--fast", "--grant", "none"], input="1\nsome words\n.\n1\n")
                self.assertEqual((done.status, done.err), (0, ""))

    def test_the_guide_says_how_many_there_are(self):
        words = "No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()
        self.assertIn(f"{words[len(EXAMPLES)]} longer ones", GUIDE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
