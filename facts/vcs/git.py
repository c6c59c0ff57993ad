"""A checkout as git sees it: read through the real git, never written."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from core.commands import Completed, run
from core.errors import Undecided

# The checkout may belong to another user, and its own configuration must not start programs while we read.
_READ_ONLY = ("git", "--no-optional-locks", "-c", "safe.directory=*", "-c", "core.fsmonitor=false")
# A git hook sets these for its own repository; inside one we would read the wrong tree.
_FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_EXTERNAL_DIFF",
)
_SECONDS = 60.0
TRACKER = (".ergo/", ".scratch/")  # the tracker's store and our own scratch folder never count as work


@dataclass(frozen=True)
class Checkout:
    """One working tree and the objects behind it."""

    path: Path

    @property
    def head(self) -> str:
        """The commit that HEAD names."""
        return self._line("rev-parse", "--verify", "HEAD^{commit}")

    @property
    def branch(self) -> str | None:
        """The branch that HEAD is on, None when detached."""
        return self._line("branch", "--show-current") or None

    @property
    def tags(self) -> frozenset[str]:
        """The names of all local tags."""
        return frozenset(self._line("for-each-ref", "--format=%(refname:strip=2)", "refs/tags").split())

    @property
    def tracked(self) -> tuple[str, ...]:
        """Every path in the index, in git's order."""
        return _paths(self.git("ls-files", "-z"))

    @property
    def is_shallow(self) -> bool:
        """Whether history was cut off when this was cloned."""
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def dirty(self, ignoring: Collection[Path] = ()) -> tuple[str, ...]:
        """Paths that differ from HEAD or are new, less the tracker's and the given folders and files."""
        done = self.git("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
        places = (*TRACKER, *(os.path.relpath(place, self.path) for place in ignoring))
        return tuple(entry[3:] for entry in _paths(done) if not _under(entry[3:], places))

    def peel(self, ref: str) -> str | None:
        """Return the commit behind a ref, None where there is none."""
        done = self.git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", expect=(0, 1))
        return done.text.strip() or None

    def show(self, ref: str, path: str) -> bytes | None:
        """Return a file's bytes at a ref, None where the ref has no such file."""
        if path not in self.files_at(ref, path):
            return None
        return self.git("show", f"{ref}:{path}").stdout

    def files_at(self, ref: str, *under: str) -> tuple[str, ...]:
        """Every path of a ref's tree, or those under the given paths."""
        return _paths(self.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", ref, "--", *under))

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether one commit is contained in the history of another."""
        done = self.git("merge-base", "--is-ancestor", older, newer, expect=(0, 1))
        return done.status == 0

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """Paths that differ between two refs."""
        return _paths(self.git("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", old, new, "--"))

    def ahead_behind(self, ref: str) -> tuple[int, int]:
        """How many commits HEAD has that a ref lacks, and the other way round."""
        ahead, behind = self._line("rev-list", "--left-right", "--count", f"HEAD...{ref}").split()
        return int(ahead), int(behind)

    def text(self, path: str) -> str:
        """Read a working file's text; raise Undecided where it cannot be read as UTF-8."""
        try:
            return (self.path / path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Undecided(
                got=f"{path}: {error}",
                expected="a readable UTF-8 text file in the checkout",
                advice="restore the file or correct the profile's path",
            ) from error

    def git(self, *words: str, expect: Collection[int] | None = (0,)) -> Completed:
        """Run one reading git command in this checkout."""
        return run([*_READ_ONLY, *words], cwd=self.path, timeout=_SECONDS, unset=_FOREIGN, expect=expect)

    def _line(self, *words: str) -> str:
        return self.git(*words).text.strip()


def _paths(done: Completed) -> tuple[str, ...]:
    # File names are bytes: surrogateescape keeps those that are not UTF-8 apart from each other.
    return tuple(part.decode("utf-8", "surrogateescape") for part in done.stdout.split(b"\0") if part)


def _under(path: str, places: Collection[str]) -> bool:
    return any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)
