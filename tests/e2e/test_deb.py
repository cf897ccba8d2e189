"""The Debian package: what is in it, and every bundled practice run from there by an ordinary user. tests/package/run installs it for good,
on a bare machine."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import support


class Package(support.Case):
    @classmethod
    def setUpClass(cls):
        support.need("dpkg-shlibdeps", "dpkg-dev")
        out = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="tend-deb-")))
        done = subprocess.run(["cpack", "--config", str(support.BUILD / "CPackConfig.cmake"), "-B", str(out)], capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        cls.package, = out.glob("tend_*.deb")

    def setUp(self):
        super().setUp()
        self.place = self.tend.root / "place"
        subprocess.run(["dpkg-deb", "-x", str(self.package), str(self.place)], check=True)

    def test_what_is_in_it(self):
        fields = dict(line.split(": ", 1) for line in subprocess.run(
            ["dpkg-deb", "-f", str(self.package), "Package", "Depends", "Maintainer", "Description"],
            capture_output=True, text=True, check=True).stdout.splitlines() if ": " in line)
        for library in ("libuv1", "libsqlite3-0", "libsodium23", "libarchive13"):
            self.assertIn(library, fields["Depends"])
        files = {str(path.relative_to(self.place)) for path in self.place.rglob("*") if path.is_file()}
        for name in ("usr/bin/tend", "usr/libexec/tend/tend-host", "usr/libexec/tend/tend-archive", "usr/share/man/man1/tend.1.gz",
                     "usr/share/man/man5/tend.ini.5.gz", "usr/share/doc/tend/copyright", "usr/share/doc/tend/changelog.gz",
                     "usr/share/bash-completion/completions/tend", "usr/share/tend/plugins/letters/de/texts.txt"):
            self.assertIn(name, files)
        self.assertEqual({name.split("/")[0] for name in files}, {"usr"})
        for path in self.place.rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o6022, 0, path)

    def test_every_practice_runs_from_there_for_an_ordinary_user(self):
        home = self.tend.root / "nobody"
        home.mkdir()
        for path in (self.tend.root, home):
            path.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(home, support.NOBODY, support.NOBODY)
        env = {name: "" for name in self.tend.environment() if name.startswith("XDG_")}

        def run(*words):
            return self.tend.run_as_nobody(words, env={**env, "HOME": str(home)}, cwd=home, program=self.place / "usr" / "bin" / "tend")

        names = [line.split()[0] for line in run("list").out.splitlines()]
        self.assertEqual(len(names), 12)
        for name in names:
            with self.subTest(name):
                done = run("run", name, "--fast")
                self.assertEqual((done.status, done.err), (0, ""))
                self.assertTrue(done.out)

    def test_lintian_finds_no_error(self):
        support.need("lintian")  # which is large, and is no part of config/packages
        done = subprocess.run(["lintian", "--fail-on", "error", str(self.package)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
