"""The launcher, ./tend, in a scratch clone whose program is a shell script, so that building it takes no time. What installs
packages is replaced by scripts that write down how they were called."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

import support
import terminal

CMAKE = """
cmake_minimum_required(VERSION 3.25)
project(scratch LANGUAGES NONE)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/tend ${CMAKE_BINARY_DIR}/bin)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/plugins ${CMAKE_BINARY_DIR}/share/tend/plugins SYMBOLIC)
add_custom_command(OUTPUT bin/tend DEPENDS core/tend.sh
  COMMAND touch at-work COMMAND sh ${CMAKE_SOURCE_DIR}/pause.sh
  COMMAND sh -n ${CMAKE_SOURCE_DIR}/core/tend.sh COMMAND cp ${CMAKE_SOURCE_DIR}/core/tend.sh bin/tend)
add_custom_target(program ALL DEPENDS bin/tend)
"""
PROGRAM = """#!/bin/sh
printf '%s|' {word} "$PWD" "$@"
cat
exit 3
"""


class Launcher(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="tend-launcher-")
        self.scratch = pathlib.Path(self.enterContext(scratch))
        self.clone = self.scratch / "a clone of ténd"
        for folder in ("core", "plugins", "config", "scripts/prelude"):
            (self.clone / folder).mkdir(parents=True)
        for file in ("tend", "config/setup.sh", "config/packages"):
            shutil.copy2(support.SOURCE / file, self.clone / file)
        (self.clone / "CMakeLists.txt").write_text(CMAKE)
        (self.clone / "pause.sh").write_text(f"while [ -e {self.scratch}/pause ]; do sleep 0.02; done\n")
        self.set_program("first")

    def pause(self):
        """Builds wait from now on, until go_on(), and no longer than the test's folder is there."""
        (self.scratch / "pause").touch()

    def go_on(self):
        (self.scratch / "pause").unlink()

    def wait_for_build(self):
        terminal.until((self.clone / "build" / "release" / "at-work").exists, "nothing is built")

    def set_program(self, word):
        path = self.clone / "core" / "tend.sh"
        path.write_text(PROGRAM.replace("{word}", word))
        path.chmod(0o755)

    def tools(self, **scripts):
        """A PATH on which these shell scripts come first."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        for name, text in scripts.items():
            (folder / name.replace("_", "-")).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name.replace("_", "-")).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    def start(self, args=(), program=None, path=None, cwd=None):
        return subprocess.Popen([program or self.clone / "tend", *args], cwd=cwd or self.scratch, encoding="utf-8",
                                env={"PATH": path or os.environ["PATH"], "LANG": "C.UTF-8"}, start_new_session=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run_tend(self, *args, input="", **how):
        with self.start(args, **how) as child:
            out, err = child.communicate(input, timeout=60)
        return support.Done(child.returncode, out, err)

    def test_the_first_call_builds_and_the_program_gets_all_that_is_its_own(self):
        done = self.run_tend("run", "three breaths", input="typed")
        self.assertEqual(done.out, f"first|{self.scratch}|run|three breaths|typed")
        self.assertEqual((done.status, done.err), (3, "tend: building...\n"))

    def test_a_second_call_only_executes(self):
        self.run_tend()
        bare = self.scratch / "bare"
        bare.mkdir()
        for tool in ("find", "cat"):
            (bare / tool).symlink_to(shutil.which(tool))
        done = self.run_tend("x", path=str(bare))
        self.assertEqual((done.status, done.out, done.err), (3, f"first|{self.scratch}|x|", ""))

    def test_a_link_and_a_relative_path_find_the_clone_and_keep_the_folder(self):
        (self.scratch / "link").symlink_to("again")
        (self.scratch / "again").symlink_to(self.clone / "tend")
        for program, cwd in (("./link", self.scratch), ("./tend", self.clone), ("../tend", self.clone / "core")):
            with self.subTest(program):
                done = self.run_tend(program=program, cwd=cwd)
                self.assertEqual((done.status, done.out), (3, f"first|{cwd}|"), done.err)

    def test_a_newer_source_is_built_before_it_runs(self):
        self.run_tend()
        self.set_program("second")
        done = self.run_tend()
        self.assertEqual((done.out, done.err), (f"second|{self.scratch}|", "tend: building...\n"))
        self.assertEqual(self.run_tend().err, "")

    def test_a_clone_that_was_moved_is_built_again(self):
        self.run_tend()
        self.clone = self.clone.rename(self.scratch / "elsewhere")
        done = self.run_tend()
        self.assertEqual((done.status, done.out), (3, f"first|{self.scratch}|"), done.err)
        self.assertEqual(self.run_tend().err, "")

    def test_a_build_that_fails_says_where_to_look_and_the_next_call_goes_on(self):
        (self.clone / "core" / "tend.sh").write_text("if oops\n")
        for _ in range(2):
            done = self.run_tend()
            self.assertEqual((done.status, done.out), (1, ""))
            self.assertIn("Syntax error", done.err)
            self.assertIn(f"all of it is in {self.clone}/build/release/log", done.err)
        self.set_program("mended")
        self.assertEqual(self.run_tend().out, f"mended|{self.scratch}|")

    def test_two_calls_at_once_build_once(self):
        self.pause()
        both = [self.start(), self.start()]
        self.wait_for_build()
        told = [child.stderr.readline() for child in both]
        self.go_on()
        outs = [child.communicate("", timeout=60) for child in both]
        self.assertEqual([out for out, _ in outs], [f"first|{self.scratch}|"] * 2)
        self.assertEqual([err for _, err in outs], ["", ""])
        self.assertEqual(sorted(told), ["tend: another call is building; waiting for it.\n", "tend: building...\n"])

    def test_a_build_that_was_killed_is_taken_up_by_the_next_call(self):
        self.pause()
        with self.start() as child:
            self.wait_for_build()
            os.killpg(child.pid, signal.SIGKILL)
        self.go_on()
        self.assertEqual(self.run_tend().out, f"first|{self.scratch}|")

    def test_without_an_administrator_the_command_to_run_is_printed(self):
        done = self.run_tend(path=self.tools(dpkg_query="exit 1", id="echo 1000", sudo="exit 1", apt_get="exit 1"))
        self.assertEqual((done.status, done.out), (2, ""))
        self.assertRegex(done.err, r"\n  gcc +the C compiler\n")
        self.assertRegex(done.err, r"\n  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends gcc ")
        self.assertNotIn("libcmocka-dev", done.err)
        self.assertEqual(done.err.count("\n"), 3 + self.count("build"))

    def count(self, group):
        return sum(line.split()[1:2] == [group] for line in (self.clone / "config" / "packages").read_text().splitlines())

    def test_only_what_is_missing_is_installed_and_the_lists_are_fetched_only_when_needed(self):
        calls, updated = self.scratch / "calls", self.scratch / "updated"
        installed = '''for name; do [ "$name" = cmake ] || printf ' %s=installed ' "$name"; done'''
        apt_get = f"""
