"""The practice `breathe`: each pattern to the hundredth of a second, with and without holds."""

import unittest

import support
from client import Client


class Breathe(unittest.TestCase):
    CYCLES = {
        "extended": [("in", 4), ("out", 6)],
        "box": [("in", 4), ("hold", 4), ("out", 4), ("hold", 4)],
        "4-7-8": [("in", 4), ("hold", 7), ("out", 8)],
        "coherent": [("in", 5.45), ("out", 5.45)],
        "sigh": [("in", 2.5), ("top-up", 1), ("out", 7)],
    }
    WITHOUT_HOLDS = {**CYCLES, "box": [("in", 4), ("out", 8)], "4-7-8": [("in", 4), ("out", 8)]}

    def follow(self, tend, pattern, cycle):
        client = Client(tend, ["breathe", f"--pattern={pattern}", "--minutes", "2"])
        self.assertEqual((client.status, client.err), (0, ""))
        times = 4 if pattern == "4-7-8" else round(120 / sum(seconds for _, seconds in cycle))
        self.assertEqual([name for name, _ in client.phases()], [name for name, _ in cycle] * times)
        for (_, seconds), (_, right) in zip(client.phases(), cycle * times):
            self.assertAlmostEqual(seconds, right, delta=0.0011)
        return client

    def test_each_pattern_is_exact(self):
        for pattern, cycle in self.CYCLES.items():
            with self.subTest(pattern), support.Tend() as tend:
                # In a run without time nobody has read the caution, so it comes again.
                cautions = [any("heart" in text for text in self.follow(tend, pattern, cycle).said()) for _ in range(2)]
                self.assertEqual(cautions, [("hold", cycle[1][1]) in cycle] * 2)

    def test_without_holds_the_out_breath_is_longer(self):
        for pattern, cycle in self.WITHOUT_HOLDS.items():
            with self.subTest(pattern), support.Tend() as tend:
                tend.settings("[care]\nholds = no\n")
                client = self.follow(tend, pattern, cycle)
                self.assertFalse(any("heart" in text for text in client.said()))

    def test_plain_lines_and_leaving_the_pace(self):
        with support.Tend() as tend:
            done = tend.run(["run", "breathe", "--pattern", "coherent", "--minutes", "1", "--fast"])
            self.assertEqual(done.out.count("Breathe in, 5.45 seconds\nBreathe out, 5.45 seconds\n"), 6, done)
            child = tend.start(["run", "breathe"])
            support.read_until(child, "Breathe in")
            out, err = child.communicate("skip\n", timeout=60)
            self.assertEqual((child.returncode, err), (0, ""))
            self.assertTrue(out.startswith("Good. Your own breath, at its own speed.\n"), out)


if __name__ == "__main__":
    unittest.main()
