"""The tree of the commit that the tag names on the remote: git's id of every file, by path."""

import posixpath
from collections.abc import Mapping
from pathlib import Path

from core.errors import Undecided
from delivery.package_checks import Origin
from facts.vcs.git import Checkout
from facts.vcs.remote import Remote

_LINK, _SUBMODULE = "120000", "160000"


def origin(checkout: Checkout, remote: str, tag: str) -> Origin:
    """Ask the remote what the tag names, and the checkout's own objects what lies in it."""
    commit = Remote(checkout, remote).tags.get(tag)
    if commit is None:
        raise _missing(f"no tag {tag} on {remote}", "push the tag, or say with `tag` in the profile how tags are spelt")
    if checkout.peel(commit) is None:
        raise _missing(f"no commit {commit} in the checkout", f"run `git fetch {remote} tag {tag}` there, then run again")
    return _origin(checkout, commit)


def text_of(checkout: Checkout, origin: Origin, path: str) -> str:
    """Return a file of the tree as text; empty where the checkout has no such object, as for a submodule."""
    done = checkout.git("cat-file", "blob", origin.tree[path], expect=None)
    return "" if done.status else done.text


def tree_of(checkout: Checkout, commit: str) -> Mapping[str, str]:
    """Return git's id of every file of a commit, by path, with those of its submodules."""
    return _origin(checkout, commit).tree


def _origin(checkout: Checkout, commit: str) -> Origin:
    """Read a commit with its submodules, as far as the checkout has them."""
    tree, unread = dict(_tree(checkout, commit)), []
    for path, mode, named in _entries(checkout, commit):
        if mode == _SUBMODULE:
            inside = _submodule(checkout.path / path, named)
            tree |= {f"{path}/{below}": blob for below, blob in (inside.tree if inside else {}).items()}
            unread += [f"{path}/{below}" for below in inside.unread] if inside else [path]
    return Origin(commit, tree, tuple(unread))


def _submodule(folder: Path, commit: str) -> Origin | None:
    # An empty folder is not a repository of its own: git would answer for the one around it, which lacks the commit.
    if not folder.is_dir() or Checkout(folder).peel(commit) is None:
        return None
    return _origin(Checkout(folder), commit)


def _tree(checkout: Checkout, commit: str) -> Mapping[str, str]:
    read = _entries(checkout, commit)
    files = {path: blob for path, mode, blob in read if mode != _LINK}
    links = {path: _target(checkout, path, blob) for path, mode, blob in read if mode == _LINK}
    # Packages hold what a link leads to, not the link.
    return files | {path: files[target] for path, target in links.items() if target in files}


def _entries(checkout: Checkout, commit: str) -> list[tuple[str, str, str]]:
    entries = checkout.git("ls-tree", "-r", "-z", "--full-tree", commit).stdout.split(b"\0")
    return [_entry(entry.decode("utf-8", "surrogateescape")) for entry in entries if entry]


def _entry(line: str) -> tuple[str, str, str]:
    facts, _, path = line.partition("\t")
    mode, _, blob = facts.split()
    return path, mode, blob


def _target(checkout: Checkout, path: str, blob: str) -> str:
    target = checkout.git("cat-file", "blob", blob).text
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _missing(got: str, advice: str) -> Undecided:
    return Undecided(got=got, expected="the commit under release", advice=advice)
