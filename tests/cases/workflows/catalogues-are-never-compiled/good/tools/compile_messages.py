"""Compile the catalogues: a small msgfmt."""
import ast
import struct
from pathlib import Path


def parse(text):
    entries, key, which = {}, None, None
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("msgid "):
            which, key, line = "id", "", line[6:]
        elif line.startswith("msgstr "):
            which, line = "str", line[7:]
            entries[key] = ""
        if not line.startswith('"'):
            continue
        value = ast.literal_eval(line)
        if which == "id":
            key += value
        else:
            entries[key] += value
    return entries


def compiled(entries):
    keys = sorted(entries)
    ids = b"".join(key.encode() + b"\0" for key in keys)
    strings = b"".join(entries[key].encode() + b"\0" for key in keys)
    start = 28 + 16 * len(keys)
    tables = [[], []]
    for table, values, at in ((tables[0], keys, start), (tables[1], [entries[key] for key in keys], start + len(ids))):
        for value in values:
            size = len(value.encode())
            table += [size, at]
            at += size + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + struct.pack(f"<{4 * len(keys)}I", *tables[0], *tables[1]) + ids + strings


for po in sorted(Path(__file__).parents[1].glob("src/marginalia/locale/*/LC_MESSAGES/*.po")):
    po.with_suffix(".mo").write_bytes(compiled(parse(po.read_text("utf-8"))))
    print(po.with_suffix(".mo"))