[ "$1" = --version ] && exit
for word; do case $word in install|update) echo "$word" >>{calls}; [ $word = update ] && : >{updated} ;; esac; done
echo "$@" >>{self.scratch}/words
[ -e {updated} ]
"""
        path = self.tools(dpkg_query=installed, id="echo 1000", sudo='shift; exec "$@"', apt_get=apt_get)
        for expected in (["install", "update", "install"], ["install"]):
            with self.subTest(expected):
                shutil.rmtree(self.clone / "build", ignore_errors=True)
                calls.write_text("")
                done = self.run_tend(path=path)
                self.assertEqual((done.status, done.out), (3, f"first|{self.scratch}|"), done.err)
                self.assertEqual(calls.read_text().split(), expected)
        last = (self.scratch / "words").read_text().splitlines()[-1]
        self.assertTrue(last.endswith(" install --no-install-recommends cmake"), last)

    def test_packages_that_cannot_be_installed_are_reported(self):
        done = self.run_tend(path=self.tools(dpkg_query="exit 1", id="echo 0", apt_get="echo E: no network; exit 100"))
        self.assertEqual((done.status, done.out), (2, ""))
        self.assertIn("E: no network\ntend: apt-get could not install them", done.err)


if __name__ == "__main__":
    unittest.main()
