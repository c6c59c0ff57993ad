"""All workflow files of a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import Undecided
from core.location import Location
from facts.workflows.composite import with_composite_steps
from facts.workflows.reading import workflow
from facts.workflows.workflow import Workflow

FOLDER = ".github/workflows"


@dataclass(frozen=True)
class Unread:
    """A workflow file that cannot be read: its place, the problem and the fix."""

    place: Location
    got: str
    fix: str


@dataclass(frozen=True)
class Checkout:
    """The workflows that can be read, and a sentence for each file that cannot."""

    root: Path
    files: tuple[str, ...]
    workflows: tuple[Workflow, ...]
    unreadable: tuple[Unread, ...]

    def workflow(self, file: str) -> Workflow | None:
        """Return the workflow of a file, given as `./.github/workflows/x.yml`, with `$/` for `./`, or with neither."""
        wanted = file.removeprefix("./").removeprefix("$/")
        return next((found for found in self.workflows if found.file == wanted), None)


def checkout(root: Path) -> Checkout:
    """Read every workflow below `root`."""
    files = sorted(path for path in (root / FOLDER).glob("*.y*ml") if path.suffix in (".yml", ".yaml"))
    read = [_read(path, path.relative_to(root).as_posix(), root) for path in files]
    return Checkout(
        root=root,
        files=tuple(path.relative_to(root).as_posix() for path in files),
        workflows=tuple(found for found in read if isinstance(found, Workflow)),
        unreadable=tuple(found for found in read if isinstance(found, Unread)),
    )


def _read(path: Path, label: str, root: Path) -> Workflow | Unread:
    try:
        return with_composite_steps(workflow(path.read_text(encoding="utf-8"), label), root)
    except Undecided as fault:
        return Unread(Location(label, 1), f"{fault.got}: GitHub refuses the file and nothing of it runs", fault.advice)
    except UnicodeDecodeError as fault:
        return Unread(Location(label, 1), f"not UTF-8 text ({fault.reason})", f"save {label} as UTF-8")
