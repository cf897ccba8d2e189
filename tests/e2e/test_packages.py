"""Practices from other people: install, update, verify, pack, copy, index, search; from real archives and repositories."""

import gzip
import io
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import tarfile
import time
import unittest
import zipfile

import support
import terminal
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


class Install(Packages):
    def test_from_a_folder_it_is_shown_asked_and_placed(self):
        folder = self.practice(tests__a_transcript="# seed 1\nOne word?\n> skip\nThere.\n(the end, after 0 seconds)\n")
        done = self.tend_does("install", folder, status=2)
        for words in ("A walk", "author      Somebody", "journal.add   to keep it", "signed      no"):
            self.assertIn(words, done.out)
        self.assertIn("--yes says so", done.err)
        self.nothing_was_installed()
        self.install(folder)
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)
        self.assertEqual(oct((self.installed() / "main.lua").stat().st_mode), "0o100600")
        self.assertEqual(oct(self.installed().stat().st_mode), "0o40700")
        entry = self.ledger()
        self.assertEqual((entry["source"], entry["version"]), (str(folder), "1"))
        self.assertIn("There.\n", self.tend_does("run", "pebble", input="\n").out)
        self.assertIn(str(folder), self.tend_does("list", "--installed").out)
        self.assertEqual(json.loads(self.tend_does("list", "--installed", "--json").out)["pebble"]["hash"], entry["hash"])
        self.assertIn("exactly as it is", self.install(folder).out)
        self.tend_does("uninstall", "pebble")
        self.nothing_was_installed()
        self.assertEqual(self.tend_does("list", "--installed")[1:], ("", "Nothing is installed.\n"))

    def test_grants_are_for_the_files_as_they_are(self):
        folder = self.practice()
        self.install(folder, "--grant", "journal.add")
        self.assertIn("(allowed)", self.tend_does("show", "pebble").out)
        self.tend_does("run", "pebble", input="rain\n")
        with open(self.installed() / "main.lua", "a") as file:
            file.write("say 'More.'\n")
        self.assertIn("(not asked yet)", self.tend_does("show", "pebble").out)
        done = self.tend_does("verify", status=1)
        self.assertIn("CHANGED", done.out)
        self.assertEqual(json.loads(self.tend_does("verify", "--json", status=1).out), [{"name": "pebble", "state": "changed"}])
        shutil.rmtree(self.installed())
        self.assertIn("no longer there", self.tend_does("verify", status=1).out)
        self.install(folder, "--grant", "none")
        self.assertIn("(refused)", self.tend_does("show", "pebble").out)
        self.assertIn("as it was installed", self.tend_does("verify").out)

    def test_from_archives_of_real_programs(self):
        folder = self.practice()
        at = self.tend.root
        for command in (["tar", "czf", "a.tar.gz", "-C", "source", "pebble"], ["tar", "cJf", "a.tar.xz", "-C", "source/pebble", "."],
                        ["tar", "--format=pax", "-cf", "a.tar", "-C", "source", "pebble"], ["zip", "-qr", "../a.zip", "pebble"]):
            subprocess.run(command, cwd=at / "source" if command[0] == "zip" else at, check=True)
        hashes = set()
        for name in ("a.tar.gz", "a.tar.xz", "a.tar", "a.zip"):
            with self.subTest(name):
                self.install(at / name)
                hashes.add(self.ledger()["hash"])
                self.assertEqual(sorted(os.listdir(self.installed())), ["main.lua", "plugin.ini"])
                self.tend_does("uninstall", "pebble")
        self.assertEqual(hashes, {self.tend_does("index", "hash", folder).out.strip()})

    def test_what_tend_did_not_install_is_left_alone(self):
        folder = self.practice()
        self.tend_does("copy", folder, "stone")
        self.assertIn("that tend did not install", self.install(self.practice("stone"), status=1).err)
        self.assertIn("source = A copy of pebble", (self.installed("stone") / "plugin.ini").read_text())
        self.assertIn("comes with tend has that name", self.tend_does("copy", folder, "ground", status=1).err)

    def test_the_same_files_from_elsewhere_do_not_become_the_source(self):
        self.install(self.practice())
        done = self.install(self.practice(where=self.tend.root / "other"))
        self.assertIn(f"exactly as it is, from {self.tend.root}/source/pebble", done.out)
        self.assertEqual(self.ledger()["source"], f"{self.tend.root}/source/pebble")

    def test_a_folder_that_is_called_like_an_address(self):
        self.practice("x", self.tend.home / "https:" / "example.invalid")
        done = self.tend_does("install", "--yes", "https://example.invalid/x", status=1, env={"https_proxy": "http://127.0.0.1:9"})
        self.assertIn("git says", done.err)
        self.nothing_was_installed()

    def test_a_path_that_is_no_text(self):
        folder = os.fsencode(self.practice(where=self.tend.root / "o"))
        os.rename(os.fsencode(self.tend.root / "o"), os.fsencode(self.tend.root) + b"/\xff")
        done = subprocess.run([support.PROGRAM, "install", "--yes", folder.replace(b"/o/", b"/\xff/")], env=self.tend.environment(),
                              capture_output=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"the place is not written in UTF-8", done.stderr)
        self.nothing_was_installed()

    def test_no_escapes_reach_the_terminal(self):
        escape = "\u009b31m"
        folder = self.practice(more="")
        manifest = (folder / "plugin.ini").read_text()
        (folder / "plugin.ini").write_text(manifest.replace("version = 1", f"version = 1{escape}").replace("license = MIT", f"license = x{escape}"))
        outs = [self.install(folder), self.tend_does("list", "--installed"), self.tend_does("copy", "pebble", "stone"),
                self.tend_does("pack", folder, status=1)]
        self.practice(main=MAIN + "say 'x'\n")
        outs.append(self.tend_does("update", "--check"))
        (folder / "bad\x1b[31m.lua").write_text("")
        outs += [self.install(folder, status=1), self.tend_does("index", "hash", folder, status=1), self.tend_does("pack", folder, status=2)]
        for done in outs:
            self.assertNotRegex(done.out + done.err, "[\x1b\x9b]")

    def test_what_has_mistakes_is_not_installed(self):
        done = self.install(self.practice(main="sya 'x'\n"), status=1)
        self.assertIn("main.lua:1:1: unknown name 'sya'", done.err)
        done = self.install(self.practice("other", more="[care]\nintensity = wild\n"), status=1)
        self.assertIn("'intensity' needs", done.err)
        self.nothing_was_installed()

    def test_names_that_are_taken(self):
        self.assertIn("comes with tend has that name", self.install(self.practice("letters"), status=1).err)
        self.tend.script("pebble", "say 'mine'")
        self.assertIn("a script of your own has that name", self.install(self.practice(), status=1).err)
        folder = self.practice("stone")
        os.rename(folder, folder.parent / "else")
        done = self.install(folder.parent / "else")  # by its manifest, whatever the folder is called
        self.assertIn("tend run stone", done.out)

    def test_a_lock_file_that_cannot_be_read_is_left_alone(self):
        self.install(self.practice())
        file = self.tend.state / "installed.json"
        for text in ("", "[]", "{", '{"version":1,"practices":[]}', '{"version":1,"practices":{"pebble":1}}', '{"version":1,"practices":{"pebble":{}}}',
                     '{"version":1,"practices":{"pebble":{"source":1,"hash":[],"version":"1","installed":"x"}}}',
                     '{"version":1,"practices":{"pebble":{"source":"/x","hash":"y","version":"1","installed":"x","previous":7}}}',
                     '{"version":2,"practices":{}}'):
            file.write_text(text)
            for command in (["list", "--installed"], ["verify"], ["update"], ["uninstall", "pebble"], ["install", "--yes", str(self.practice())]):
                with self.subTest(text, command=command):
                    self.assertIn("left as it is", self.tend_does(*command, status=1).err)
            self.assertEqual(file.read_text(), text)
        self.assertTrue(self.installed().exists())
        (self.tend.data / "indexes.json").write_text('{"version":1,"indexes":{"x":{"fetched":"","practices":{"y":{"source":1}}}}}')
        for command in (["search"], ["index", "list"], ["index", "update"]):
            self.assertIn("left as it is", self.tend_does(*command, status=1).err)

    def test_nowhere(self):
        for source, sentence in (("/nonexistent", "is no folder, no archive"), ("nonesuch", "in no index"), ("-x", "not understood")):
            done = self.tend.run(["install", source])
            self.assertNotEqual(done.status, 0)
            self.assertIn(sentence, done.err)

    def test_asked_on_a_terminal(self):
        folder = self.practice()
        with terminal.Shell(self.tend) as shell:
            shell.run(f"install {folder}")
            shell.wait("Install it? [y/N]")
            shell.keys("Enter")
            shell.wait("Nothing was changed.")
            shell.wait_for_shell()
            self.nothing_was_installed()
            shell.run(f"install {folder}")
            shell.wait("Install it? [y/N]")
            shell.command("y")
            shell.wait("It is installed: tend run pebble")


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


