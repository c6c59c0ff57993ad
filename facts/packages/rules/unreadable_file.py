"""Files whose stored mode lets only their owner read them, or nobody."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="unreadable-file",
    title="Everybody may read what is unpacked from a package.",
    why="An administrator unpacks it for all users, and they get `permission denied`; some installers keep the stored mode.",
    fix="build with `umask 022`, or `chmod -R u=rwX,go=rX` before packing",
)
_KINDS = ("wheel", "sdist", "archive")  # npm and cargo set modes of their own


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at every stored mode; an archive that stores none leaves it to the machine."""
    hidden = [path for path in _loaded(subject) if _is_hidden(subject.mode(path))] if subject.kind in _KINDS else []
    if hidden and subject.archive is not None:
        got = f"{hidden[0]} has mode {subject.mode(hidden[0]) & 0o777:04o}"
        more = f", and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        yield subject.finding(RULE.id, f"{got}{more}", "0644 or 0755", RULE.fix)


def _loaded(subject: Subject) -> Iterable[str]:
    """Yield what users load: a wheel's own record is written again by every installer."""
    return (path for path in subject.files if subject.kind != "wheel" or ".dist-info/" not in path)


def _is_hidden(mode: int) -> bool:
    return mode & 0o777 != 0 and mode & 0o444 != 0o444
