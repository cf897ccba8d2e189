"""Archives that mean harm: they are refused, and leave nothing behind."""

import gzip
import io
import os
import tarfile
import time
import unittest
import zipfile

from packages import Packages
from support import MANIFEST


class Archive(Packages):
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
