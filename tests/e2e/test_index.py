"""`tend index` and `search`: where practices can be looked for, and what an index cannot do."""

import json
import os
import shutil
import unittest

import support
from packages import Packages


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


if __name__ == "__main__":
    unittest.main()
