"""What a channel delivers as subjects of the judgements on packages."""

from collections.abc import Callable, Sequence
from pathlib import Path

from delivery.results import Fetched
from delivery.site import Site
from facts.packages.subject import Subject, kind_of

_KINDS = {"npm": "node", "crates": "crate", "golang": "golang"}
_OF_REGISTRY = {"npm": ("node",), "crates": ("crate",), "pypi": ("wheel", "sdist")}


def subjects(
    site: Site,
    fetched: Sequence[Fetched],
    artifacts: Sequence[Path] = (),
    tree: frozenset[str] | None = None,
    told: Callable[[str], str] | None = None,
    published: Callable[[str, str], bool] | None = None,
) -> list[Subject]:
    """Return every file that was served and can be read; `artifacts` are what lies next to them before publication."""
    paths = [Path(file.path) for file in fetched if not file.fault and not file.flaw]
    word = site.channel.transport or site.word
    kind = _KINDS.get(word, "")
    # A list of checksums is read next to what is downloaded with it; a package may need others of the same release.
    made = [
        Subject(
            path, kind or kind_of(path), site.version, tuple(paths if kind == "" else [*paths, *artifacts]), tree, published, told
        )
        for path in paths
    ]
    # Packages of the same registry that the build made next to it are published with it; their version may be their own.
    served, kinds = {path.name for path in paths}, _OF_REGISTRY.get(word, ())
    others = [(path, kind_of(path)) for path in artifacts if path.name not in served]
    return [
        *made,
        *(Subject(path, kind, "", tuple([*paths, *artifacts]), tree, published, told) for path, kind in others if kind in kinds),
    ]
