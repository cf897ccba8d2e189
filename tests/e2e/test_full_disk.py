"""Where stdout takes nothing: a full disk is said, and a pipe that nobody reads any more is no mistake."""

import os
import subprocess
import unittest

import support


class FullDisk(support.Case):
    def to(self, path, *args, **more):
        with open(path, "w") as out:
            child = self.tend.start(list(args), stdout=out, **more)
            _, err = child.communicate("passphrase\n", timeout=60)
        return child.returncode, err

    def test_what_could_not_be_printed_is_said(self):
        for args in (["list"], ["remind", "list", "--ics"], ["show", "letters", "--json"], ["--help"]):
            with self.subTest(args):
                status, err = self.to("/dev/full", *args)
                self.assertEqual(status, 1)
                self.assertIn("not all of the output could be written", err)

    def test_a_pipe_that_nobody_reads_is_no_mistake(self):
        reader, writer = os.pipe()
        os.close(reader)
        script = 'trap "" PIPE; exec "$0" "$@"'
        child = subprocess.Popen(["/bin/sh", "-c", script, support.PROGRAM, "list"], env=self.tend.environment(), stdout=writer,
                                 stderr=subprocess.PIPE)
        os.close(writer)
        _, err = child.communicate(timeout=60)
        self.assertEqual((child.returncode, err), (0, b""))

    def test_the_recovery_code_is_said_in_any_case(self):
        status, err = self.to("/dev/full", "journal", "passphrase", "set")
        self.assertEqual(status, 1)
        self.assertRegex(err, r"\n\n  [A-Z0-9-]{20,}\n")


if __name__ == "__main__":
    unittest.main()
