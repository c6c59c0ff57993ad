"""Objects of a project in a store of ours: named by their content when they arrive, whatever they were called before.

git believes the names that a store gives its objects. What is packed here is indexed again from its bytes, and without
the project's store at hand: an object that was put under another's name is not among what arrived, and is named.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import Undecided
from facts.vcs.git_folder import GitFolder
from facts.vcs.own_git import git

_SECONDS = 300.0


@dataclass(frozen=True)
class TreeEntry:
    """One file, link or submodule of a commit."""

    mode: str
    oid: str


def copy(source: GitFolder, store: Path, commits: Collection[str]) -> frozenset[str]:
    """Bring the whole history of commits and tags, and all files of the given commits; return the missing files' names."""
    env = {"GIT_DIR": str(store), **source.environment}
    history = git(store, "rev-list", "--all", *commits, env=env, keep_log=False, timeout=_SECONDS).text.split()
    tags = [line.split()[1] for line in _refs(store, env) if line.startswith("tag ")]
    files, trees = _files(store, env, commits), [f"{commit}^{{tree}}" for commit in commits]
    asked = [*dict.fromkeys((*history, *tags, *files)), *trees]
    found, missing = _present(store, env, asked)
    gone = frozenset(missing)
    if broken := gone & {*history, *tags, *trees}:
        raise _incomplete(source, broken)
    stem = git(store, "pack-objects", "-q", "--window=0", "objects/pack/pack", env=env, stdin=_lines(found), timeout=_SECONDS)
    pack = store / "objects" / "pack" / f"pack-{stem.text.strip()}.pack"
    pack.with_suffix(".idx").unlink()  # by the names that the project's store gave
    git(store, "index-pack", str(pack), env={"GIT_DIR": str(store)}, timeout=_SECONDS)
    arrived, forged = _present(store, {"GIT_DIR": str(store)}, found)
    if forged:
        raise _forged(source, forged)
    return gone - set(arrived)


def tree_of(store: Path, commit: str, env: Mapping[str, str]) -> dict[bytes, TreeEntry]:
    """Return every file, link and submodule of a commit by its path."""
    done = git(store, "ls-tree", "-r", "-z", "--full-tree", commit, env=env, keep_log=False)
    found = {}
    for entry in done.stdout.split(b"\0"):
        if entry:
            facts, _, path = entry.partition(b"\t")
            mode, _, oid = facts.decode("ascii").split()
            found[path] = TreeEntry(mode, oid)
    return found


def sized_files(store: Path, commit: str) -> dict[str, tuple[str, int]]:
    """Return the object and the size in bytes of every regular file of a commit by its path, less those that the store lacks."""
    done = git(store, "ls-tree", "-r", "-l", "-z", "--full-tree", commit, keep_log=False)
    found = {}
    for entry in done.stdout.split(b"\0"):
        facts, _, path = entry.partition(b"\t")
        if facts.startswith(b"100"):
            _, _, oid, size = facts.decode("ascii").split()
            if size.isdecimal():  # git writes BAD where the store lacks the object
                found[os.fsdecode(path)] = (oid, int(size))
    return found


def blobs(store: Path, oids: Iterable[str], env: Mapping[str, str]) -> dict[str, bytes]:
    """Return the content of objects, one answer for all."""
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return {}
    data = git(store, "cat-file", "--batch", env=env, stdin=_lines(wanted), timeout=_SECONDS, keep_log=False).stdout
    found, at = {}, 0
    for oid in wanted:
        end = data.index(b"\n", at)
        head = data[at:end].split()
        at = end + 1
        if head[1] != b"missing":
            size = int(head[2])
            found[oid], at = data[at : at + size], at + size + 1
    return found


def _refs(store: Path, env: dict[str, str]) -> list[str]:
    done = git(
        store, "for-each-ref", "--format=%(objecttype) %(objectname)", "refs/tags", env=env, expect=(0, 128), keep_log=False
    )
    return done.text.splitlines()


def _files(store: Path, env: dict[str, str], commits: Collection[str]) -> list[str]:
    found = []
    for commit in commits:
        done = git(store, "ls-tree", "-r", "-t", "-z", "--full-tree", commit, env=env, keep_log=False, timeout=_SECONDS)
        facts = [entry.partition(b"\t")[0].decode("ascii").split() for entry in done.stdout.split(b"\0") if entry]
        found += [oid for _, kind, oid in facts if kind != "commit"]
    return found


def _present(store: Path, env: dict[str, str], asked: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the names of the objects that are there, and what was asked for in vain."""
    words = "--batch-check=%(objectname)"
    done = git(store, "cat-file", words, env=env, stdin=_lines(asked), timeout=_SECONDS, keep_log=False)
    lines = done.text.splitlines()
    missing = [line.rpartition(" ")[0] for line in lines if line.endswith(" missing")]
    return [line for line in lines if not line.endswith(" missing")], missing


def _lines(words: Iterable[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()


def _incomplete(source: GitFolder, broken: Collection[str]) -> Undecided:
    return Undecided(
        got=f"{len(broken)} objects missing from {source.common}, {min(broken)[:12]} first",
        expected="every commit, tag and folder of the release and its base",
        advice="git fetch in the checkout, or use a full clone",
    )


def _forged(source: GitFolder, names: Collection[str]) -> Undecided:
    return Undecided(
        got=f"{len(names)} objects in {source.common} whose content is not what their name says, {min(names)[:12]} first",
        expected="objects named by their content",
        advice="do not trust this clone: clone the project again, and find out who wrote there",
    )
