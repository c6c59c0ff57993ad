"""Packs one side ("bad" or "good") of a case folder into the artifacts that would be published.

The same input always gives the same bytes. Binary files are made here from `[[binary]]`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import struct
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

EPOCH = 1_577_836_800  # 2020-01-01
MARK = re.compile(rb"\{\{sha256:([^}]+)\}\}")  # the digest of an artifact that is packed earlier
GLIBC_SYMBOLS = {"2.17": "clock_gettime", "2.28": "fcntl64", "2.34": "__libc_start_main", "2.38": "__isoc23_strtol"}


def pack(case: Path, side: str, destination: Path) -> list[Path]:
    """Write the artifacts of `case` for `side` into `destination`, in the order of `file`."""
    table = tomllib.loads((case / "case.toml").read_text("utf-8"))
    names = [table["file"]] if isinstance(table["file"], str) else list(table["file"])
    destination.mkdir(parents=True, exist_ok=True)
    packed: dict[str, str] = {}
    for name in names:
        root = case / side / name
        files = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
        files = {path: MARK.sub(lambda m: packed[m[1].decode()].encode(), data) for path, data in files.items()}
        for entry in table.get("binary", []):
            if entry.get("side", side) == side and entry.get("artifact", names[0]) == name:
                files[entry["path"]] = binary(entry)
        if not files:
            raise ValueError(f"{case.name}: {side}/{name} has no files")
        modes = {path: int(mode, 8) for path, mode in table.get("modes", {}).items()}
        data = archive(name, files, modes)
        (destination / name).write_bytes(data)
        packed[name] = hashlib.sha256(data).hexdigest()
    return [destination / name for name in names]


def archive(name: str, files: dict[str, bytes], modes: dict[str, int]) -> bytes:
    """Pack files as the ending of the name asks for."""
    if name.endswith(".whl"):
        return zipped(wheel(name, files), modes)
    if name.endswith(".zip"):
        return zipped(files, modes)
    if name.endswith((".tgz", ".tar.gz", ".crate")):
        return tarred(files, modes)
    (data,) = files.values()
    return data


def zipped(files: dict[str, bytes], modes: dict[str, int]) -> bytes:
    """Zip files with their modes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (0o100000 | modes.get(path, 0o644)) << 16
            target.writestr(info, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], modes: dict[str, int]) -> bytes:
    """Pack files as a gzipped tar with their modes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as target:
        for path in sorted(files):
            info = tarfile.TarInfo(path)
            info.size, info.mtime, info.mode = len(files[path]), EPOCH, modes.get(path, 0o644)
            target.addfile(info, io.BytesIO(files[path]))
    return gzip.compress(out.getvalue(), mtime=EPOCH)


def wheel(name: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """Add METADATA and WHEEL where the case leaves them out, and always RECORD, last."""
    project, version, *_build, pythons, abis, platforms = name.removesuffix(".whl").split("-")
    info = f"{project}-{version}.dist-info"
    tags = [f"{p}-{a}-{o}" for p in pythons.split(".") for a in abis.split(".") for o in platforms.split(".")]
    lines = ["Wheel-Version: 1.0", "Generator: pack", f"Root-Is-Purelib: {str(platforms == 'any').lower()}"]
    lines += [f"Tag: {tag}" for tag in tags]
    files = dict(sorted(files.items()))
    files.setdefault(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n".encode())
    files.setdefault(f"{info}/WHEEL", ("\n".join(lines) + "\n").encode())
    rows = []
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(data)}\n")
    rows.append(f"{info}/RECORD,,\n")
    return {**files, f"{info}/RECORD": "".join(rows).encode()}


def binary(entry: dict[str, Any]) -> bytes:
    """`kind`: a program that prints `prints`, a library, or a Python extension module."""
    kind = entry.get("kind", "program")
    text = (entry.get("prints", "") + "\n").encode()
    if entry["format"] == "elf":
        return elf(
            Path(entry["path"]).name,
            kind,
            entry["arch"],
            text,
            entry.get("needed", []),
            entry.get("glibc"),
            entry.get("rpath"),
            entry.get("owner", "libc.so.6"),
        )
    if entry["format"] == "macho":
        return macho(Path(entry["path"]).name, kind, entry["arch"], text, entry.get("load", []), entry.get("minos", "11.0"))
    raise ValueError(f"no builder for {entry['format']}")


class Strings:
    """A table of null-terminated strings."""

    def __init__(self) -> None:
        self.data = b"\0"

    def add(self, text: str) -> int:
        """Add a text; return where it begins."""
        offset = len(self.data)
        self.data += text.encode() + b"\0"
        return offset


def elf_hash(name: str) -> int:
    """Hash a name as the ELF specification does."""
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        value ^= (value & 0xF000_0000) >> 24
        value &= 0x0FFF_FFFF
    return value


def elf_code(kind: str, arch: str, text: bytes, at: int, string: int, definition: int, slot: int) -> bytes:
    """The code at address `at`; `string`, `definition` and `slot` are the addresses that it uses."""
    if arch == "aarch64":
        if kind != "program":
            return struct.pack("<2I", 0xD280_0000, 0xD65F_03C0)  # return 0
        gap = string - (at + 8)
        adr = 0x1000_0001 | (gap & 3) << 29 | (gap >> 2 & 0x7FFFF) << 5
        return struct.pack(
            "<8I", 0xD280_0808, 0xD280_0020, adr, 0xD280_0002 | len(text) << 5, 0xD400_0001, 0xD280_0BA8, 0xD280_0000, 0xD400_0001
        )
    if kind == "module":  # PyInit_*: PyModule_Create2(&definition, 3)
        return (
            b"\x48\x8d\x3d"
            + struct.pack("<i", definition - (at + 7))
            + b"\xbe\x03\0\0\0"
            + b"\xff\x25"
            + struct.pack("<i", slot - (at + 18))
        )
    if kind == "library":
        return b"\x31\xc0\xc3"  # return 0
    return (
        b"\xb8\x01\0\0\0\xbf\x01\0\0\0\x48\x8d\x35"
        + struct.pack("<i", string - (at + 17))
        + b"\xba"
        + struct.pack("<I", len(text))
        + b"\x0f\x05\xb8\x3c\0\0\0\x31\xff\x0f\x05"
    )


def elf(
    name: str,
    kind: str,
    arch: str,
    text: bytes,
    needed: list[str],
    glibc: str | None,
    rpath: str | None,
    owner: str = "libc.so.6",
) -> bytes:
    """Make an ELF file; the library `owner` has the version GLIBC_`glibc` of a symbol that it needs."""
    page = 0x1_0000 if arch == "aarch64" else 0x1000
    stem = name.split(".")[0]
    needed = list(needed) + ([owner] if glibc and owner not in needed else [])
    if kind == "module":
        text = stem.encode() + b"\0"
    dynamic_file = kind != "program" or bool(needed)

    strings, symbols = Strings(), [b"\0" * 24]  # undefined symbols first, then the defined one
    versions, wanted = [0], []
    if glibc:
        wanted.append((GLIBC_SYMBOLS.get(glibc, "memcpy"), 2))
    if kind == "module" and arch == "x86_64":
        wanted.append(("PyModule_Create2", 1))
    for symbol, version in wanted:
        symbols.append(struct.pack("<IBBHQQ", strings.add(symbol), 0x12, 0, 0, 0, 0))
        versions.append(version)
    export = {"module": f"PyInit_{stem}", "library": f"{stem}_version"}.get(kind)
    exported = strings.add(export) if export else 0
    if export:
        versions.append(1)
    count = len(symbols) + bool(export)
    need = b""
    if glibc:
        label = f"GLIBC_{glibc}"
        need = struct.pack("<HHIII", 1, 1, strings.add(owner), 16, 0)
        need += struct.pack("<IHHII", elf_hash(label), 0, 2, strings.add(label), 0)
    tags: list[tuple[int, int | str]] = [(1, strings.add(lib)) for lib in needed]
    if kind == "library":
        tags.append((14, strings.add(name)))
    if rpath:
        tags.append((29, strings.add(rpath)))
    tags += [(4, ".hash"), (5, ".dynstr"), (6, ".dynsym"), (10, len(strings.data)), (11, 24)]
    relocations = 2 if kind == "module" and arch == "x86_64" else 0
    if relocations:
        tags += [(7, ".rela.dyn"), (8, 24 * relocations), (9, 24)]
    if need:
        tags += [(0x6FFF_FFF0, ".gnu.version"), (0x6FFF_FFFE, ".gnu.version_r"), (0x6FFF_FFFF, 1)]
    if kind == "program":
        tags.append((0x6FFF_FFFB, 0x0800_0000))
    tags.append((0, 0))

    # name, type, flags, size, link, info, entry size: the first part is read-only, the second written
    loader = b"/lib/ld-linux-aarch64.so.1\0" if arch == "aarch64" else b"/lib64/ld-linux-x86-64.so.2\0"
    plan: list[tuple[str, int, int, int, str, int, int]] = []
    if dynamic_file:
        if kind == "program":
            plan.append((".interp", 1, 2, len(loader), "", 0, 0))
        plan += [
            (".hash", 5, 2, 4 * (3 + count), ".dynsym", 0, 4),
            (".dynsym", 11, 2, 24 * count, ".dynstr", 1, 24),
            (".dynstr", 3, 2, len(strings.data), "", 0, 0),
        ]
        if need:
            plan += [
                (".gnu.version", 0x6FFF_FFFF, 2, 2 * count, ".dynsym", 0, 2),
                (".gnu.version_r", 0x6FFF_FFFE, 2, len(need), ".dynstr", 1, 0),
            ]
        if relocations:
            plan.append((".rela.dyn", 4, 2, 24 * relocations, ".dynsym", 0, 24))
    plan += [(".text", 1, 6, 48, "", 0, 0), (".rodata", 1, 2, len(text), "", 0, 0)]
    first = len(plan)
    if dynamic_file:
        plan.append((".dynamic", 6, 3, 16 * len(tags), ".dynstr", 0, 16))
    plan.append((".data", 1, 3, 112, "", 0, 0))
    segments = 3 + dynamic_file + 2 * (dynamic_file and kind == "program")
    place, offset = {}, 64 + 56 * segments
    ends = []
    for index, (section, _, _, size, *_rest) in enumerate(plan):
        if index == first:
            ends.append(offset)
            offset = -(-offset // page) * page
        offset = -(-offset // 16) * 16
        place[section] = offset
        offset += size
    ends.append(offset)
    start = min(place[row[0]] for row in plan[first:])

    data = place[".data"]
    code = elf_code(kind, arch, text, place[".text"], place[".rodata"], data, data + 104)
    body = {".text": code, ".rodata": text, ".data": b"\0" * 112}
    if kind == "module":
        body[".data"] = struct.pack("<14q", 1, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0)
    if dynamic_file:
        if export:
            symbols.append(
                struct.pack("<IBBHQQ", exported, 0x12, 0, 1 + [row[0] for row in plan].index(".text"), place[".text"], len(code))
            )
        body |= {
            ".interp": loader,
            ".dynsym": b"".join(symbols),
            ".dynstr": strings.data,
            ".gnu.version_r": need,
            ".gnu.version": struct.pack(f"<{count}H", *versions),
            ".hash": struct.pack(f"<{3 + count}I", 1, count, count - 1, *([0, *list(range(count - 1))])),
            ".dynamic": b"".join(struct.pack("<QQ", tag, place[v] if isinstance(v, str) else v) for tag, v in tags),
        }
        if relocations:
            slot = next(i for i, (symbol, _) in enumerate(wanted, 1) if symbol == "PyModule_Create2")
            body[".rela.dyn"] = struct.pack("<QQq", data + 40, 8, place[".rodata"]) + struct.pack(
                "<QQq", data + 104, slot << 32 | 6, 0
            )

    headers = [(1, 5, 0, ends[0], page), (1, 6, start, ends[1] - start, page), (0x6474_E551, 6, 0, 0, 16)]
    if dynamic_file:
        headers.append((2, 6, place[".dynamic"], 16 * len(tags), 8))
    if ".interp" in place:
        headers[:0] = [(6, 4, 64, 56 * segments, 8), (3, 4, place[".interp"], len(loader), 1)]
    names = Strings()
    table = [b"\0" * 64]
    order = [row[0] for row in plan]
    for section, type_, flags, size, link, info, entry in plan:
        linked = 1 + order.index(link) if link else 0
        table.append(
            struct.pack(
                "<IIQQQQIIQQ",
                names.add(section),
                type_,
                flags,
                place[section],
                place[section],
                size,
                linked,
                info,
                16 if type_ != 3 else 1,
                entry,
            )
        )
    own_name = names.add(".shstrtab")
    table.append(struct.pack("<IIQQQQIIQQ", own_name, 3, 0, 0, ends[1], len(names.data), 0, 0, 1, 0))
    sections = -(-(ends[1] + len(names.data)) // 8) * 8
    out = bytearray(sections)
    machine = 183 if arch == "aarch64" else 62
    entry_point = place[".text"] if kind == "program" else 0
    out[:64] = (
        b"\x7fELF\x02\x01\x01"
        + b"\0" * 9
        + struct.pack(
            "<HHIQQQIHHHHHH", 3, machine, 1, entry_point, 64, sections, 0, 64, 56, segments, 64, len(table), len(table) - 1
        )
    )
    for index, (type_, flags, at, size, align) in enumerate(headers):
        out[64 + 56 * index : 120 + 56 * index] = struct.pack("<IIQQQQQQ", type_, flags, at, at, at, size, size, align)
    for section in order:
        out[place[section] : place[section] + len(body[section])] = body[section]
    out[ends[1] : ends[1] + len(names.data)] = names.data
    return bytes(out) + b"".join(table)


def macho(name: str, kind: str, arch: str, text: bytes, load: list[str], minos: str) -> bytes:
    """A thin 64-bit Mach-O file: enough for otool, lipo and lief (it is not signed, so it does not run)."""

    def padded(data: bytes) -> bytes:
        return data + b"\0" * (-len(data) % 8)

    def dylib(command: int, path: str) -> bytes:
        tail = padded(path.encode() + b"\0")
        return struct.pack("<6I", command, 24 + len(tail), 24, 0, 0x1_0000, 0x1_0000) + tail

    code = struct.pack("<2I", 0xD280_0000, 0xD65F_03C0) if arch == "aarch64" else b"\x31\xc0\xc3"
    code = padded(code) + text
    major, minor, *_ = (*map(int, minos.split(".")), 0)
    tail = b"" if kind == "program" else dylib(0xD, f"@rpath/{name}")
    tail += struct.pack("<6I", 0x32, 24, 1, major << 16 | minor << 8, 14 << 16, 0)  # LC_BUILD_VERSION, macOS
    for path in ["/usr/lib/libSystem.B.dylib", *load]:
        tail += dylib(0xC, path)
    if kind == "program":
        linker = padded(b"/usr/lib/dyld\0")
        tail += struct.pack("<3I", 0xE, 12 + 4 + len(linker), 12) + linker + b"\0" * 4
    size = 152 + 72 + len(tail) + (24 if kind == "program" else 0)
    at = -(-(32 + size) // 16) * 16
    whole = -(-(at + len(code)) // 0x4000) * 0x4000
    base = 0x1_0000_0000 if kind == "program" else 0
    segment = struct.pack("<2I16s4Q4I", 0x19, 152, b"__TEXT", base, whole, 0, whole, 5, 5, 1, 0)
    segment += struct.pack("<16s16s2Q8I", b"__text", b"__TEXT", base + at, len(code), at, 4, 0, 0, 0x8000_0400, 0, 0, 0)
    segment += struct.pack("<2I16s4Q4I", 0x19, 72, b"__LINKEDIT", base + whole, 0x4000, whole, 16, 1, 1, 0, 0)
    if kind == "program":
        tail += struct.pack("<2I2Q", 0x8000_0028, 24, at, 0)  # LC_MAIN
    commands = 3 + (kind == "program") * 2 + (kind != "program") + 1 + len(load)
    cpu, sub = (0x0100_000C, 0) if arch == "aarch64" else (0x0100_0007, 3)
    header = struct.pack("<8I", 0xFEED_FACF, cpu, sub, 2 if kind == "program" else 6, commands, size, 0x85, 0)
    out = header + segment + tail
    return (out + b"\0" * (at - len(out)) + code).ljust(whole + 16, b"\0")


if __name__ == "__main__":
    for path in pack(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])):
        print(path)
