"""`tend journal export --html`: a page that needs nothing from outside, holds every word, and looks right in a real browser."""

import base64
import html.parser
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import unittest
import zlib

import support

DAY = 86_400_000
START = 1_767_182_400_000  # 2025-12-31 12:00 UTC
HOSTILE = ('<script>document.title = "gone"</script><img src=x onerror="document.title=1"> & "quoted" \'too\' --> ]]> '
           '</div></article></main><style>*{display:none}</style> &lt;b&gt; \u202e\u0007')
EMPTY = {"meta", "link", "br", "img", "input", "hr"}


def entry(number, days, zone=0, **content):
    created = START + days * DAY
    id = f"{created >> 16:08x}-{created & 0xffff:04x}-7000-8000-{number:012x}"
    return json.dumps({"id": id, "entry": id, "parents": [], "created": created, "zone": zone, "device": "x", "content": content})


ENTRIES = [
    entry(1, 0, title="A walk", lines=["moss", "two\nlines"], mood="calm", tags=["walk"], practice="collect-something"),
    entry(2, 0, zone=13 * 60, text="On the next day's clock."),
    entry(3, 40, text=HOSTILE, title=HOSTILE, mood=HOSTILE, tags=[HOSTILE], lines=[HOSTILE], practice=HOSTILE),
    entry(4, 41, mood="Calm", text="  kept   as it is\n\n\ttabbed  ", practice="letters"),
]


class Page(html.parser.HTMLParser):
    """The elements of a page, checked for being closed in their order."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}>"

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


GREEN = (10, 200, 90)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def green(width, height):
    """A PNG of one colour."""
    rows = (b"\0" + bytes(GREEN) * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def picture(path):
    """Width, height and the rows of a PNG of 8 bits a channel, as tuples of its pixels' bytes."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
            size = {2: 3, 6: 4}[colour]
            assert depth == 8
        packed += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw, rows, above = zlib.decompress(packed), [], bytes(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        filter, row = raw[start], bytearray(raw[start + 1:start + 1 + width * size])
        for x in range(len(row)):
            left, up, corner = row[x - size] if x >= size else 0, above[x], above[x - size] if x >= size else 0
            if filter == 1: row[x] = (row[x] + left) & 255
            elif filter == 2: row[x] = (row[x] + up) & 255
            elif filter == 3: row[x] = (row[x] + (left + up) // 2) & 255
            elif filter == 4:
                guess = left + up - corner
                near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))
                row[x] = (row[x] + near[2]) & 255
        rows.append([tuple(row[x:x + 3]) for x in range(0, len(row), size)])
        above = bytes(row)
    return rows


class Keepsake(support.Case):
    def make(self, *entries):
        self.folder = self.tend.root / "a folder & more" / "keepsake"
        if entries:
            self.assertEqual(self.tend.run(["journal", "import", "-"], input="\n".join(entries) + "\n").status, 0)
        done = self.tend.run(["journal", "export", "--html", str(self.folder)])
        self.assertEqual(done.status, 0, done.err)
        return (self.folder / "index.html").read_text()


class Written(Keepsake):
    def test_it_holds_every_word_and_nothing_from_outside(self):
        text = self.make(*ENTRIES)
        page = Page(text)
        self.assertEqual(page.open, [])
        tags = {tag for tag, _ in page.elements}
        self.assertEqual(tags & {"script", "img", "link", "iframe", "object", "video", "audio", "form", "base"}, set())
        self.assertNotRegex(text, r"(?i)(https?:|//|url\(|@import|javascript:)(?<!--)")
        self.assertLessEqual({"header", "nav", "main", "section", "article", "time", "h1", "h2", "h3", "table", "caption", "figure",
                              "figcaption", "svg", "details", "summary"}, tags)
        for _, attributes in page.elements:
            self.assertEqual([name for name in attributes if name.startswith("on") or name == "src"], [])
        said = "".join(page.text)
        kept = HOSTILE
        self.assertEqual(said.count(kept), 7)  # title, text, line, mood and its picture, tag, practice
        for words in ("A walk", "moss", "two\nlines", "On the next day's clock.", "  kept   as it is\n\n\ttabbed  ", "collect-something"):
            self.assertIn(words, said)

    def test_its_links_lead_to_days_by_the_clock_of_where_they_were(self):
        page = Page(self.make(*ENTRIES))
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        self.assertEqual(len(ids), len(set(ids)))
        days = [link["href"][1:] for link in page.all("a")]
        self.assertEqual(days, ["d2025-12-31", "d2026-01-01", "d2026-02-09", "d2026-02-10"])
        self.assertLessEqual(set(days), set(ids))
        self.assertEqual([attributes["datetime"] for attributes in page.all("time")][:2], ["2025-12-31T12:00:00Z", "2026-01-01T01:00:00+13:00"])

    def test_a_day_to_which_the_clock_comes_back_is_linked_once(self):
        page = Page(self.make(*(entry(n, 0, zone=13 * 60 * (n % 2), text="x") for n in range(1, 5))))
        self.assertEqual([section.get("id") for section in page.all("section")], ["d2026-01-01", "d2025-12-31", None, None])
        self.assertEqual([link["href"] for link in page.all("a")], ["#d2025-12-31", "#d2026-01-01"])

    def test_pictures_are_told_in_words(self):
        said = " ".join("".join(Page(self.make(*ENTRIES)).text).split())
        self.assertIn("When each word was written: calm, ", said)
        self.assertIn("by what each practice usually takes: collect 20 minutes, write 15 minutes.", said)

    def test_an_empty_journal_is_a_page_too(self):
        self.assertIn("Nothing is written here yet.", self.make())

    def test_it_is_for_its_owner_alone_and_an_older_one_is_left(self):
        self.make(*ENTRIES)
        page = self.folder / "index.html"
        self.assertEqual([stat.S_IMODE(os.stat(path).st_mode) for path in (self.folder, page)], [0o700, 0o600])
        page.write_text("older")
        done = self.tend.run(["journal", "export", "--html", str(self.folder)])
        self.assertEqual((done.status, page.read_text()), (1, "older"))
        self.assertIn("is there already and was left as it is; with --force it is replaced", done.err)
        self.assertEqual(self.tend.run(["journal", "export", "--html", str(self.folder), "--force"]).status, 0)
        self.assertIn("<!DOCTYPE html>", page.read_text())
        for args in (["--html"], ["--html", "x", "y"]):
            self.assertEqual(self.tend.run(["journal", "export", *args]).status, 2)


