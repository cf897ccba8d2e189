"""The bundled practices in German: no text is missing."""

import re
import unittest

import support


def written_out(plugin):
    """The texts in the scripts of a practice that a person may see: those of more than one word."""
    for path in sorted(plugin.glob("*.lua")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.lstrip().startswith("--"):
                for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                    text = text.replace('\\"', '"').strip()
                    if " " in text and not text.startswith("tend run "):
                        yield text


class German(support.Case):
    def test_every_text_is_there(self):
        for plugin in sorted(path.parent for path in (support.SOURCE / "plugins").glob("*/plugin.ini")):
            with self.subTest(plugin.name):
                texts = (plugin / "de" / "texts.txt").read_text(encoding="utf-8").splitlines()
                self.assertEqual([text for text in written_out(plugin) if text not in texts], [])
                manifest = (plugin / "plugin.ini").read_text(encoding="utf-8")
                for key in ("title", "summary", "cautions"):
                    self.assertEqual(f"\n{key} = " in manifest, f"\n{key}.de = " in manifest, key)
                self.assertEqual(self.tend.run(["check", str(plugin)]).out, f"{plugin}: nothing to say.\n")

    def test_it_is_spoken(self):
        done = self.tend.run(["run", "ground", "--fast"], env={"LANG": "de_DE.UTF-8", "LC_ALL": ""})
        self.assertRegex(done.out, r"\nEs ist (Mon|Diens|Mitt|Donners|Frei|Sams|Sonn)\w+(morgen|mittag|abend|nacht)\.\n")
        self.assertNotRegex(done.out, r"\b(you|the|and)\b")


if __name__ == "__main__":
    unittest.main()
