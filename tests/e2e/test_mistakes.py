"""What an author is told: each of tests/mistakes/*.lua holds one mistake, and its first line what must be said of it, from the
line's number on: where it is, what it is, and how to mend it."""

import concurrent.futures
import unittest

import support

MISTAKES = sorted((support.SOURCE / "tests" / "mistakes").glob("*.lua"))


class MistakesTest(unittest.TestCase):
    def run_one(self, path):
        with support.Tend() as tend:
            return tend.run(["run", str(path), "--front", "plain", "--fast"])

    def test_each_is_told_with_its_line_and_how_to_mend_it(self):
        self.assertGreaterEqual(len(MISTAKES), 40)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for path, done in zip(MISTAKES, pool.map(self.run_one, MISTAKES)):
                with self.subTest(path.stem):
                    first = path.read_text(encoding="utf-8").split("\n")[0]
                    says = first.removeprefix("-- says: ")
                    self.assertNotEqual(says, first)
                    self.assertEqual(done.err, f"tend: {path.name}:{says}\n")
                    self.assertIn(done.status, (3, 5))
                    self.assertLess(len(says), 200)


if __name__ == "__main__":
    unittest.main()
