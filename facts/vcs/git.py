"""A checkout as git sees it: a snapshot of the project, or a clone of our own; read through git, never written."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from core.commands import Completed
from core.errors import Undecided
from core.regular_files import read_text
from facts.vcs import own_git, snapshot
from facts.vcs.own_git import paths as _paths
from facts.vcs.remote_settings import own_environment

TRACKER = snapshot.TRACKER


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
        """Every path in the index, in git's order; git is asked again once the index is another file."""
        mark = _index_mark(self.path)
        return _tracked(self, mark) if mark else _paths(self.git("ls-files", "-z"))

    @property
    def is_shallow(self) -> bool:
        """Whether history was cut off when this was cloned."""
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def dirty(self, ignoring: Collection[Path] = ()) -> tuple[str, ...]:
        """Paths that differ from HEAD or are new, less the tracker's and the given folders and files."""
        if self.taken is not None:
            return snapshot.dirty_of(self.taken, [os.path.relpath(place, self.taken["project"]) for place in ignoring])
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

    def may_have_on_branch(self, branch: str, path: str) -> bool:
        """Whether a branch, here or as it was last fetched, has a file, as far as its tree was copied along."""
        refs = [
            ref
            for ref in (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}")
            if self.git("show-ref", ref, expect=(0, 1)).text
        ]
        trees = [self.git("ls-tree", "-z", "--name-only", "--full-tree", ref, "--", path, expect=(0, 128)) for ref in refs]
        return any(tree.status != 0 or path in _paths(tree) for tree in trees)

    def files_at(self, ref: str, *under: str) -> tuple[str, ...]:
        """Every path of a ref's tree, or those under the given paths."""
        return _paths(self.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", ref, "--", *under))

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether one commit is contained in the history of another."""
        done = self.git("merge-base", "--is-ancestor", older, newer, expect=(0, 1))
        return done.status == 0

    def share_history(self, one: str, other: str) -> bool:
        """Whether two commits come from one."""
        return self.git("merge-base", one, other, expect=(0, 1)).status == 0

    def ignored(self, places: Collection[str]) -> frozenset[str]:
        """Return those of these paths that the project's own rules ignore."""
        words, asked = ("check-ignore", "--no-index", "-z", "--stdin"), "\0".join(places).encode()
        env = {"GIT_LITERAL_PATHSPECS": "0"}  # this command knows no pathspecs
        return frozenset(_paths(own_git.git(self.path, *words, expect=(0, 1), stdin=asked, env=env)))

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """Paths that differ between two refs."""
        return _paths(self.git("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", old, new, "--"))

    def year_of(self, tag: str) -> int:
        """Return the year of the commit that a tag names, 0 where there is no such tag."""
        if self.peel(f"refs/tags/{tag}") is None:
            return 0
        return int(self._line("log", "-1", "--format=%cd", "--date=format:%Y", f"refs/tags/{tag}"))

    def ahead_behind(self, ref: str) -> tuple[int, int]:
        """How many commits HEAD has that a ref lacks, and the other way round."""
        ahead, behind = self._line("rev-list", "--left-right", "--count", f"HEAD...{ref}").split()
        return int(ahead), int(behind)

    def text(self, path: str) -> str:
        """Read a working file's text; raise Undecided where it cannot be read as UTF-8."""
        try:
            return read_text(self.path / path)
        except (OSError, UnicodeDecodeError) as error:
            raise Undecided(
                got=f"{path}: {self._unread(path) or error}",
                expected="a readable UTF-8 text file in the checkout",
                advice="restore the file or correct the profile's path",
            ) from error

    @cached_property
    def taken(self) -> dict[str, Any] | None:
        """What a snapshot says of itself; None where this is a clone."""
        return snapshot.read_document(self.path)

    @property
    def home(self) -> Path:
        """Where the project really lies, for commands that a person types."""
        return Path(self.taken["project"]) if self.taken else self.path

    def committed(self, path: str, ref: str = "HEAD") -> bytes | None:
        """Return a regular file's bytes as a commit has them, None where it has no such path; a link is no answer."""
        entry = self.git("ls-tree", "-z", "--full-tree", ref, "--", path).text.rstrip("\0")
        if not entry:
            return None
        if not entry.startswith(("100644 blob", "100755 blob")):
            raise Undecided(
                got=f"{path}, which is not a regular file in {ref}",
                expected="a regular file in the commit",
                advice="commit the file's text, not a link to it",
            )
        return self.git("cat-file", "blob", f"{ref}:{path}").stdout

    def git(self, *words: str, expect: Collection[int] | None = (0,)) -> Completed:
        """Run one reading git command in this checkout, with nobody's configuration but ours."""
        return own_git.git(self.path, *words, expect=expect)

    def ls_remote(self, name: str, *words: str) -> Completed:
        """Ask a remote for its refs, with the user's own configuration and the logins that the project was left with."""
        options = [word for word in words if word.startswith("--")]
        refs = [word for word in words if not word.startswith("--")]
        return own_git.ask_remote(self.path, "ls-remote", *options, "--", name, *refs, env=own_environment(self.taken, name))

    def _unread(self, path: str) -> str:
        return str(self.taken["unread"].get(path, "")) if self.taken else ""

    def _line(self, *words: str) -> str:
        return self.git(*words).text.strip()


def _under(path: str, places: Collection[str]) -> bool:
    return any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)


def _index_mark(path: Path) -> tuple[int, ...]:
    """Return what tells an index from the next one: git never writes into it, it puts a new file in its place."""
    try:
        found = (path / ".git" / "index").lstat()
    except OSError:
        return ()  # a worktree, or no index yet
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@lru_cache(maxsize=16)
def _tracked(checkout: Checkout, mark: tuple[int, ...]) -> tuple[str, ...]:
    return _paths(checkout.git("ls-files", "-z"))
