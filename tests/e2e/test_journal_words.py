"""What a person wrote is given back where it cannot be kept, and what others wrote draws nothing on the terminal."""

import json
import unittest

import support


class Words(support.Case):
    def test_an_entry_from_elsewhere_draws_nothing_on_the_terminal(self):
        content = {"text": "a", "practice": "\u009b31m\x1b[2Jwalk"}
        line = json.dumps({"id": "018bcfe5-0001-7000-8000-000000000001", "entry": "018bcfe5-0001-7000-8000-000000000001", "parents": [],
                           "created": 1_700_000_000_000, "zone": 0, "device": "x", "content": content})
        self.assertEqual(self.tend.run(["journal", "import", "-"], input=line).status, 0)
        out = self.tend.run(["journal", "show", "000001"]).out
        self.assertIn("walk\n", out)
        self.assertNotRegex(out, "[\x1b\x9b]")


if __name__ == "__main__":
    unittest.main()
