"""A machine on which one step of sealing fails: nothing is run, and the step is named."""

import os
import subprocess
import unittest
import zipfile

import support


class UnsealedTest(support.Case):
    STEPS = [  # a system call, by its number on this kind of machine, and what it gives
        ({"x86_64": 317, "aarch64": 277}, 1, "seccomp: Operation not permitted"),
        ({"x86_64": 317, "aarch64": 277}, 38, "seccomp: Function not implemented"),
        ({"x86_64": 436, "aarch64": 436}, 38, "closing descriptors: Function not implemented"),
        ({"x86_64": 157, "aarch64": 167}, 1, "no-new-privs: Operation not permitted"),
    ]

    def test_a_step_that_fails(self):
        practice = self.tend.script("mine", 'say "it ran"')
        for numbers, error, sentence in self.STEPS:
            with self.subTest(sentence):
                helper = [support.BUILD / "tests" / "without_call", str(numbers[os.uname().machine]), str(error)]
                done = subprocess.run([*helper, support.PROGRAM, "run", practice], env=self.tend.environment(),
                                      stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60)
                self.assertEqual((done.returncode, done.stdout), (6, ""))
                told = f"tend: the sandbox could not be set up, so nothing was run ({sentence})\n"
                self.assertEqual(done.stderr, told)

    def test_an_archive_is_not_read_then(self):
        archive = self.tend.root / "a.zip"
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("plugin.ini", "")
        for numbers, error, sentence in self.STEPS:
            with self.subTest(sentence):
                helper = [support.BUILD / "tests" / "without_call", str(numbers[os.uname().machine]), str(error)]
                done = subprocess.run([*helper, support.PROGRAM, "install", "--yes", archive], env=self.tend.environment(),
                                      stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60)
                told = f"archives cannot be handled safely on this machine ({sentence}): 'tend doctor' tells more\n"
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn(f"{archive}: {told}", done.stderr)


if __name__ == "__main__":
    unittest.main()