class Update(Packages):
    def test_what_changes_is_shown_before_anything_is(self):
        folder = self.practice(tests__a_transcript="# seed 1\nOne word?\n> rain\nThere.\n(the end, after 0 seconds)\n[journal] A word\n  rain\n")
        self.install(folder, "--grant", "all")
        self.assertIn("nothing new", self.tend_does("update").out)
        self.practice(main=MAIN.replace("One word?", "A word, please?") + 'notify "Psst."\n', more="notify = to whisper\n")
        self.assertRegex(self.tend_does("update", "--check").out, r"pebble +1, and there is 1")
        done = self.tend_does("update", "pebble", "--diff", status=2)
        for words in ("new: notify        to whisper", "- One word?", "+ A word, please?", "+ [notice] Psst.", "a.transcript:", "main.lua:"):
            self.assertIn(words, done.out)
        self.assertLess(done.out.index("new: notify"), done.out.index("- One word?"))
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)
        self.tend_does("update", "--yes")
        self.assertIn("please", (self.installed() / "main.lua").read_text())
        self.assertIn("(not asked yet)", self.tend_does("show", "pebble").out)
        self.tend_does("update", "--rollback", "pebble")
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)
        self.assertIn("as it was installed", self.tend_does("verify").out)
        self.assertIn("(allowed)", self.tend_does("show", "pebble").out)
        self.tend_does("update", "--rollback", "pebble")
        self.assertIn("please", (self.installed() / "main.lua").read_text())

    def test_what_is_the_same_in_behaviour_is_said(self):
        folder = self.practice()
        self.install(folder)
        self.practice(main="-- A comment.\n" + MAIN)
        self.assertIn("the same, in 20 rehearsals", self.tend_does("update", "--yes").out)

    def test_what_never_ends_is_not_waited_for(self):
        for main in ("while true do wait(60) for i = 1, 1e6 do end end", "while true do end"):
            folder = self.practice()
            self.install(folder)
            self.practice(main=main + "\n")
            begin = time.monotonic()
            self.tend_does("update", "--yes", timeout=100)
            self.assertLess(time.monotonic() - begin, 60, main)
            self.tend_does("uninstall", "pebble")

    def test_what_calls_itself_otherwise_is_left_alone(self):
        folder = self.practice()
        self.install(folder)
        self.tend.write(folder / "plugin.ini", MANIFEST.format(name="letters") + PERMISSION)
        self.assertIn("calls itself 'letters'", self.tend_does("update", "--yes", status=1).err)
        self.assertTrue((self.installed() / "main.lua").exists())

    def halves(self):
        """An installed pebble at 2, with 1 before it; the folders and the lock file."""
        folder = self.practice(main=MAIN + "say 'one'\n")
        self.install(folder)
        self.practice(main=MAIN + "say 'two'\n")
        self.install(folder)
        return self.installed(), self.tend.data / "previous" / "pebble", self.tend.state / "installed.json"

    def says(self):
        return (self.installed() / "main.lua").read_text().split("'")[1]

    def test_what_broke_off_in_the_middle_is_undone(self):
        place, previous, _ = self.halves()
        # After the new version was put in its place, before the lock file was written.
        self.practice(main=MAIN + "say 'three'\n", where=self.tend.data / "plugins" / ".new-abcdef", name="pebble")
        half = self.tend.data / "plugins" / ".new-abcdef" / "pebble"
        place.rename(self.tend.root / "x"), half.rename(place), (self.tend.root / "x").rename(half)
        self.tend_does("update", "--check")
        self.assertEqual(self.says(), "two")
        self.assertIn("as it was installed", self.tend_does("verify").out)
        # In a rollback, after the folders changed their places.
        place.rename(self.tend.root / "x"), previous.rename(place), (self.tend.root / "x").rename(previous)
        self.tend_does("update", "--check")
        self.assertEqual(self.says(), "two")
        self.tend_does("update", "--rollback", "pebble")
        self.assertEqual(self.says(), "one")
        self.assertIn("as it was installed", self.tend_does("verify").out)
        # In an uninstall, when it had left its place.
        half.parent.mkdir()
        place.rename(half)
        self.tend_does("update", "--check")
        self.assertEqual(self.says(), "one")

    def test_a_lock_file_that_cannot_be_written_leaves_all_as_it_is(self):
        folder = self.tend.root / "source" / "pebble"
        place, previous, ledger = self.halves()
        before = ledger.read_text()
        self.practice(main=MAIN + "say 'three'\n")
        for command in (["update", "--rollback", "pebble"], ["install", str(folder), "--yes"]):
            # No file may become as long as the lock file is.
            child = self.tend.start(command, preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(
                resource.RLIMIT_FSIZE, (len(before) // 2, len(before) // 2))))
            self.assertIn("installed.json: cannot be written: File too large", child.communicate()[1])
            self.assertEqual(child.returncode, 1)
            self.assertEqual((self.says(), ledger.read_text()), ("two", before))
        self.assertIn("as it was installed", self.tend_does("verify").out)

    def test_a_version_before_that_is_not_the_one_noted_is_no_way_back(self):
        place, previous, _ = self.halves()
        (previous / "main.lua").write_text("say 'else'\n")
        self.assertIn("no version before", self.tend_does("update", "--rollback", "pebble", status=1).err)

    def test_breaking_off_while_it_is_compared_changes_nothing(self):
        folder = self.practice()
        self.install(folder)
        self.practice(main="while true do wait(60) for i = 1, 1e6 do end end\n")
        child = self.tend.start(["update", "--yes"])
        terminal.until(lambda: terminal.children_of(child.pid), "nothing is compared")
        # Between two rehearsals it ends the program itself; one that comes in the very end of one is lost.
        while child.poll() is None:
            child.send_signal(signal.SIGINT)
            time.sleep(0.02)
        out, err = child.communicate()
        self.assertIn(child.returncode, (1, -signal.SIGINT), out)
        self.assertEqual((self.installed() / "main.lua").read_text(), MAIN)

    def test_what_is_hidden_by_a_script_is_verified_all_the_same(self):
        self.install(self.practice())
        self.tend.script("pebble", "say 'mine'")
        (self.installed() / "main.lua").write_text("say 'x'\n")
        self.assertIn("CHANGED", self.tend_does("verify", "pebble", status=1).out)

    def test_nothing_to_go_back_to(self):
        self.install(self.practice())
        self.assertIn("no version before", self.tend_does("update", "--rollback", "pebble", status=1).err)
        self.assertIn("is not installed", self.tend_does("update", "nonesuch", status=2).err)

    def test_a_kill_at_any_moment_leaves_one_version_whole(self):
        folder = self.practice(**{f"part{number}_lua": f"-- {number}\n" * 50 for number in range(20)})
        self.install(folder)
        versions = {self.tend_does("index", "hash", folder).out}
        for round in range(12):
            self.practice(main=MAIN + f"say '{round}'\n")
            versions.add(self.tend_does("index", "hash", folder).out)
            child = self.tend.start(["install", str(folder), "--yes"])
            time.sleep(round * 0.002)
            child.kill()
            child.communicate()
            self.assertIn(self.tend_does("index", "hash", self.installed()).out, versions)
            self.tend_does("list")
        self.install(folder)
        # What was left half done is gone.
        self.assertEqual([path.name for path in (self.tend.data / "plugins").iterdir()], ["pebble"])
        self.assertIn("as it was installed", self.tend_does("verify").out)


class Pack(Packages):
    def keys(self, name, password=None):
        key = self.tend.root / name
        options = [] if password else ["-W"]
        subprocess.run(["minisign", "-G", "-f", *options, "-p", f"{key}.pub", "-s", f"{key}.sec"], input=f"{password}\n{password}\n",
                       text=True, check=True, capture_output=True)
        return f"{key}.sec", pathlib.Path(f"{key}.pub").read_text().splitlines()[1]

    def pack(self, folder, *args):
        out = self.tend.root / "pebble.tend"
        self.tend_does("pack", folder, "--out", out, *args)
        return out

    def test_the_same_files_are_the_same_bytes(self):
        folder = self.practice(lib__a_lua="return 1\n", de__texts_txt="One word?\n= Ein Wort?\n")
        pack = self.pack(folder)
        first = pack.read_bytes()
        copy = self.tend.root / "copy" / "pebble"
        shutil.copytree(folder, copy, copy_function=shutil.copy)
        for path in copy.rglob("*"):
            os.utime(path, (1, 1))
            path.chmod(0o755)
        self.assertEqual(self.pack(copy).read_bytes(), first)
        listed = subprocess.run(["tar", "tzvf", str(pack)], capture_output=True, text=True, check=True).stdout
        self.assertEqual([line.split()[-1] for line in listed.splitlines()],
                         ["de/texts.txt", "lib/a.lua", "main.lua", "pack.json", "plugin.ini"])
        self.install(pack)
        self.assertEqual(self.ledger()["hash"], self.tend_does("index", "hash", folder).out.strip())
        self.assertFalse((self.installed() / "pack.json").exists())

    def test_a_file_that_is_not_the_packed_one(self):
        self.pack(self.practice())
        for change, sentence in (({"main.lua": b"say 'x'\n"}, "'main.lua' is not the file that was packed"),
                                 ({"more.lua": b""}, "'more.lua' is not in the pack's own list"), ({"main.lua": None}, "'main.lua' is missing")):
            with tarfile.open(self.tend.root / "pebble.tend") as tar:
                files = {member.name: tar.extractfile(member).read() for member in tar}
            files.update(change)
            with tarfile.open(self.tend.root / "changed.tend", "w:gz") as tar:
                for name, data in files.items():
                    if data is not None:
                        info = tarfile.TarInfo(name)
                        info.size = len(data)
                        tar.addfile(info, io.BytesIO(data))
            self.assertIn(sentence, self.install(self.tend.root / "changed.tend", status=1).err)

    def test_a_list_that_is_no_packs(self):
        for text in ("", "[]", '{"tend": 2, "files": {}}'):
            done = self.install(self.practice(pack_json=text), status=1)
            self.assertIn("its pack.json is none that 'tend pack' wrote: rename or remove it", done.err)

    def test_signed_here_verified_by_minisign_and_the_other_way_round(self):
        secret, public = self.keys("key")
        pack = self.pack(self.practice(), "--sign", secret)
        subprocess.run(["minisign", "-V", "-P", public, "-m", str(pack)], check=True, capture_output=True)
        self.assertIn(f"signed      {public}", self.install(pack).out)
        self.assertEqual(self.ledger()["key"], public)
        self.tend_does("uninstall", "pebble")
        for legacy in ([], ["-l"]):
            subprocess.run(["minisign", "-S", *legacy, "-s", secret, "-m", str(pack)], check=True, capture_output=True)
            self.install(pack)
            self.tend_does("uninstall", "pebble")

    def test_a_key_with_a_password(self):
        secret, public = self.keys("locked", "geheim")
        folder = self.practice()
        done = self.tend.run(["pack", str(folder), "--out", str(self.tend.root / "p.tend"), "--sign", secret], input="falsch\n")
        self.assertEqual((done.status, "not its password" in done.err), (1, True))
        done = self.tend.run(["pack", str(folder), "--out", str(self.tend.root / "p.tend"), "--sign", secret], input="geheim\n")
        self.assertEqual(done.status, 0, done)
        subprocess.run(["minisign", "-V", "-P", public, "-m", str(self.tend.root / "p.tend")], check=True, capture_output=True)

    def test_a_signature_that_does_not_fit(self):
        secret, _ = self.keys("key")
        folder = self.practice()
        pack = self.pack(folder, "--sign", secret)
        signature = pathlib.Path(f"{pack}.minisig")
        good = signature.read_text()
        lines = good.splitlines()
        changed = "fetch the file and its .minisig again, or ask its author"
        for bad, words in ((good.replace("file:", "fine:"), changed), ("x\n", "none of minisign's"), ("", "none of minisign's"),
                           ("\n".join([lines[0], lines[1][:20] + "AAAA" + lines[1][24:], *lines[2:]]) + "\n", changed),
                           (good[:120], "none of minisign's")):
            signature.write_text(bad)
            self.assertIn(words, self.install(pack, status=1).err, bad)
        signature.unlink()
        self.assertIn("its signature is not beside it", self.install(pack, status=1).err)
        self.nothing_was_installed()

    def test_the_key_stays_through_a_rollback(self):
        secret, public = self.keys("key")
        self.install(self.pack(self.practice()))
        self.install(self.pack(self.practice(main=MAIN + "say 'Two.'\n"), "--sign", secret))
        self.tend_does("update", "--rollback", "pebble")
        self.assertEqual(self.ledger()["key"], public)
        (self.tend.root / "pebble.tend.minisig").unlink()
        self.assertIn("is not signed", self.install(self.pack(self.practice(main=MAIN + "say 'Three.'\n")), status=1).err)

    def test_nothing_of_it_runs_before_its_key_was_looked_at(self):
        secret, _ = self.keys("key")
        self.install(self.pack(self.practice(), "--sign", secret))
        (self.tend.root / "pebble.tend.minisig").unlink()
        self.pack(self.practice(main=MAIN + "say 'Two.'\n"))
        done = self.tend_does("update", "--yes", status=1)
        self.assertNotIn("What it does now", done.out)

    def test_a_changed_key_and_a_dropped_signature_are_refused(self):
        first, public = self.keys("first")
        second, other = self.keys("second")
        self.install(self.pack(self.practice(), "--sign", first))
        folder = self.practice(main=MAIN + "say 'Two.'\n")
        for options, sentence in ((("--sign", second), "signed with the key"), ((), "this is not signed")):
            pack = self.tend.root / "pebble.tend"
            pathlib.Path(f"{pack}.minisig").unlink()
            self.pack(folder, *options)
            self.assertIn(sentence, self.install(pack, status=1).err)
            self.assertIn(sentence, self.tend_does("update", "--yes", status=1).err)
            self.assertEqual(self.ledger()["key"], public)
            if options:
                self.install(pack, "--accept-new-key")
                self.assertEqual(self.ledger()["key"], other)
                self.tend_does("uninstall", "pebble")
                self.install(self.pack(self.practice(), "--sign", first))
                folder = self.practice(main=MAIN + "say 'Three.'\n")


class Index(Packages):
    def index(self, text, where):
        self.tend.write(where / "index.ini", text)

    def test_search_and_install_by_name(self):
        repo = self.repository()
        hashed = self.tend_does("index", "hash", repo / "pebble").out.strip()
        self.index(f"[pebble]\ntitle = Pebble\nsummary = A kleiner Stein für Zoë.\nsource = ./pebble\nhash = {hashed}\n", repo)
        self.commit(repo)
        self.tend_does("index", "add", f"file://{repo}@main")
        self.assertIn("pebble", self.tend_does("search", "ZOE", "stein").out)
        self.assertIn("none like that", self.tend_does("search", "zoe", "felsen").out)
        self.assertIn("comes with tend", self.tend_does("search", "letter").out)
        self.install("pebble")
        self.assertEqual(self.ledger()["source"], f"file://{repo}@main#pebble")
        self.tend_does("uninstall", "pebble")
        # Offline, once it was fetched.
        os.rename(repo, repo.parent / "gone")
        self.assertEqual(json.loads(self.tend_does("search", "stein", "--json").out)[0]["name"], "pebble")
        self.assertNotEqual(self.tend.run(["install", "pebble", "--yes"]).status, 0)
        os.rename(repo.parent / "gone", repo)
        self.tend.write(repo / "pebble" / "main.lua", "say 'other'\n")
        self.commit(repo)
        self.assertIn("not what the index says", self.install("pebble", status=1).err)
        self.nothing_was_installed()
        self.tend_does("index", "remove", f"file://{repo}@main")
        self.assertEqual(self.tend_does("index", "list").out, "tend's own\n")

    def test_several_are_listed_fetched_again_and_removed(self):
        self.assertEqual(self.tend_does("index", "update").out, "There is no index but tend's own.\n")
        near, far = self.tend.root / "near", self.tend.root / "far"
        for place, name in ((near, "pebble"), (far, "stone")):
            self.practice(name, place)
            self.index(f"[{name}]\nsource = ./{name}\n", place)
            self.assertRegex(self.tend_does("index", "add", place).out, rf"\A{place}: 1 practices?\n\Z")
        own, *lines = self.tend_does("index", "list").out.splitlines()
        self.assertEqual((own, sorted(line.split()[0] for line in lines)), ("tend's own", [str(far), str(near)]))
        for line in lines:
            self.assertRegex(line, r"  \(1 practices?, fetched \d{4}-\d\d-\d\d\)\Z")
        listed = json.loads(self.tend_does("index", "list", "--json").out)
        self.assertEqual({source: list(index["practices"]) for source, index in listed.items()}, {str(near): ["pebble"], str(far): ["stone"]})
        self.practice("feather", near)
        self.index("[pebble]\nsource = ./pebble\n[feather]\nsource = ./feather\n", near)
        shutil.rmtree(far)
        done = self.tend_does("index", "update", status=1)
        self.assertEqual(done.out, f"{near}: 2 practices\n")
        self.assertIn(f"{far}: the index was not taken\n", done.err)
        self.assertIn("feather", self.tend_does("search", "feather").out)
        self.assertIn("stone", self.tend_does("search", "stone").out)  # as it was fetched before
        self.tend_does("index", "remove", far)
        self.assertIn(f"there is no index {far}; 'tend index list' shows them\n", self.tend_does("index", "remove", far, status=2).err)
        self.assertEqual(list(json.loads(self.tend_does("index", "--json").out)), [str(near)])
        self.tend_does("index", "remove", "../near", cwd=near)
        self.assertEqual(self.tend_does("index", "list").out, "tend's own\n")

    def test_the_key_that_the_index_names(self):
        folder = self.tend.root / "index"
        self.practice("pebble", folder)
        self.index("[pebble]\nsource = ./pebble\nkey = RWSG9rsQ6w0DF03X0tHCISNBteIu00lHhTV9iuV4TRBGs7s27MucndN+\n", folder)
        self.tend_does("index", "add", folder)
        self.assertIn("it is not signed", self.install("pebble", status=1).err)

    def test_links_beside_an_index_lead_nowhere(self):
        folder = self.tend.root / "index"
        folder.mkdir()
        os.symlink(self.practice(), folder / "pebble")
        self.index("[pebble]\nsource = ./pebble\n", folder)
        self.assertIn("leads out of the index's folder", self.tend_does("index", "add", folder, status=1).err)

    def test_one_index_does_not_spoil_the_others(self):
        folder = self.tend.root / "index"
        self.index("[pebble]\nsource = ./pebble\ntitle = " + "x" * 400 + "\n", folder)
        self.assertIn("more than 300 bytes", self.tend_does("index", "add", folder, status=1).err)
        self.index("[pebble]\nsource = ./pebble\ntitle = a\u009bb\n", folder)
        self.tend_does("index", "add", folder)
        self.assertIn('"title":"ab"', self.tend_does("search", "--json", "pebble").out)
        self.index("x" * 2000000, folder)
        self.tend_does("index", "add", folder, status=1)
        self.assertIn("pebble", self.tend_does("search", "ab").out)

    def test_an_index_leads_nowhere_on_this_machine(self):
        folder = self.tend.root / "index"
        for text, sentence in (("[a]\nsource = /etc\n", "index.ini:2: 'source' needs a URL"), ("[a]\nsource = ./../x\n", "'source' needs"),
                               ("[a]\nsource = file:///etc\n", "'source' needs"), ("[a]\nsource = ext::x\n", "'source' needs"),
                               ("[../a]\nsource = ./a\n", "is no name of a practice"), ("[a]\ntitle = x\n", "[a] has no 'source'"),
                               ("[a]\nsource = ./a\nhash = 12\n", "'hash' needs 64"), ("x", "index.ini:1:"), ("\xff", "")):
            with self.subTest(text):
                folder.mkdir(exist_ok=True)
                (folder / "index.ini").write_bytes(text.encode("latin-1"))
                done = self.tend_does("index", "add", folder, status=1)
                self.assertIn(sentence, done.err)
        self.assertEqual(self.tend_does("index", "list").out, "tend's own\n")

    def test_the_first_index_is_true(self):
        listed = json.loads(self.tend_does("search", "--json").out)
        folders = {path.parent.name for path in (support.SOURCE / "plugins").glob("*/plugin.ini")}
        self.assertEqual({row["name"] for row in listed}, folders)
        for row in listed:
            with self.subTest(row["name"]):
                plugin = support.SOURCE / "plugins" / row["name"]
                self.assertEqual(self.tend_does("index", "hash", plugin).out.strip(), row["hash"], "plugins/index.ini is behind")
                self.assertIn(f"summary = {row['summary']}\n", (plugin / "plugin.ini").read_text())


class Copy(Packages):
    def test_a_copy_is_ones_own_and_says_where_it_is_from(self):
        self.install(self.practice(tests__a_transcript="x"))
        done = self.tend_does("copy", "pebble", "my-stone")
        self.assertIn("licence is MIT", done.out)
        manifest = (self.installed("my-stone") / "plugin.ini").read_text()
        self.assertIn("name = my-stone\nsource = A copy of pebble 1 by Somebody.\n", manifest)
        self.assertIn("There.", self.tend_does("run", "my-stone", input="\n").out)
        self.assertIn("is there already", self.tend_does("copy", "pebble", "my-stone", status=1).err)
        self.assertIn("not installed by tend", self.tend_does("verify").out)
        self.tend_does("copy", "letters", "meine-briefe")
        self.assertIn("source = The idea", (self.installed("meine-briefe") / "plugin.ini").read_text().replace("source = ", "source = The idea", 1))
        self.tend_does("check", self.installed("meine-briefe"))
        for arguments in (("pebble",), ("pebble", "../x"), ("nonesuch", "x")):
            self.tend_does("copy", *arguments, status=2)


class Cards(Packages):
    def made(self, text, name="cards", *more):
        file = self.tend.root / "words"
        file.write_text(text, encoding="utf-8")
        done = self.tend.run(["new", name, "--from", str(file), "--source", "a book; p. 7", "--license", "CC-BY-4.0", *more])
        self.assertEqual(done.status, 0, done)
        folder = self.tend.home / name
        self.assertEqual(self.tend_does("check", folder).out, f"{folder}: nothing to say.\n")
        main = 'for _, card in ipairs(deck "cards") do say("(" .. card .. ")") end'
        (folder / "main.lua").write_text(main)
        cards = self.tend_does("run", folder, "--fast").out
        shutil.rmtree(folder)
        return cards

    def test_from_what_other_programs_have(self):
        stretchly = {"miniBreakIdeas": {"0": {"text": "Drink some water."}}, "longBreakIdeas": [["Stretch", "Stretch your arms."]], "volume": "x"}
        safeeyes = {"meta": {"config_version": "6.0.3"}, "short_breaks": [{"name": "Close your eyes"}], "long_breaks": [{"name": "Walk", "duration": 5}]}
        for text, cards in (("alpha\n\n# a note\n  # another\n  beta  \n", "(alpha)\n(beta)\n"),
                            ("%% about\none\n  more\n%\n#two\n%\n", "(one\n  more)\n(#two)\n"), ("one\r\n%\r\ntwo\r\n", "(one)\n(two)\n"),
                            (json.dumps(stretchly), "(Drink some water.)\n(Stretch: Stretch your arms.)\n"),
                            (json.dumps(safeeyes), "(Close your eyes)\n(Walk)\n"), ('["a", "#b", "c"]', "(a)\n(#b)\n(c)\n")):
            with self.subTest(text):
                self.assertEqual(self.made(text), cards)

    def test_whose_words_they_are_stays_with_them(self):
        file = self.tend.write(self.tend.root / "words", "one\n")
        self.tend_does("new", "c", "--from", file, "--source", "a book; p. 7", "--license", "CC-BY-4.0", "--author", "A. N.")
        manifest = (self.tend.home / "c" / "plugin.ini").read_text()
        self.assertIn("author = A. N.\nlicense = CC-BY-4.0\nsource = a book, p. 7\n", manifest)
        self.assertIn("whose words", self.tend_does("new", "d", "--from", file, status=2).err)
        self.assertFalse((self.tend.home / "d").exists())
        for text, sentence in (("", "no cards"), ("{}", "no cards"), ("\xff", ":1: the line is not UTF-8")):
            file.write_bytes(text.encode("latin-1"))
            self.assertIn(sentence, self.tend_does("new", "d", "--from", file, "--source", "x", "--license", "y", status=1).err)


class Hostile(Packages):
    """Nothing is written outside the new folder, and nothing hangs."""

    def setUp(self):
        super().setUp()
        (self.tend.data / "plugins").mkdir(parents=True)
        self.tend.state.mkdir(parents=True)

    def archive(self, fill, name="a.tar.gz", mode="w:gz"):
        path = self.tend.root / name
        with tarfile.open(path, mode, format=tarfile.PAX_FORMAT) as tar:
            self.add(tar, "p/plugin.ini", MANIFEST.format(name="p").encode())
            self.add(tar, "p/main.lua", b"say 'x'\n")
            fill(tar)
        return path

    @staticmethod
    def add(tar, name, data=b"x", **fields):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for field, value in fields.items():
            setattr(info, field, value)
        tar.addfile(info, io.BytesIO(data))

    def refused(self, path, sentence):
        before = sorted(str(found) for found in self.tend.root.rglob("*"))
        begin = time.monotonic()
        done = self.install(path, status=1)
        self.assertLess(time.monotonic() - begin, 30)
        self.assertIn(sentence, done.err)
        after = sorted(str(found) for found in self.tend.root.rglob("*"))
        self.assertEqual(set(after) - set(before) - {str(self.tend.state / "installed.lock")}, set())
        self.nothing_was_installed()

    def test_names(self):
        for name, sentence in (("../evil.lua", "leads out"), ("p/../../evil.lua", "leads out"), ("/tmp/evil-tend.lua", "begins at the root"),
                               ("p/a\\b.lua", "has a name that is not"), ("p/a\nb.lua", "has a name that is not"), ("p/" + "x" * 300, "too long"),
                               ("p/" + "d/" * 20 + "x", "too many folders"), ("p/.git/config", "has a name that is not"), ("p/-rf", "has a name that is not"),
                               ("p/...", "has a name that is not"), ("p//x", "has a name that is not"), ("p/\u202ecod.lua", "has a name that is not"),
                               ("p/main.lua", "same name"), ("p/Main.lua", "capitals are not told apart"), ("p/main.lua/x", "a file and a folder"),
                               ("p/pl\u00fc.lua", "has a name that is not")):
            with self.subTest(name):
                self.refused(self.archive(lambda tar: self.add(tar, name)), sentence)

    def test_names_that_are_no_text(self):
        path = self.tend.root / "n.tar"
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT, encoding="latin-1") as tar:
            self.add(tar, "plugin.ini", MANIFEST.format(name="p").encode())
            self.add(tar, "main.lua", b"say 'x'\n")
            self.add(tar, "caf\xe9.lua", b"x")
        self.refused(path, "has a name that is not")

    def test_what_is_no_file(self):
        for kind, sentence in ((tarfile.SYMTYPE, "symbolic link"), (tarfile.LNKTYPE, "link to another file"), (tarfile.CHRTYPE, "device or a pipe"),
                               (tarfile.BLKTYPE, "device or a pipe"), (tarfile.FIFOTYPE, "device or a pipe")):
            with self.subTest(kind):
                self.refused(self.archive(lambda tar: self.add(tar, "p/x", b"", type=kind, linkname="/etc/passwd")), sentence)

    def repeated(self, name, head, block, times):
        """A gzip file of `head` and so many times `block`, each compressed once: as small as such a thing can be made."""
        with open(self.tend.root / name, "wb") as file:
            file.write(gzip.compress(head))
            packed = gzip.compress(block)
            for _ in range(times):
                file.write(packed)
        return self.tend.root / name

    def test_ten_gigabytes_in_ten_megabytes(self):
        info = tarfile.TarInfo("p/bomb")
        info.size = 10 << 30
        path = self.repeated("bomb.tar.gz", info.tobuf(tarfile.GNU_FORMAT), b"\0" * (64 << 20), 160)
        self.assertLess(path.stat().st_size, 16 << 20)
        self.refused(path, "more than 8 MB")
        with zipfile.ZipFile(self.tend.root / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("plugin.ini", MANIFEST.format(name="p"))
            file.writestr("bomb", b"\0" * (64 << 20))
        self.refused(self.tend.root / "bomb.zip", "more than 8 MB")
        # More than tend reads of an archive at all.
        big = self.tend.root / "big.tar"
        with open(big, "wb") as file:
            file.truncate(1 << 34)
        self.refused(big, "larger than")

    def test_a_million_entries(self):
        block = b"".join(tarfile.TarInfo(f"p/{number}").tobuf() for number in range(1000))
        self.refused(self.repeated("many.tar.gz", b"", block, 1000), "more than 512 files")
        folders = b"".join(self.folder(f"p/{number}").tobuf() for number in range(1000))
        self.refused(self.repeated("folders.tar.gz", b"", folders, 1000), "more than 512 files")

    @staticmethod
    def folder(name):
        info = tarfile.TarInfo(name)
        info.type = tarfile.DIRTYPE
        return info

    def test_sizes_that_are_lies(self):
        path = self.archive(lambda tar: None, "lie.tar", "w")
        data = bytearray(path.read_bytes())
        damaged, none = "the archive is damaged", "no archive that tend reads"
        for size, sentence in ((b"77777777777\0", damaged), (b"00000000000\0", "whose name is no text"), (b"-0000000001\0", none),
                               (b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", damaged)):
            lie = bytearray(data)
            lie[124:136] = size
            lie[148:156] = b" " * 8
            lie[148:156] = b"%06o\0 " % sum(lie[:512])
            path.write_bytes(lie)
            self.refused(path, sentence)
        for cut, sentence in ((0, none), (100, none), (600, damaged), (1500, damaged)):
            path.write_bytes(data[:cut])
            self.refused(path, sentence)
        path.write_bytes(os.urandom(5000))
        self.refused(path, none)

    def test_what_lies_in_a_folder(self):
        folder = self.practice()
        os.symlink("/etc/passwd", folder / "x.txt")
        self.assertIn("'x.txt' is a symbolic link", self.install(folder, status=1).err)
        (folder / "x.txt").unlink()
        os.mkfifo(folder / "pipe")
        self.assertIn("'pipe' is a device or a pipe", self.install(folder, status=1).err)
        self.nothing_was_installed()


if __name__ == "__main__":
    unittest.main()
