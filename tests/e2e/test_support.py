"""A test that cannot look at something says so, and never where it should have been able to."""

import os
import unittest
from unittest import mock

import support

NOWHERE = "no-such-program"


class NeedTest(unittest.TestCase):
    def need(self, *words, no_skips=""):
        with mock.patch.dict(os.environ, TEND_NO_SKIPS=no_skips):
            support.need(*words)

    def test_what_is_there_is_enough(self):
        self.need("sh")
        self.need("sh", "dash", no_skips="1")

    def test_a_missing_program_skips_the_test(self):
        with self.assertRaisesRegex(unittest.SkipTest, f"{NOWHERE} is not installed .package gcc."):
            self.need(NOWHERE, "gcc")

    def test_a_missing_program_is_a_failure_where_its_package_was_installed(self):
        with self.assertRaisesRegex(AssertionError, f"{NOWHERE} is not there"):
            self.need(NOWHERE, "gcc", no_skips="1")

    def test_what_the_list_does_not_have_may_be_missing_everywhere(self):
        with self.assertRaises(unittest.SkipTest):
            self.need(NOWHERE, no_skips="1")


if __name__ == "__main__":
    unittest.main()
