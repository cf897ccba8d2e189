"""Photos in what leaves the journal and what comes into it: beside Markdown, and in Day One's archive."""

import hashlib
import json
import os
import shutil
import subprocess
import unittest
import zipfile

from photo import CANARY, COPY, PICTURE, Photo


class Markdown(Photo):
    """Photos are files beside the pages, and come back from there."""

    def notes(self):
        folder = self.tend.root / "notes"
        self.call("export", "--format", "markdown", str(folder))
        return folder, sorted((folder / "photos").iterdir())

    def start_anew(self):
        shutil.rmtree(self.tend.data)

    def test_they_leave_and_come_back(self):
        other = self.tend.home / 'a "b":c.png'
        other.write_bytes(PICTURE + b"other")
        id = self.add("gulls", self.file, other, self.file)
        before = self.records(id)
        folder, files = self.notes()
        [page] = folder.glob("*.md")
        self.assertEqual([path.name.removeprefix(page.stem) for path in files],
                         ["-2-a _b__c.png", "-3-the sea 🌊.png", "-the sea 🌊.png"])
        self.assertEqual([path.read_bytes() for path in files], [PICTURE + b"other", PICTURE, PICTURE])
        self.assertEqual([path.stat().st_mode & 0o777 for path in (files[0].parent, *files)], [0o700, 0o600, 0o600, 0o600])
        self.assertNotIn(before[0]["key"], page.read_text())
        self.start_anew()
        for times in ("1 entry was added", "1 was here already"):
            self.call("import", str(folder))
            self.assertIn(times, self.err)
            self.assertNotIn("passed over", self.err)
        after = self.records(id)
        self.assertEqual([(one["type"], one["size"]) for one in after], [(one["type"], one["size"]) for one in before])
        self.assertEqual([one["name"] for one in after], ["the sea 🌊.png", "2-a _b__c.png", "3-the sea 🌊.png"])
        self.assertEqual(len(self.sealed()), 2)
        self.call("show", id, "--open", TEND_VIEWER=COPY)
        self.assertEqual((self.tend.home / "seen").read_bytes(), PICTURE)

    def test_what_cannot_be_had_is_told_and_stays_as_it_is(self):
        self.add("gulls", self.file)
        folder, [file] = self.notes()
        [page] = folder.glob("*.md")
        text = page.read_text()
        secret = self.tend.root / "secret.png"
        secret.write_bytes(PICTURE)
        for change, told in ((lambda: file.write_bytes(b"no picture"), True), (file.unlink, True),
                             (lambda: page.write_text(text.replace("photos/", "photos/../../")), False),
                             (lambda: page.write_text(text.replace('"photos/', f'"{self.tend.root}/')), False),
                             (lambda: page.write_text(text.replace("photos: [", "photos: 5 #")), False)):
            self.start_anew()
            change()
            self.call("import", str(folder), status=1 if told else 0)
            self.assertEqual("came without its photo photos/" in self.err, told)
            [row] = json.loads(self.call("list", "--json"))
            self.assertIn("photos", row["content"]["foreign"]["markdown"])
            self.assertNotIn("attachments", row["content"])
            self.assertEqual(self.sealed(), [])

    def test_a_damaged_one_stays_a_record(self):
        id = self.add("gulls", self.file)
        before = self.records(id)
        os.truncate(self.tend.data / "attachments" / self.sealed()[0], 4000)
        folder = self.tend.root / "notes"
        self.call("export", "--format", "markdown", str(folder), status=1)
        self.assertIn("1 photo is damaged or gone", self.err)
        self.start_anew()
        self.call("import", str(folder))
        self.assertEqual(self.records(id), before)

    def test_a_format_without_a_place_for_them_says_so(self):
        self.add("gulls", self.file)
        for format in ("jrnl", "jrnl-text", "dayone", "text"):
            self.call("export", "--format", format, str(self.tend.root / format))
            self.assertIn("1 photo stays in the journal only: this format has no place for it.", self.err)
        self.call("export", str(self.tend.root / "jsonl"))
        self.assertNotIn("photo", self.err)


class Archive(Photo):
    """Day One's export as it comes: an archive of JSON files and photos."""

    def archive(self, **files):
        folder = self.tend.root / "export"
        md5 = hashlib.md5(PICTURE).hexdigest()
        entry = {"uuid": "0A1B2C3D4E5F60718293A4B5C6D7E8F9", "creationDate": "2024-07-31T08:00:00Z", "timeZone": "Europe/Vienna",
                 "text": "At the sea", "photos": [{"identifier": "X", "md5": md5, "type": "png"}]}
        self.tend.write(folder / "Mein Tagebuch.json", json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}))
        (folder / "photos").mkdir(exist_ok=True)
        (folder / "photos" / f"{md5}.png").write_bytes(PICTURE)
        for name, content in files.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        path = self.tend.root / "2024 Export.zip"
        path.unlink(missing_ok=True)
        subprocess.run(["zip", "-qr", str(path), "."], cwd=folder, check=True)
        return path

    def test_it_comes_in_as_it_is(self):
        other = {"entries": [{"uuid": "0" * 31 + "1", "creationDate": "2024-08-01T08:00:00Z", "text": "Another journal"}]}
        path = self.archive(**{"Zweites.json": json.dumps(other).encode(), "videos__film.mov": os.urandom(20 << 20)})
        self.call("import", str(path))
        self.assertIn("2 entries were added", self.err)
        rows = {row["content"]["text"]: row["content"] for row in json.loads(self.call("list", "--json"))}
        self.assertEqual(sorted(rows), ["Another journal", "At the sea"])
        self.assertEqual(len(rows["At the sea"]["attachments"]), 1)
        self.assertEqual(len(self.sealed()), 1)
        self.call("import", str(path))
        self.assertIn("2 were here already", self.err)
        # Nothing of it was in the open on the way.
        for found in self.tend.root.rglob("*"):
            if found.is_file() and "export" not in found.parts and found != path and found != self.file:
                self.assertNotIn(CANARY, found.read_bytes(), found)

    def test_what_is_wrong_with_it_is_said(self):
        path = self.tend.root / "x.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("notes.txt", "x")
        self.call("import", str(path), status=1)
        self.assertIn("there is no JSON file in it", self.err)
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("Journal.json", '{"entries": [{"uuid": 1, "creationDate": "x"}]')
        self.call("import", str(path), status=1)
        self.assertIn("x.zip: Journal.json:1:", self.err)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("Journal.json", "{}")
            for number in range(40):
                file.writestr(f"photos/{number}", b"\0" * (15 << 20))
        self.call("import", str(path), status=1)
        self.assertIn("more than 512 MB in all", self.err)
        path.write_bytes(path.read_bytes()[:300])
        self.call("import", str(path), status=1)
        self.assertEqual(json.loads(self.call("list", "--json") or "[]"), [])

    def test_a_name_in_it_is_no_path(self):
        path = self.tend.root / "x.zip"
        (self.tend.root / "photos").mkdir()
        md5 = hashlib.md5(PICTURE).hexdigest()
        (self.tend.root / "photos" / f"{md5}.png").write_bytes(PICTURE)
        entry = {"uuid": "0" * 31 + "1", "creationDate": "2024-08-01T08:00:00Z", "text": "x", "photos": [{"md5": md5, "type": "png"}]}
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("../../Journal.json", json.dumps({"entries": [entry]}))
        self.call("import", str(path), status=1)
        self.assertIn("came without its photo", self.err)
        # The one that lies beside the archive is not in it.
        self.assertNotIn("attachments", json.loads(self.call("list", "--json"))[0]["content"])


if __name__ == "__main__":
    unittest.main()
