"""Signing a pack with a key that has a password, asked for on a terminal."""

import subprocess
import unittest

import terminal
from packages import Packages


class Password(Packages):
    def test_breaking_off_at_the_question_packs_nothing_and_says_so(self):
        key = self.tend.root / "key"
        subprocess.run(["minisign", "-G", "-p", f"{key}.pub", "-s", key], input="geheim\ngeheim\n", text=True, check=True, capture_output=True)
        folder, pack = self.practice(), self.tend.root / "p.tend"
        with terminal.Shell(self.tend) as shell:
            shell.run(f"pack {folder} --out {pack} --sign {key}")
            shell.wait("Password of the key:")
            shell.keys("C-c")
            shell.wait("tend: nothing was done")
            shell.wait_for_shell()
        self.assertFalse(pack.exists())


if __name__ == "__main__":
    unittest.main()
