"""What authors wait for, and those who install their practices."""

import json
import shutil
import subprocess
import time

from table import Row


def tools(bench):
    """What an author waits for after each change."""
    walk, = bench.processes(bench.times, [[bench.tend, "rehearse", "collect-something"]])
    yield Row("rehearse the twenty-minute walk", "ms", walk[1], 25000, "25 ms")
    check, = bench.processes(bench.times, [[bench.tend, "check", bench.root / "plugins" / "collect-something"]])
    yield Row("check a practice", "ms", check[1], 10000, "10 ms")
    yield Row("a saved practice is running again", "ms", list(saved(bench)), 200000, "200 ms")
    many, = bench.processes(max(3, bench.times // 10), [[bench.tend, "rehearse", "collect-something", "--random", "200"]])
    yield Row("200 random rehearsals of it", "ms", many[1], 2000000, "2 s")


def saved(bench):
    """How long after the end of each write the changed question is asked, in microseconds."""
    script = 'local seen = ask "What?"\nsay(seen)\nask "{}"\n'
    bench.file("mine.lua", script.format(0))
    child = subprocess.Popen([bench.tend, "run", "--watch", "--front", "json", "./mine.lua"], env=bench.env, cwd=bench.folder,
                             encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def asked(text):
        return next(message for message in map(json.loads, child.stdout) if message.get("text") == text)

    child.stdin.write(json.dumps({"verb": "answer", "id": asked("What?")["id"], "text": "a tree"}) + "\n")
    child.stdin.flush()
    asked("0")
    for number in range(1, bench.times + 1):
        bench.file("mine.lua", script.format(number))
        begin = time.monotonic()
        asked(str(number))
        yield (time.monotonic() - begin) * 1e6
    child.communicate()


def packages(bench):
    """Practices from other people: installing one of 20 files from a git repository, and a thousand that are installed."""
    repo = bench.folder / "repo"
    shutil.copytree(bench.root / "plugins" / "letters", repo)
    (repo / "plugin.ini").write_text((repo / "plugin.ini").read_text().replace("name = letters", "name = pebbles"))
    for number in range(20 - sum(path.is_file() for path in repo.rglob("*"))):
        (repo / f"part{number}.lua").write_text(f"return {number}\n")
    git = ["git", "-C", repo, "-c", "user.name=a", "-c", "user.email=a"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True, env=bench.env)
    own = ("rm -rf g; git init -q --bare g; export GIT_DIR=g; git fetch -q --depth=1 $0 HEAD; "
           "git rev-parse -q --verify FETCH_HEAD >/dev/null; git archive --format=tar FETCH_HEAD >/dev/null")
    install = "$1 uninstall pebbles >/dev/null 2>&1; $1 install --yes $0 >/dev/null"
    alone, whole = bench.processes(bench.times, [["sh", "-c", own, f"file://{repo}"], ["sh", "-c", install, f"file://{repo}", bench.tend]])
    over = [a - b for a, b in zip(whole[1], alone[1])]
    yield Row("install 20 files, beyond git's own time", "ms", over, 60000, "60 ms")
    plugins = bench.folder / ".local" / "share" / "tend" / "plugins"
    for number in range(1000):
        shutil.copytree(bench.root / "plugins" / "letters", plugins / f"p{number}")
        manifest = plugins / f"p{number}" / "plugin.ini"
        manifest.write_text(manifest.read_text().replace("name = letters", f"name = p{number}"))
    listed, = bench.processes(bench.times, [[bench.tend, "list"]])
    yield Row("list, 1,000 installed", "ms", listed[1], 15000, "15 ms")
    home, = bench.processes(bench.times, [[bench.tend]])
    yield Row("tend alone, 1,000 installed", "ms", home[1], 50000, "50 ms")
    shutil.rmtree(plugins)
