"""Archives without the checksum or signature file that the same archive has for other platforms."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives.plain_archive import is_archive
from facts.packages.rules.wrong_architecture import platform_words
from facts.packages.subject import Subject

RULE = Rule(
    id="checksum-or-signature-missing",
    title="Every platform's archive has the checksum and signature files that the others have.",
    why="Install scripts download `NAME.sha256` or `NAME.sig` for every platform, and fail if it was not uploaded.",
    fix="create and upload the file for this platform too",
)
_ENDINGS = (
    ".sha256",
    ".sha512",
    ".sha256sum",
    ".sha512sum",
    ".sha1",
    ".md5",
    ".asc",
    ".sig",
    ".minisig",
    ".sigstore",
    ".sigstore.json",
    ".pem",
    ".intoto.jsonl",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare with archives of the same kind of file that are called after a platform too."""
    names = {path.name for path in subject.beside}
    if subject.kind != "archive" or not platform_words(subject.name):
        return
    others = [name for name in names if name != subject.name and is_archive(name) and platform_words(name)]
    like = [
        name for name in others if name.partition("-")[0].partition("_")[0] == subject.name.partition("-")[0].partition("_")[0]
    ]
    for ending in _ENDINGS:
        with_it = [name for name in like if f"{name}{ending}" in names]
        if len(with_it) * 2 >= len(like) > 0 and with_it and f"{subject.name}{ending}" not in names:
            yield subject.finding(RULE.id, f"no {subject.name}{ending}", f"one, as for {sorted(with_it)[0]}", RULE.fix)
