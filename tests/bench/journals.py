"""The journal: adding to it beside sqlite3, and one of a hundred thousand entries beside ripgrep."""

import json
import random
import statistics
import subprocess
import time

from table import Peer, Row

TEXT = "The light came in low over the roofs, and for a while nobody in the house said anything.\n" * 12


def journal(bench):
    text = bench.file("entry.txt", TEXT)
    commands = [[bench.tend, "journal", "add"]]
    if bench.found("sqlite3"):
        make = "PRAGMA journal_mode = WAL; CREATE TABLE entry(id INTEGER PRIMARY KEY, text TEXT NOT NULL)"
        bench.quietly("sqlite3", "peer.db", make)
        insert = f"INSERT INTO entry(text) VALUES(CAST(readfile('{text}') AS TEXT))"
        commands.append(["sqlite3", "peer.db", "PRAGMA synchronous = FULL", insert])
    tend, *peer = bench.processes(bench.times, commands, text)
    limit = 2 * statistics.median(peer[0][1]) if peer else None
    yield Row("journal add, durable", "ms", tend[1], limit, "2 x peer", [Peer("sqlite3, WAL", each[1]) for each in peer])
    yield Row("  its CPU time", "ms", tend[2], None, "", [Peer("sqlite3, WAL", each[2]) for each in peer])


WORDS = ("light morning kitchen quiet walked window rain letter brother small café river stone yellow slept badly garden breath "
         "coffee street dog child inner room music evening mother warm").split()


def write_entries(path, count):
    """An export of so many entries of about 300 bytes; one in a thousand holds a rare word. Always the same."""
    chance = random.Random(1)
    created = 1_500_000_000_000
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            created += chance.randint(1_000_000, 3_000_000)
            text = " ".join(chance.choice(WORDS) for _ in range(42)) + (" Marzipan" if number % 1000 == 7 else "")
            id = f"{created >> 16:08x}-{created & 0xffff:04x}-7000-8000-{number:012x}"
            content = {"text": text, "tags": [chance.choice(("walk", "dream", "work"))], "practice": "letters"}
            file.write(json.dumps({"id": id, "entry": id, "parents": [], "created": created, "zone": 60, "device": "bench",
                                   "content": content}, ensure_ascii=False) + "\n")


def large_journal(bench):
    """Journals of a thousand and of a hundred thousand entries."""
    homes = {}
    for count in (1_000, 100_000):
        homes[count] = bench.folder / f"with-{count}"
        homes[count].mkdir()
        write_entries(bench.folder / "entries.jsonl", count)
        begun = time.monotonic_ns()
        subprocess.run([bench.tend, "journal", "import", "entries.jsonl"], env={**bench.env, "HOME": str(homes[count])}, cwd=bench.folder,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took = (time.monotonic_ns() - begun) / 1e3
    yield Row("100,000 entries, imported", "ms", [took], 5_000_000, "5 s")
    small, large = homes.values()
    rare, = bench.processes(bench.times // 3, [["env", f"HOME={large}", bench.tend, "journal", "search", "marzipan"]])
    peers = []
    if bench.found("rg"):
        subprocess.run([bench.tend, "journal", "export", "--format", "markdown", "notes"], env={**bench.env, "HOME": str(large)},
                       cwd=bench.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        line, notes = bench.processes(bench.times // 3, [["rg", "-ci", "marzipan", "entries.jsonl"], ["rg", "-cil", "marzipan", "notes"]])
        peers = [Peer("ripgrep, the export", line[1]), Peer("ripgrep, as Markdown files", notes[1])]
    yield Row("  searched for a rare word", "ms", rare[1], 200_000, "200 ms", peers)
    yield Row("  the most memory meanwhile", "MB", rare[3], 20, "20 MB")
    text = bench.file("entry.txt", TEXT)
    few, many = bench.processes(bench.times, [["env", f"HOME={home}", bench.tend, "journal", "add"] for home in (small, large)], text)
    yield Row("  added to", "ms", many[1], 1.1 * statistics.median(few[1]), "1.1 x peer", [Peer("1,000 entries", few[1])])
