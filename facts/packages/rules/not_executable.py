"""Programs of an archive that users cannot start, as their mode lacks the execute bit."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="not-executable",
    title="Every program in an archive has its execute bit set.",
    why="Unpacking keeps the mode stored in the archive: users get `permission denied`.",
    fix="set the mode to 0755 before creating the archive",
    bad={"demo/bin/demo": "#!/bin/sh\necho demo\n"},
    given={"kind": "archive"},
)
_LIBRARY = re.compile(r"\.(so(\.\d+)*|dylib|dll|node|pyd|bundle|o|a)$")
# A path below a variable where a command begins: `exec "$here/../libexec/name"`.
_COMMAND = re.compile(
    r"(?:^|[;&|]|\b(?:exec|then|do|else)\b)[ \t]*(?:exec[ \t]+)?\"?\$\{?\w{1,60}\}?/((?:\.\./|[\w.-]{1,100}/){0,20}[\w.-]{1,100})\"?(?=[ \t\n;]|$)",
    re.MULTILINE,
)
_CODE = (".py", ".js", ".mjs", ".cjs", ".ts")


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at every native program, and at scripts where programs lie; in packages, where nothing changes modes later."""
    if subject.kind not in ("archive", "wheel", "node"):
        return
    changed = subject.kind != "archive" and any("chmod" in text for text in subject.texts(*_CODE).values())
    for path in subject.files:
        if _is_program(subject, path) and not changed and not _may_start(subject, path):
            got = f"{path} has mode {subject.mode(path) & 0o777:04o}"
            yield subject.finding(RULE.id, got, "0755", RULE.fix)
    for script, path in _started(subject) if subject.kind == "archive" else ():
        if not _is_program(subject, path) and not _may_start(subject, path):
            got = f"{script} starts {path}, which has mode {subject.mode(path) & 0o777:04o}"
            yield subject.finding(RULE.id, got, "0755", RULE.fix)


def _started(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield each file of the archive that a shell script in it starts by its path, not by handing it to an interpreter."""
    for script in subject.files:
        head = subject.read(script)[:64].split(b"\n")[0]
        if not re.match(rb"#!.*\b(?:ba|da|z|k)?sh\b", head) or not _may_start(subject, script):
            continue
        for found in _COMMAND.finditer(subject.text(script)):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(script), found[1]))
            if subject.has(place) and "chmod" not in subject.text(script):
                yield script, place


def _may_start(subject: Subject, path: str) -> bool:
    """Whether users may start it; an archive is also unpacked by root, so its mode must let everybody."""
    wanted = 0o101 if subject.kind == "archive" else 0o100
    return subject.mode(path) & wanted == wanted


def _is_program(subject: Subject, path: str) -> bool:
    binary = subject.binaries.get(path)
    if binary is not None:
        started = subject.kind == "archive" or not _by_installer(subject, path)
        return binary.format != "PE" and binary.program and started and not _LIBRARY.search(path)
    folder, _, name = path.rpartition("/")
    in_place = subject.kind == "archive" and (folder == "" or folder.split("/")[-1] in ("bin", "sbin"))
    return in_place and subject.read(path).startswith(b"#!") and ("." not in name or bool(folder) or name.endswith(".sh"))


def _by_installer(subject: Subject, path: str) -> bool:
    """Installers do so: pip makes scripts executable, npm what `bin` names."""
    if subject.kind == "wheel":
        return ".data/scripts/" in subject.files[path]
    named = subject.package_json.get("bin", {})
    programs = [named] if isinstance(named, str) else list(named.values()) if isinstance(named, dict) else []
    return path in {str(each).removeprefix("./") for each in programs}
