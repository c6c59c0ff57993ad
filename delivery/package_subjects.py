"""What a channel delivers as subjects of the judgements on packages."""

from collections.abc import Callable, Sequence
from pathlib import Path

from delivery.results import Fetched
from delivery.site import Site
from facts.packages.subject import Subject, kind_of

_KINDS = {"npm": "node", "crates": "crate", "golang": "golang"}


def subjects(
    site: Site,
    fetched: Sequence[Fetched],
    artifacts: Sequence[Path] = (),
    tree: frozenset[str] | None = None,
    published: Callable[[str, str], bool] | None = None,
) -> list[Subject]:
    """Return every file that was served and can be read; `artifacts` are what lies next to them before publication."""
    paths = [Path(file.path) for file in fetched if not file.fault and not file.flaw]
    kind = _KINDS.get(site.channel.transport or site.word, "")
    # A list of checksums is read next to what is downloaded with it; a package may need others of the same release.
    return [
        Subject(path, kind or kind_of(path), site.version, tuple(paths if kind == "" else [*paths, *artifacts]), tree, published)
        for path in paths
    ]
