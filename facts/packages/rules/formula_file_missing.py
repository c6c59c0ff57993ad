"""A formula that installs files which are not in the archive where it looks for them."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from core.errors import Fault
from core.findings import Finding
from core.rules import Rule
from facts.archives.formula import Formula
from facts.archives.plain_archive import is_archive
from facts.packages.subject import Subject, kind_of

RULE = Rule(
    id="formula-file-missing",
    title="Every file that a formula installs is in the archive that it downloads.",
    why=(
        "If an archive has only one top-level directory, even bin/, brew enters it, and the installation fails "
        "with `No such file or directory`."
    ),
    fix="use the file's path in the archive, without its only top-level directory",
)
_DEF = re.compile(r"^(?P<indent>[^\S\n]*)def install\b[^\n]*\n(?P<body>.*?)^(?P=indent)end\b", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"^[^\S\n]*(?:bin|sbin|lib|libexec|include|share|pkgshare|etc|doc|prefix|man\d?|\w+_completion)\.install\s+(.+)$", re.MULTILINE)  # fmt: skip
_NAME = re.compile(r"""(=>\s*)?(?:"((?:#\{[^}]*\}|\\.|[^"\\])*+)"|'([^']*)')""")
_COMPUTED = re.compile(r"#\{|[*?\[\]{}\\]")  # what Ruby or a glob makes of it is not known here
_PACKED = re.compile(r"\.(gz|bz2|xz|lzma|zst)$")
# What makes files before they are installed, or enters their directory.
_MADE = re.compile(r"\b(system|cd|chdir|mv|cp|cp_r|inreplace|write|Dir|Utils|quiet_system|make|virtualenv\w*|File|generate_\w+|if|unless|Hardware|OS)\b")  # fmt: skip


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare literal names with the archives of the release; one for some systems only must be in any of them."""
    if subject.kind != "formula":
        return
    text = subject.path.read_text("utf-8", "replace")
    archives = list(_archives(subject, text))
    blocks = [found["body"] for found in _DEF.finditer(text)]
    for name in dict.fromkeys(_installed(blocks)) if archives else ():
        lacking = [one.name for one, inside in archives if name not in inside]
        if lacking and (len(blocks) == 1 or len(lacking) == len(archives)):
            yield subject.finding(RULE.id, f"installs {name}, which {lacking[0]} lacks", "a file in the archive", RULE.fix)


def _installed(blocks: Iterable[str]) -> Iterator[str]:
    for body in blocks:
        plain = re.sub(r"#(?!\{).*", "", body)
        if not _MADE.search(plain):
            for line in _CALL.findall(plain):
                names = (posixpath.normpath(one or other) for renamed, one, other in _NAME.findall(line) if not renamed)
                yield from (name for name in names if name != "." and not _COMPUTED.search(name))


def _archives(subject: Subject, text: str) -> Iterator[tuple[Subject, set[str]]]:
    beside = {path.name: path for path in subject.beside}
    try:
        downloads = Formula(subject.name.removesuffix(".rb"), text).downloads
    except Fault:
        return
    for asset in dict.fromkeys(download.url.rpartition("/")[2] for download in downloads):
        path = beside.get(asset)
        if path is None or path == subject.path:
            continue
        if not is_archive(path.name):
            # brew unpacks a single compressed file under its name without the ending.
            yield Subject(path, "file"), {path.name, _PACKED.sub("", path.name)}
            continue
        archive = Subject(path, kind_of(path))
        names = [posixpath.normpath(name) for name in archive.members]
        tops = {name.partition("/")[0] for name in names}
        root = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
        seen = {name.removeprefix(root) for name in names}
        folders = {folder for name in seen for folder in _above(name)}
        yield archive, seen | folders


def _above(name: str) -> Iterator[str]:
    while name := posixpath.dirname(name):
        yield name
