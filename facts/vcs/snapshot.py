"""The project under verification, read once: its objects into a store of ours, its working folder as bytes beside them.

Checks read the snapshot and nothing else. It is a checkout with our own git folder: no hook, filter, attribute, replaced
object or setting of the project is in it. What lies in the working folder is what is judged; where it is not what the
commit has, it is named, and a run is never clear over it. Two conversions are known: line ends (the snapshot then has
the commit's) and files that git-lfs keeps elsewhere (their sha256 stands in the commit).
"""

import json
import os
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

from core.errors import Undecided
from facts.vcs import object_store
from facts.vcs.folder_comparison import Comparison, Difference, Listed
from facts.vcs.git_folder import GitFolder
from facts.vcs.object_store import TreeEntry
from facts.vcs.own_git import git
from facts.vcs.remote_settings import settings
from facts.vcs.user_excludes import excludes_file
from facts.vcs.working_folder import ABSENT, FILE, LINK, PROGRAM, SUBMODULE, Folder, Found, is_git

TRACKER = (".ergo/", ".scratch/")  # the tracker's store and our own scratch folder never count as work
FILE_NAME = "suite-snapshot.json"


@dataclass(frozen=True)
class Snapshot:
    """One reading of a project."""

    project: Path
    commit: str
    objects: tuple[Path, ...]
    differences: tuple[Difference, ...]
    new: tuple[str, ...]  # files that git does not know and no ignore rule names
    unread: Mapping[str, str]
    states: Mapping[bytes, tuple[str, str]] = field(repr=False)  # mode and sha256 of every file by its path

    @property
    def hidden(self) -> tuple[Difference, ...]:
        """What differs from the commit although git says nothing of it, and what cannot be read at all."""
        return tuple(one for one in self.differences if one.hidden)

    def dirty(self, ignoring: Iterable[str] = ()) -> tuple[str, ...]:
        """Paths that differ from the commit or are new, less the tracker's and the given folders and files."""
        return _dirty([one.path for one in self.differences], self.new, ignoring)

    def digest(self, leaving_out: Collection[str] = ()) -> str:
        """Digest path, mode and content of tracked and new files, less the tracker's folders and the given files."""
        places, digest = (*TRACKER, *leaving_out), sha256()
        for path, state in sorted(self.states.items()):
            if not _under(os.fsdecode(path), places):
                digest.update(b"\0".join((path, *(word.encode() for word in state), b"")))
        return digest.hexdigest()


def take(project: Path, folder: Path, refs: Collection[str] = ()) -> Snapshot:
    """Read a project into a new folder: HEAD and the given refs with their files, and the working folder's bytes."""
    source, store = GitFolder.of(project), folder / ".git"
    source.copy_to(store, excludes_file())
    head, commits = _head(source, store), []
    for ref in refs:
        done = git(store, "rev-parse", "-q", "--verify", f"{ref}^{{commit}}", env=_env(source, store), expect=(0, 1, 128))
        commits += done.text.split()
    object_store.copy(source, store, list(dict.fromkeys((head, *commits))))
    snapshot = _read(source, store, head, folder, {"GIT_DIR": str(store)})
    with (store / "config").open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(settings(source))
    (store / FILE_NAME).write_text(json.dumps(_document(snapshot)))
    return snapshot


def look(project: Path) -> Snapshot:
    """Read a project without a copy: only what it is now."""
    source = GitFolder.of(project)
    with tempfile.TemporaryDirectory(prefix="suite-look-") as name:
        store = Path(name) / ".git"
        source.copy_to(store, excludes_file())
        return _read(source, store, _head(source, store), None, _env(source, store))


def head(project: Path) -> str:
    """Return the commit that a project's HEAD names; raise Undecided where there is none."""
    return _head_of(project)


def ask(project: Path, *words: str, expect: Collection[int] | None = (0,)) -> str | None:
    """Ask a copy of a project's git folder one question of git's; None where its exit status is not 0."""
    source = GitFolder.of(project)
    with tempfile.TemporaryDirectory(prefix="suite-look-") as name:
        store = Path(name) / ".git"
        source.copy_to(store, excludes_file())
        env = {**_env(source, store), "GIT_WORK_TREE": str(project), "GIT_LITERAL_PATHSPECS": "0"}
        done = git(project, *words, env=env, expect=expect)
        return done.text.strip() if done.status == 0 else None


