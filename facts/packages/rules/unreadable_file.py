"""Files whose stored mode lets only their owner read them, or nobody."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="unreadable-file",
    title="Unpacked files are readable by all users.",
    why=(
        "If an administrator unpacks the package for all users, they get `permission denied`; a file that even its "
        "owner cannot read is useless."
    ),
    fix="build with `umask 022`, or `chmod -R u=rwX,go=rX` before packing",
)
_KINDS = ("wheel", "sdist", "archive")  # npm and cargo set modes of their own
_OWNER, _EVERYBODY = 0o400, 0o444


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at every stored mode; an archive that stores none leaves it to the machine."""
    wanted = _EVERYBODY if subject.kind == "archive" and not subject.name.endswith(".zip") else _OWNER
    hidden = [path for path in subject.files if _is_hidden(subject.mode(path), wanted)] if subject.kind in _KINDS else []
    if hidden and subject.archive is not None:
        got = f"{hidden[0]} has mode {subject.mode(hidden[0]) & 0o777:04o}"
        more = f", and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        yield subject.finding(RULE.id, f"{got}{more}", "0644 or 0755", RULE.fix)


def _is_hidden(mode: int, wanted: int) -> bool:
    """Whether it may not be read; installers of packages, and many makers of zips, leave only the owner's part as it should be."""
    return mode & 0o777 != 0 and mode & wanted != wanted
