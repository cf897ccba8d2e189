"""What the tests of photos share: one to be brought in, and the journal that takes it."""

import json

import support

CANARY = b"canary of a picture"
PICTURE = b"\x89PNG\r\n\x1a\n" + CANARY + bytes(range(256)) * 20
COPY = 'sh -c \'cp "$1" "$HOME/seen"; basename "$1" >>"$HOME/names"\' viewer'


class Photo(support.Case):
    def setUp(self):
        super().setUp()
        self.tend.write(self.tend.home / "the sea 🌊.png", "")
        self.file = self.tend.home / "the sea 🌊.png"
        self.file.write_bytes(PICTURE)

    def call(self, *args, status=0, input="", **env):
        done = self.tend.run(["journal", *args], input=input, env=env)
        self.assertEqual(done.status, status, done)
        self.err = done.err
        return done.out

    def add(self, text, *files):
        return self.call("add", *[f"--photo={file}" for file in files], input=text).strip()

    def records(self, id):
        return json.loads(self.call("show", id, "--json"))["content"].get("attachments", [])

    def sealed(self):
        folder = self.tend.data / "attachments"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def runtime(self):
        return [str(path) for path in self.tend.runtime.rglob("*") if path.is_file()]