def read_document(project: Path) -> dict[str, Any] | None:
    """Return what a snapshot says of itself; None where a folder is none."""
    path = project / ".git" / FILE_NAME
    if not path.is_file():
        return None
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def dirty_of(document: Mapping[str, Any], ignoring: Iterable[str]) -> tuple[str, ...]:
    """Return what `Snapshot.dirty` said, from what a snapshot says of itself."""
    return _dirty([one["path"] for one in document["differences"]], document["new"], ignoring)


def _document(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "project": str(snapshot.project),
        "objects": [str(path) for path in snapshot.objects],
        "differences": [asdict(one) for one in snapshot.differences],
        "new": list(snapshot.new),
        "unread": dict(snapshot.unread),
    }


def _dirty(changed: Iterable[str], new: Iterable[str], ignoring: Iterable[str]) -> tuple[str, ...]:
    places = (*TRACKER, *ignoring)
    return tuple(path for path in dict.fromkeys((*changed, *new)) if not _under(path, places))


def _under(path: str, places: Collection[str]) -> bool:
    return any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)


def _env(source: GitFolder, store: Path) -> dict[str, str]:
    return {"GIT_DIR": str(store), **source.environment}


def _head(source: GitFolder, store: Path) -> str:
    done = git(store, "rev-parse", "--verify", "HEAD^{commit}", env=_env(source, store), expect=None)
    if done.status:
        raise Undecided(
            got=f"no commit behind HEAD of {source.project}", expected="a checkout with a commit", advice="check one out"
        )
    return done.text.strip()


def _read(source: GitFolder, store: Path, head: str, place: Path | None, env: Mapping[str, str]) -> Snapshot:
    committed = object_store.tree_of(store, head, env)
    listed = _listed(store, env)
    hashing: Any = sha256 if len(head) == 64 else sha1
    modes = source.config.get("core.filemode", ("true",))[-1].lower() != "false"
    folder = Folder(source.project, hashing, modes, place)
    links = frozenset(path for path, entry in committed.items() if entry.mode == LINK)
    found = dict(folder.read(sorted({*committed, *listed}), links))
    found = {path: one for path, one in found.items() if path in committed or one.mode != ABSENT}
    if not modes:
        found = {path: _with_mode(one, committed.get(path)) for path, one in found.items()}
    inside = _submodules(source.project, found, committed, place)
    new = _new(source, store, env, committed)
    reader = Comparison(committed, listed, store, env, _filters(source))
    differences = [*reader.differences(found), *inside]
    if place:
        _finish(place, store, found, committed)
    fresh = dict(Folder(source.project, hashing, modes).read(sorted(map(os.fsencode, new))))
    return Snapshot(
        source.project,
        head,
        source.objects,
        tuple(differences),
        tuple(new),
        {os.fsdecode(path): one.why for path, one in found.items() if one.why},
        {path: _state(source.project, path, one) for path, one in (found | fresh).items()},
    )


def _listed(store: Path, env: Mapping[str, str]) -> dict[bytes, Listed]:
    if not (store / "index").exists():
        return {}
    done = git(store, "ls-files", "-v", "-s", "-z", env={**env, "GIT_WORK_TREE": str(store)}, keep_log=False)
    found = {}
    for entry in filter(None, done.stdout.split(b"\0")):
        facts, _, path = entry.partition(b"\t")
        tag, _, oid, _ = facts.decode("ascii").split()
        found[path] = Listed(oid, tag == "S" or tag.islower())
    return found


def _new(source: GitFolder, store: Path, env: Mapping[str, str], committed: Mapping[bytes, TreeEntry]) -> list[str]:
    words = ("ls-files", "-z", "--others", "--exclude-standard")
    done = git(source.project, *words, env={**env, "GIT_WORK_TREE": str(source.project)}, keep_log=False)
    return [os.fsdecode(path) for path in done.stdout.split(b"\0") if path and path not in committed]


def _filters(source: GitFolder) -> bool:
    """Whether settings of this clone alone may make git show something else than what lies there."""
    named = {key.split(".")[1] for key in source.config if key.startswith("filter.") and key.count(".") > 1}
    info = source.common / "info" / "attributes"
    return bool(named - {"lfs"}) or (info.exists() and info.stat().st_size > 0)


def _with_mode(one: Found, entry: TreeEntry | None) -> Found:
    if entry is None or {one.mode, entry.mode} != {FILE, PROGRAM}:
        return one
    return Found(entry.mode, one.oid, one.sha256, one.size, one.why, one.unified)


