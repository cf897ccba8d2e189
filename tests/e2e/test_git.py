"""Practices from repositories of git, also from ones that mean harm."""

import os
import signal
import socket
import subprocess
import unittest

import terminal
from packages import GIT, MAIN, Packages


class Git(Packages):
    def test_branches_tags_commits_and_folders(self):
        repo = self.repository()
        first = self.git(repo, "rev-parse", "HEAD")
        self.practice("pebble", repo, main=MAIN + "say 'Two.'\n")
        second = self.commit(repo)
        for source, commit in ((f"{repo}@v1#pebble", first), (f"file://{repo}#pebble", second), (f"file://{repo}@{first[:10]}#pebble", first),
                               (f"{repo}@main#pebble", second)):
            with self.subTest(source):
                self.install(source)
                self.assertEqual((self.ledger()["commit"], self.ledger()["source"]), (commit, source))
        for source, sentence in ((f"{repo}@v9#pebble", "v9"), (f"{repo}#gone", "it has no folder 'gone'"), (f"{repo}@abcdef1#pebble", "abcdef1"),
                                 (f"{repo}", "there is no practice in it"), (f"{repo}@--upload-pack=x#pebble", "is no branch, tag or commit")):
            with self.subTest(source):
                self.assertIn(sentence, self.install(source, status=1).err)

    def test_how_git_ended_is_known_whoever_started_tend(self):
        repo = self.repository()
        for source, status, words in ((f"{repo}@v9#pebble", 1, "git says: "), (f"{repo}@v1#pebble", 0, "")):
            child = self.tend.start(["install", source, "--yes"], preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
            self.assertIn(words, child.communicate()[1])
            self.assertEqual(child.returncode, status)
            self.assertEqual(self.installed().exists(), status == 0)

    def test_what_is_too_large_is_said_so(self):
        repo = self.repository(big_txt="x" * (17 << 20))
        self.assertIn("it is too large", self.install(f"{repo}@v1#pebble", status=1).err)

    def test_over_a_real_daemon(self):
        repo = self.repository()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        daemon = subprocess.Popen(["git", "daemon", "--export-all", f"--base-path={repo.parent}", "--listen=127.0.0.1", f"--port={port}",
                                   str(repo.parent)], env=GIT, stderr=subprocess.DEVNULL, start_new_session=True)

        def listens():
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", port)) == 0

        try:
            terminal.until(listens, "git daemon does not listen")
            self.install(f"git://127.0.0.1:{port}/repo@v1#pebble")
            self.assertIn("nothing new", self.tend_does("update").out)
        finally:
            os.killpg(daemon.pid, signal.SIGKILL)  # with those that are in the middle of an answer
            daemon.wait()

    def test_hostile_repositories(self):
        trace = self.tend.root / "trace"
        repo = self.repository(pebble_txt="x")
        for name in ("post-checkout", "pre-commit", "reference-transaction", "post-upload-pack"):
            hook = self.tend.write(repo / ".git" / "hooks" / name, f"#!/bin/sh\ntouch {trace}\n")
            hook.chmod(0o755)
        for key, value in (("core.fsmonitor", f"touch {trace}"), ("core.sshCommand", f"touch {trace}"), ("core.pager", f"touch {trace}"),
                           ("uploadpack.packObjectsHook", f"touch {trace}"), ("core.gitProxy", f"touch {trace}"),
                           ("filter.x.smudge", f"touch {trace}"), ("diff.external", f"touch {trace}")):
            self.git(repo, "config", key, value)
        self.tend.write(repo / ".gitattributes", "* filter=x diff=x\n")
        self.tend.write(repo / ".gitmodules", f'[submodule "x"]\n\tpath = pebble/sub\n\turl = ext::touch {trace}\n\tupdate = !touch {trace}\n')
        self.git(repo, "update-index", "--add", "--cacheinfo", "160000,0123456789012345678901234567890123456789,pebble/sub")
        self.git(repo, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "add", ".gitattributes", ".gitmodules")
        self.git(repo, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "commit", "-qm", "x")
        trace.unlink(missing_ok=True)
        self.assertIn("git says: ", self.install(f"{repo}#pebble", status=1).err)  # git itself looks at .gitmodules
        self.tend.write(repo / ".gitmodules", '[submodule "x"]\n\tpath = pebble/sub\n\turl = https://example.invalid/x\n')
        quiet = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
        self.git(repo, *quiet, "add", ".gitmodules")
        self.git(repo, *quiet, "commit", "-q", "--amend", "-m", "x")
        trace.unlink(missing_ok=True)
        self.install(f"{repo}#pebble")
        self.assertFalse(trace.exists())
        self.assertFalse((self.installed() / "sub").exists())
        for source in (f"ext::touch {trace}", f"ext::sh -c touch% {trace}#x@y", f"-c core.x=y", f"--upload-pack=touch {trace}"):
            self.assertNotEqual(self.tend.run(["install", "--yes", source]).status, 0)
        self.assertFalse(trace.exists())
        # Links in a tree lead nowhere.
        os.symlink("/etc/passwd", repo / "pebble" / "link.txt")
        self.git(repo, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "add", "pebble/link.txt")
        self.git(repo, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "commit", "-qm", "y")
        self.assertIn("'link.txt' is a symbolic link", self.install(f"{repo}#pebble", status=1).err)
        self.assertEqual([path.name for path in self.tend.state.iterdir() if path.name.startswith("git-")], [])

    def test_objects_from_elsewhere(self):
        repo = self.repository()
        bare = self.tend.root / "bare"
        self.git(repo, "clone", "-q", "--bare", "--reference", str(repo), str(repo), str(bare))
        self.tend.write(bare / "objects" / "info" / "alternates", f"{repo}/.git/objects\n/etc\n../../../../../..\n")
        self.install(f"{bare}@v1#pebble")


if __name__ == "__main__":
    unittest.main()
