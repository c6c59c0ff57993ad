"""What is about to be written: the state of the sample that a defect changes in exactly one way."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sample.sample_errors import SampleError
from sample.sample_releases import BASE, TARGET, Tree


@dataclass
class WrittenTree:
    """Both releases as trees, uncommitted changes, and what the remote holds.

    A remote tag names the branch state it points to: `base`, `target` or `other`, a commit beside the release.
    """

    base: Tree = field(default_factory=BASE.tree)
    target: Tree = field(default_factory=TARGET.tree)
    uncommitted: Tree = field(default_factory=dict)
    remote_tags: dict[str, str] = field(default_factory=lambda: {BASE.tag: "base", TARGET.tag: "target"})
    remote_main: str = "target"

    def text(self, path: str) -> str:
        """Return a file of the target; a defect that names one that is not there is itself broken."""
        try:
            return self.target[path].decode()
        except KeyError:
            raise SampleError(f"the sample has no {path}; correct the defect that names it") from None

    def replace(self, path: str, old: str, new: str) -> None:
        """Exchange a passage of the target that occurs exactly once."""
        text = self.text(path)
        if text.count(old) != 1:
            raise SampleError(f"{path} has {old!r} {text.count(old)} times, expected once; correct the defect")
        self.target[path] = text.replace(old, new).encode()

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        """Exchange the text of a target's file; a change that changes nothing is refused."""
        before = self.text(path)
        after = change(before)
        if after == before:
            raise SampleError(f"nothing in {path} was changed; correct the defect")
        self.target[path] = after.encode()

    def add(self, path: str, text: str) -> None:
        """Put a new file into the target."""
        if path in self.target:
            raise SampleError(f"{path} is there already; correct the defect")
        self.target[path] = text.encode()

    def remove(self, path: str) -> None:
        """Take a file out of the target."""
        self.text(path)
        del self.target[path]

    def rename(self, old: str, new: str) -> None:
        """Give a file of the target another path."""
        self.add(new, self.text(old))
        self.remove(old)
