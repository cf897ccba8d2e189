"""`tend pack`: what is packed, signed by its author, and known again by their key."""

import io
import os
import pathlib
import shutil
import subprocess
import tarfile
import unittest

from packages import MAIN, Packages


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


if __name__ == "__main__":
    unittest.main()
