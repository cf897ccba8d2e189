"""What the tests of practices from other people share: such practices, installing them, and repositories of git."""

import json
import os
import subprocess

import support
from support import MANIFEST

GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
       "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b", "PATH": os.environ["PATH"], "HOME": "/nonexistent"}
PERMISSION = "[permissions]\njournal.add = to keep it\n"
MAIN = 'local word = ask "One word?"\nif word then journal.add { title = "A word", text = word } end\nsay "There."\n'


class Packages(support.Case):
    def practice(self, name="pebble", where=None, main=MAIN, more="", **files):
        folder = (where or self.tend.root / "source") / name
        self.tend.write(folder / "plugin.ini", MANIFEST.format(name=name) + "author = Somebody\n" + PERMISSION + more)
        self.tend.write(folder / "main.lua", main)
        for file, text in files.items():
            self.tend.write(folder / file.replace("__", "/").replace("_", "."), text)
        return folder

    def tend_does(self, *args, status=0, **more):
        done = self.tend.run(list(map(str, args)), **more)
        self.assertEqual(done.status, status, done)
        return done

    def install(self, source, *args, status=0):
        return self.tend_does("install", source, "--yes", *args, status=status)

    def installed(self, name="pebble"):
        return self.tend.data / "plugins" / name

    def ledger(self, name="pebble"):
        return json.loads((self.tend.state / "installed.json").read_text())["practices"][name]

    def nothing_was_installed(self):
        self.assertEqual(list((self.tend.data / "plugins").iterdir()) if (self.tend.data / "plugins").exists() else [], [])

    def git(self, folder, *args):
        return subprocess.run(["git", "-C", str(folder), *args], env=GIT, check=True, capture_output=True, text=True).stdout.strip()

    def repository(self, **files):
        folder = self.tend.root / "repo"
        folder.mkdir()
        self.git(folder, "init", "-q", "-b", "main")
        self.practice("pebble", folder, **files)
        self.tend.write(folder / "README.md", "Stones.\n")
        self.commit(folder)
        self.git(folder, "tag", "v1")
        return folder

    def commit(self, folder):
        self.git(folder, "add", "-A")
        self.git(folder, "commit", "-q", "-m", "x")
        return self.git(folder, "rev-parse", "HEAD")
