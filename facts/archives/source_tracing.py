"""Whether every file of a package comes from a commit: git's ids of what lies inside against those of the tree."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from core.findings import Finding
from facts.archives.archive import Ids


def strangers(
    label: str, files: Mapping[str, Ids], tree: Mapping[str, str], folder: str, generated: Sequence[str]
) -> list[Finding]:
    """Return the files (git's ids by path in the package) that the tree does not hold.

    A file whose path below the folder exists in the tree must be that very file. One at another path must be some
    file of the tree, byte for byte, unless a pattern of the profile says that the build makes it.
    """
    return [
        _wrong(label, path, place(path, folder), tree)
        for path in foreign_paths(files, tree, folder)
        if not any(fnmatchcase(path, pattern) for pattern in generated)
    ]


def foreign_paths(files: Mapping[str, Ids], tree: Mapping[str, str], folder: str) -> list[str]:
    """Return the paths of a package whose files the tree does not hold, in order."""
    known = frozenset(tree.values())
    return [
        path
        for path, ids in sorted(files.items(), key=lambda item: item[0])
        if (at := place(path, folder)) and (tree[at] not in ids if at in tree else not ids & known)
    ]


def place(path: str, folder: str) -> str:
    """Return where a file of a package lies in the repository, if it lies there as it does in the package."""
    return f"{folder}/{path.removeprefix('./')}".lstrip("/")


def _wrong(label: str, path: str, at: str, tree: Mapping[str, str]) -> Finding:
    if at in tree:
        return Finding(
            "not-from-the-tag", label, 0, f"{path} is not the tag's {at}", "the bytes of the tag", "build it from the tag"
        )
    fix = "build it from the tag, or name it under `generated` if the build makes it"
    return Finding("not-from-the-tag", label, 0, f"{path} is in no file of the tag", "a file of the tag", fix)