def _state(project: Path, path: bytes, one: Found) -> tuple[str, str]:
    if one.mode == SUBMODULE:
        return one.mode, _head_of(project / os.fsdecode(path))
    return one.mode, one.sha256 or one.why


def _head_of(folder: Path) -> str:
    """Return the commit of a submodule; an empty folder is one that was never checked out."""
    if not (folder / ".git").exists():
        return ""
    source = GitFolder.of(folder)
    with tempfile.TemporaryDirectory(prefix="suite-look-") as name:
        source.copy_to(Path(name) / ".git")
        return _head(source, Path(name) / ".git")


def _submodules(
    project: Path, found: dict[bytes, Found], committed: Mapping[bytes, TreeEntry], place: Path | None
) -> list[Difference]:
    """Read every submodule that is checked out; return what differs in it."""
    differences = []
    for path in [path for path, one in found.items() if one.mode == SUBMODULE]:
        inner, name, entry = project / os.fsdecode(path), os.fsdecode(path), committed.get(path)
        if place:
            (place / name).mkdir(parents=True, exist_ok=True)
        if not (inner / ".git").exists():
            continue
        taken = take(inner, place / name) if place else look(inner)
        if entry and entry.oid != taken.commit:
            differences.append(Difference(name, f"commit {taken.commit[:12]}, {entry.oid[:12]} in the commit"))
        differences += [Difference(f"{name}/{one.path}", one.why, one.hidden) for one in taken.differences]
        differences += [Difference(f"{name}/{new}", "new in the submodule") for new in taken.new]
    return differences


def _finish(place: Path, store: Path, found: Mapping[bytes, Found], committed: Mapping[bytes, TreeEntry]) -> None:
    """Give the copy an index of ours; put line ends as the commit has them; take away links that lead out of it."""
    entries, unread, written = [], [], []
    for path, one in found.items():
        entry = committed.get(path)
        if is_git(path) or one.mode == ABSENT:
            continue
        if one.mode == SUBMODULE:
            entries.append((SUBMODULE, entry.oid if entry else _head_or_none(place / os.fsdecode(path)), path))
            continue
        if one.unified and entry and one.unified == entry.oid:
            data = (place / os.fsdecode(path)).read_bytes()
            (place / os.fsdecode(path)).write_bytes(data.replace(b"\r\n", b"\n"))
            entries.append((one.mode, entry.oid, path))
        elif one.why:
            if entry:
                entries.append((entry.mode, entry.oid, path))
                unread.append(path)
        else:
            entries.append((one.mode, one.oid, path))
            if entry is None or entry.oid != one.oid:
                written.append(path)
    _write_objects(place, store, written)
    (store / "index").unlink(missing_ok=True)
    for rest in store.glob("sharedindex.*"):
        rest.unlink()
    env = {"GIT_DIR": str(store), "GIT_WORK_TREE": str(place)}
    lines = b"".join(f"{mode} {oid}\t".encode() + path + b"\0" for mode, oid, path in entries if oid)
    git(place, "update-index", "-z", "--index-info", env=env, stdin=lines)
    leading_out = [path for path, one in found.items() if one.mode == LINK and _leads_out(place, path)]
    for path in leading_out:
        (place / os.fsdecode(path)).unlink()
    quiet = b"".join(path + b"\0" for path in (*unread, *leading_out))
    if quiet:
        git(place, "update-index", "-z", "--skip-worktree", "--stdin", env=env, stdin=quiet)
    git(place, "update-index", "-q", "--really-refresh", env=env, expect=None)


def _write_objects(place: Path, store: Path, written: Iterable[bytes]) -> None:
    for path in written:
        copy = place / os.fsdecode(path)
        data = os.fsencode(copy.readlink()) if copy.is_symlink() else copy.read_bytes()
        git(store, "hash-object", "-w", "--no-filters", "--stdin", env={"GIT_DIR": str(store)}, stdin=data, keep_log=False)


def _head_or_none(folder: Path) -> str:
    return _head_of(folder)


def _leads_out(place: Path, path: bytes) -> bool:
    """Whether a link leads out of the copy, or into its git folder."""
    root = os.path.realpath(place)
    target = os.path.realpath(Path(root, os.fsdecode(path)))
    inside = target == root or target.startswith(f"{root}/")
    return not inside or (target != root and is_git(os.fsencode(target[len(root) + 1 :])))