class WithPhotos(Keepsake):
    def add(self, name, data, text="with"):
        file = self.tend.write(self.tend.root / name, "")
        file.write_bytes(data)
        done = self.tend.run(["journal", "add", "--photo", str(file)], input=text)
        self.assertEqual(done.status, 0, done.err)


class Photos(WithPhotos):
    def test_they_are_in_the_page(self):
        self.add('sea "<b>".png', green(20, 10))
        self.add("hill.heic", b"\0\0\0\x18ftypheic" + bytes(100))
        page = Page(self.make())
        [shown] = page.all("img")
        self.assertEqual(shown["alt"], 'sea "<b>".png')
        kind, data = shown["src"].split(",")
        self.assertEqual(kind, "data:image/png;base64")
        self.assertEqual(base64.b64decode(data), green(20, 10))
        self.assertIn("A picture: hill.heic", "".join(page.text))

    def test_one_that_is_gone_is_said(self):
        self.add("sea.png", green(20, 10))
        for path in (self.tend.data / "attachments").iterdir():
            path.unlink()
        folder = self.tend.root / "keepsake"
        done = self.tend.run(["journal", "export", "--html", str(folder)])
        self.assertEqual(done.status, 1)
        self.assertIn("1 photo is damaged or gone; what else was written is whole\n", done.err)
        self.assertNotIn("entries are damaged", done.err)
        self.assertIn("A picture that is damaged or gone: sea.png", "".join(Page((folder / "index.html").read_text()).text))


class Shown(WithPhotos):
    def browse(self, *options, url=None):
        command = [shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   f"--user-data-dir={self.tend.root}/browser", "--window-size=800,1200", *options,
                   url or (self.folder / "index.html").as_uri()]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=100,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.tend.root)})

    def setUp(self):
        super().setUp()
        support.need("chromium", "chromium")

    def test_a_browser_draws_a_photo(self):
        self.add("sea.png", green(200, 100))
        self.make()
        shot = self.tend.root / "shot.png"
        self.browse(f"--screenshot={shot}")
        drawn = sum(pixel == GREEN for row in picture(shot) for pixel in row)
        self.assertGreater(drawn, 15000)
        self.assertLessEqual(drawn, 20000)

    def test_a_browser_runs_nothing_and_draws_it_in_light_and_dark(self):
        self.make(*ENTRIES)
        document = self.browse("--dump-dom").stdout
        self.assertIn("<title>Journal</title>", document)
        self.assertEqual(len(re.findall("<article>", document)), 4)
        self.assertNotIn("<script", document)
        for scheme, paper, warm, options in (("light", (251, 248, 243), (138, 90, 31), []),
                                             ("dark", (29, 27, 25), (216, 166, 87), ["--blink-settings=preferredColorScheme=0"])):
            with self.subTest(scheme):
                shot = self.tend.root / f"{scheme}.png"
                self.browse(f"--screenshot={shot}", *options)
                rows = picture(shot)
                self.assertEqual(rows[5][5], paper)
                drawn = sum(pixel != paper for row in rows for pixel in row)
                self.assertGreater(drawn, 5000)
                # The days of the calendar, and the headings.
                self.assertGreater(sum(pixel == warm for row in rows for pixel in row), 300)


if __name__ == "__main__":
    unittest.main()
