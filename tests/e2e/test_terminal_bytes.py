"""The bytes that the full screen sends: colours as many as the terminal has, ASCII where it must be, whole frames."""

import re
import unittest

import terminal


class Bytes(terminal.Case):
    def setUp(self):
        super().setUp()
        self.tend.settings("[look]\npace = 0\n")

    def sent(self, text="breathe { inhale = 0.5, exhale = 0.5, cycles = 1 }", env=""):
        """What a short breath sends to its terminal, from taking it over to giving it back."""
        log = self.tend.root / "bytes"
        log.unlink(missing_ok=True)
        self.shell.record(log)
        self.script(text)
        self.shell.run("run mine", env)
        self.shell.wait("breathe out")
        self.shell.wait_for_shell()
        sent = terminal.until(lambda: b"\x1b[?1049l" in log.read_bytes() and log.read_bytes(), "the record is not whole")
        return sent[sent.index(b"\x1b[?1049h"):sent.rindex(b"\x1b[?1049l")]

    def parameters(self, **how):
        return {part for sgr in re.findall(rb"\x1b\[([0-9;]*)m", self.sent(**how)) for part in sgr.split(b";")}

    def test_millions(self):
        sent = self.sent()
        self.assertTrue(b"38;2;" in sent)
        self.assertFalse(b"38;5;" in sent)

    def test_256(self):
        sent = self.sent(env="COLORTERM= TERM=xterm-256color")
        self.assertTrue(b"38;5;" in sent)
        self.assertFalse(b"38;2;" in sent)

    def test_16(self):
        found = self.parameters(env="COLORTERM= TERM=xterm")
        self.assertIn(b"96", found)
        self.assertFalse(found & {b"38", b"48"}, found)

    def test_none(self):
        for env in ("COLORTERM= TERM=vt220", "NO_COLOR=1", "NO_COLOR=1 TERM=xterm"):
            with self.subTest(env):
                self.assertLessEqual(self.parameters(env=env), {b"0", b"1", b"2", b"7"})

    def test_ascii_where_there_is_no_utf8(self):
        sent = self.sent(text='breathe { inhale = 0.5, exhale = 0.5, cycles = 3 } wait(0.2, "tea")', env="LANG=C")
        self.assertLess(max(sent), 0x80)
        for piece in (b"@@@", b". .", b"---"):
            self.assertTrue(piece in sent, piece)

    def test_every_frame_is_whole(self):
        sent = self.sent()
        frames = re.findall(rb"\x1b\[\?2026h(.*?)\x1b\[\?2026l", sent, re.S)
        self.assertGreater(len(frames), 8)
        self.assertFalse([frame for frame in frames if b"\x1b[?2026h" in frame])
        self.assertEqual(sent.count(b"\x1b[2J"), 1)

    def test_reduced_motion_sends_next_to_nothing(self):
        moving = len(self.sent())
        self.tend.settings("[look]\npace = 0\nmotion = reduced\n")
        self.assertLess(2 * len(self.sent()), moving)


if __name__ == "__main__":
    unittest.main()
