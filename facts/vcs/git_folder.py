"""The git folder of a checkout, read as files: HEAD, refs, index, ignore rules and the places of its objects.

git itself is only ever started on a copy that has our configuration. Nothing of the project's own `config`, `hooks`,
`info/attributes`, `info/grafts` or `refs/replace` is in it, so nothing that a checkout brings can run or hide anything.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.errors import Undecided
from core.regular_files import read_bytes
from facts.vcs.own_git import git

_SMALL, _LARGE = 1 << 20, 1 << 30
_HEX = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"ref: (refs/[^\x00-\x20\x7f~^:?*\[\\]+)")
_DEPTH = 5  # as git follows alternates of alternates
_COPIED = ("heads", "remotes", "tags")
_ATTRIBUTES = "* diff -text -filter -ident -eol -crlf -working-tree-encoding -merge -export-ignore -export-subst -delta\n"
_CONFIG = """\
[core]
\trepositoryformatversion = {version}
\tbare = false
\tfilemode = true
\tsymlinks = true
\tlogAllRefUpdates = false
\tautocrlf = false
\teol = lf
\tsafecrlf = false
\tfsmonitor = false
\tuntrackedCache = false
\thooksPath = /dev/null
\tattributesFile = /dev/null
\texcludesFile = {excludes}
\tbigFileThreshold = 2g
\tuseReplaceRefs = false
\tcommitGraph = false
\tmultiPackIndex = false
\tsplitIndex = false
[index]
\tsparse = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
[advice]
\tdetachedHead = false
[pack]
\tuseBitmaps = false
\twriteBitmaps = false
"""


@dataclass(frozen=True)
class GitFolder:
    """The git folder of one checkout, which may be a linked worktree or a submodule."""

    project: Path
    own: Path  # HEAD and index
    common: Path  # refs, objects, info

    @classmethod
    def of(cls, project: Path) -> "GitFolder":
        """Find it; raise Undecided where there is none."""
        place = project / ".git"
        try:
            own = place if place.is_dir() else _named(project, read_bytes(place, _SMALL), b"gitdir: ")
            link = own / "commondir"
            common = _named(own, read_bytes(link, _SMALL), b"") if link.exists() else own
            if not (own / "HEAD").exists() or not (common / "objects").is_dir():
                raise FileNotFoundError("no HEAD or no objects in it")
        except OSError as error:
            raise Undecided(
                got=f"{project} without a git folder that can be read ({error})",
                expected="the top of a git checkout",
                advice="name a clone of the project",
            ) from error
        return cls(project, own, common)

    @cached_property
    def config(self) -> Mapping[str, tuple[str, ...]]:
        """The keys and values of its own configuration file, without what that includes; nothing of it is in force."""
        text = self._small(self.common / "config")
        done = git(Path("/"), "config", "--file", "-", "--no-includes", "--null", "--list", stdin=text, keep_log=False)
        found: dict[str, tuple[str, ...]] = {}
        for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
            key, newline, value = entry.partition("\n")
            if key:
                found[key] = (*found.get(key, ()), value if newline else "true")
        return found

    @cached_property
    def objects(self) -> tuple[Path, ...]:
        """Every folder of objects: its own, and those that it borrows from."""
        return tuple(dict.fromkeys(_borrowed(self.common / "objects", _DEPTH)))

    @property
    def environment(self) -> dict[str, str]:
        """What lets a git command of ours read the project's objects."""
        return {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(map(quoted, self.objects))}

    def copy_to(self, folder: Path, excludes: str = os.devnull) -> None:
        """Write a git folder of ours with this one's refs, index and ignore rules; its objects stay where they are."""
        for name in ("objects/info", "objects/pack", "refs", "info"):
            (folder / name).mkdir(parents=True)
        (folder / "HEAD").write_text(_checked(self._small(self.own / "HEAD"), self.own / "HEAD") + "\n")
        self._copy_refs(folder)
        (folder / "config").write_text(self._written(excludes))
        (folder / "info" / "attributes").write_text(_ATTRIBUTES)
        (folder / "info" / "exclude").write_bytes(self._small(self.common / "info" / "exclude"))
        if (self.common / "shallow").exists():
            commits = self._small(self.common / "shallow", _LARGE).decode("ascii", "replace").split()
            (folder / "shallow").write_text("".join(f"{commit}\n" for commit in commits if _HEX.fullmatch(commit)))
        for path in (self.own / "index", *self.own.glob("sharedindex.*")):
            if path.exists():
                (folder / path.name).write_bytes(read_bytes(path, _LARGE))

    def _copy_refs(self, folder: Path) -> None:
        if (self.common / "reftable").is_dir():
            shutil.copytree(self.common / "reftable", folder / "reftable", copy_function=_copy)
            return
        for kind in _COPIED:
            for path in _files(self.common / "refs" / kind):
                place = folder / path.relative_to(self.common)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(_checked(self._small(path), path) + "\n")
        lines = self._small(self.common / "packed-refs", _LARGE).splitlines(keepends=True)
        kept = [line for line in lines if b" refs/replace/" not in line]
        (folder / "packed-refs").write_bytes(b"".join(kept))

    def _written(self, excludes: str) -> str:
        extensions = {
            key: values[-1]
            for key, values in self.config.items()
            if key in ("extensions.objectformat", "extensions.refstorage") and re.fullmatch(r"\w+", values[-1])
        }
        text = _CONFIG.format(version=1 if extensions else 0, excludes=_value(excludes))
        if extensions:
            text += "[extensions]\n" + "".join(f"\t{key.partition('.')[2]} = {value}\n" for key, value in extensions.items())
        return text

    def _small(self, path: Path, largest: int = _SMALL) -> bytes:
        """Read a file of the git folder; one that is not there is empty."""
        try:
            return read_bytes(path, largest)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise _unreadable(path, str(error)) from error


def _named(start: Path, content: bytes, before: bytes) -> Path:
    if not content.startswith(before):
        raise FileNotFoundError(f"a .git file that does not begin with {before.decode()!r}")
    path = Path(os.path.normpath(start / os.fsdecode(content.removeprefix(before).rstrip(b"\n"))))
    if not path.is_dir():
        raise FileNotFoundError(f"no folder {path}")
    return path


def _borrowed(objects: Path, depth: int) -> Iterator[Path]:
    yield objects
    listed = objects / "info" / "alternates"
    if not depth or not listed.exists():
        return
    try:
        lines = os.fsdecode(read_bytes(listed, _SMALL)).splitlines()
    except OSError as error:
        raise _unreadable(listed, str(error)) from error
    for line in lines:
        place = Path(os.path.normpath(objects / line))
        if line and not line.startswith("#") and place.is_dir():
            yield from _borrowed(place, depth - 1)


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in names if not name.endswith(".lock"))


def _checked(content: bytes, path: Path) -> str:
    text = content.decode("utf-8", "surrogateescape").strip()
    if _HEX.fullmatch(text) or _REF.fullmatch(text):
        return text
    raise _unreadable(path, "neither a commit nor the name of a ref")


def _unreadable(path: Path, why: str) -> Undecided:
    return Undecided(got=f"{path}: {why}", expected="a git folder as git leaves it", advice="repair it, or use a fresh clone")


def _copy(source: str, target: str) -> None:
    Path(target).write_bytes(read_bytes(source, _LARGE))


def _value(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted(path: Path) -> str:
    """Return a folder of objects as git reads lists of them."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
