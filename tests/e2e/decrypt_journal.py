"""Reads a tend journal from core/journal/FORMAT.md alone, with none of tend's code, and prints every revision as a line
of JSON, oldest first. Needs PyNaCl. Exits with 1 where a revision could not be opened, and with 2 where none can.

    /usr/bin/python3 decrypt_journal.py JOURNAL.db              where no passphrase is set
    /usr/bin/python3 decrypt_journal.py JOURNAL.db - <SECRET    where one is: a line with it, or with the recovery code
"""

import hashlib
import json
import pathlib
import sqlite3
import sys
import unicodedata

import nacl.exceptions
from nacl import bindings

APPLICATION_ID = 0x746E646A
VERSIONS = (1, 2, 3)
BLOCK = 256
ALPHABET = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def text(value):
    data = value.encode()
    return len(data).to_bytes(4, "little") + data


def integer(value):
    return value.to_bytes(8, "little", signed=True)


def open_journal(path):
    db = sqlite3.connect(pathlib.Path(path).absolute().as_uri() + "?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        sys.exit(f"{path}: not a journal")
    if db.execute("PRAGMA user_version").fetchone()[0] not in VERSIONS:
        sys.exit(f"{path}: a version of the format that this script does not know")
    return db


def slot_texts(line):
    """What a typed line may mean: as a recovery code where it can be one, and as a passphrase."""
    code = line.upper().translate(bytes.maketrans(b"OIL", b"011"), b"- ")
    if len(code) == 32 and not code.translate(None, ALPHABET):
        yield "recovery", code
    try:
        yield "passphrase", unicodedata.normalize("NFC", line.decode()).encode()
    except UnicodeDecodeError:
        yield "passphrase", line


def open_slot(slot, public, data):
    key = bindings.crypto_pwhash_alg(32, data, slot["salt"], slot["operations"], slot["memory"],
                                     bindings.crypto_pwhash_ALG_ARGON2ID13)
    kind = slot["kind"].encode()
    additional = b"tend journal 1 slot" + bytes([len(kind)]) + kind + public
    return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(slot["secret"], additional, slot["nonce"], key)


def find_secret(db, pair, line):
    """The secret key, or None."""
    slots = {slot["kind"]: slot for slot in db.execute("SELECT * FROM slot WHERE pair = ?", (pair["id"],))}
    if "open" in slots:
        return slots["open"]["secret"]
    for kind, data in slot_texts(line) if line is not None else ():
        try:
            return open_slot(slots[kind], pair["public"], data)
        except (KeyError, nacl.exceptions.CryptoError):
            pass
    return None


def read_pair(db, path, line):
    pair = db.execute("SELECT id, public FROM pair ORDER BY id DESC LIMIT 1").fetchone()
    if pair is None:
        return None, None, None
    secret = find_secret(db, pair, line)
    if secret is None:
        print(f"{path}: locked", file=sys.stderr)
        sys.exit(2)
    if bindings.crypto_scalarmult_base(secret) != pair["public"]:
        print(f"{path}: the public key is not the one that follows from the secret", file=sys.stderr)
        sys.exit(2)
    return pair["id"], pair["public"], secret


def open_process_key(row, public, secret):
    if row["kind"] == "sealed":
        return bindings.crypto_box_seal_open(row["key"], public, secret)
    if row["kind"] != "wrapped":
        raise ValueError("a kind of key that this script does not know")
    wrapping = hashlib.blake2b(b"tend journal 1 wrapping key", digest_size=32, key=secret).digest()
    return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(row["key"], row["id"].encode(), row["nonce"], wrapping)


def unpad(data, block=BLOCK):
    bare = data.rstrip(b"\x00")
    if len(data) % block or len(data) - len(bare) >= block or bare[-1:] != b"\x80":
        raise ValueError("the padding is wrong")
    return bare[:-1]


def open_content(row, key):
    columns = [text(row[name]) for name in ("id", "entry", "parents", "device", "process")]
    additional = text("tend journal 1") + b"".join(columns) + integer(row["created"]) + integer(row["zone"])
    padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(row["sealed"], additional, row["nonce"], key)
    return json.loads(unpad(padded))


def open_attachment(path, record):
    sealed = (pathlib.Path(path).absolute().parent / "attachments" / record["id"]).read_bytes()
    additional = b"tend journal 1 attachment" + record["id"].encode()
    padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[24:], additional, sealed[:24], bytes.fromhex(record["key"]))
    data = unpad(padded, 4096)
    if len(data) != record["size"]:
        raise ValueError("the size is another one")
    return data


def main(path, line=None):
    db = open_journal(path)
    pair, public, secret = read_pair(db, path, line)
    processes = {row["id"]: row for row in db.execute("SELECT * FROM process WHERE pair = ?", (pair,))}
    keys, unreadable = {}, 0
    for row in db.execute("SELECT * FROM revision ORDER BY created, id"):
        process = row["process"]
        try:
            if process not in keys:
                keys[process] = open_process_key(processes[process], public, secret)
            content = open_content(row, keys[process])
            for record in content.get("attachments", []):
                open_attachment(path, record)
        except (OSError, KeyError, TypeError, ValueError, nacl.exceptions.CryptoError):
            unreadable += 1
            continue
        columns = {name: row[name] for name in ("id", "entry", "device", "created", "zone")}
        print(json.dumps({**columns, "parents": json.loads(row["parents"]), "content": content}, ensure_ascii=False))
    if unreadable:
        print(f"{path}: {unreadable} could not be opened", file=sys.stderr)
    return 1 if unreadable else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["-"]):
        sys.exit(__doc__)
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1], sys.stdin.buffer.readline().rstrip(b"\r\n") if sys.argv[2:] else None))
