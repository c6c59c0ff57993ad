"""Packages as they are built on this host, copied aside and opened without being unpacked."""

import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import Undecided
from facts.archives.crate import Crate
from facts.archives.node_package import NodePackage
from facts.archives.plain_archive import Plain
from facts.archives.sdist import Sdist
from facts.archives.wheel import Wheel
from facts.builds.project_builds import Builds, Side
from facts.packages.subject import Subject
from gates.packaging.package_smokes import pair
from profiles.schema.packaging import BuiltPackage

_KINDS: dict[str, Any] = {"wheel": Wheel, "sdist": Sdist, "node": NodePackage, "crate": Crate, "archive": Plain}


@dataclass(frozen=True)
class BuiltFile:
    """One package file and what the profile says of it."""

    row: BuiltPackage
    path: Path

    @cached_property
    def package(self) -> Any:
        """The noun of its kind."""
        return _KINDS[self.row.kind](self.path)

    @property
    def version(self) -> str:
        """The version that it states; of an archive, the one in its name."""
        stated = getattr(self.package, "metadata", None) or getattr(self.package, "manifest", {})
        found = stated.get("version") if isinstance(stated, Mapping) else stated.version
        named = re.search(r"(?<!\d)\d+\.\d+\.\d+", self.path.name)
        return str(found or (named and named[0]) or "")

    def subject(self, version: str, tracked: Collection[str]) -> Subject:
        """Return it as a subject of the judgements on packages."""
        return Subject(self.path, self.row.kind, version, (self.path,), frozenset(tracked))

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    @cached_property
    def members(self) -> dict[str, str]:
        """Every file by the path that users see, with its name in the archive."""
        return {self.seen(name): name for name in self.package.archive.members}

    @property
    def names(self) -> tuple[str, ...]:
        """Every path that users see."""
        return tuple(self.members)

    def seen(self, name: str) -> str:
        """Return a member's path without the one folder of its kind; of a wheel, where it is installed."""
        below = name.removeprefix(f"{getattr(self.package, 'root', '')}/").removeprefix("./")
        folder, _, rest = below.partition("/")
        return rest.partition("/")[2] if self.row.kind == "wheel" and folder.endswith(".data") else below

    def executable(self, path: str) -> bool:
        """Whether a file inside may be executed."""
        return bool(self.package.archive.members[self.members[path]].executable)


@dataclass(frozen=True)
class Workshop:
    """Where packages are built: the project's builds, and the smokes that build some of them."""

    builds: Builds
    smokes: Sequence[Any]

    def build(self, row: BuiltPackage, side: Side = "candidate") -> BuiltFile:
        """Build one package once a run and keep a copy that nothing else writes to."""
        if row.smoke:
            pair(self.builds, self.smokes, row.smoke)
        checkout = self.builds.built(side, *row.after)
        return BuiltFile(row, Path(self.builds.once(f"package {side} {row.name}", lambda: self._kept(checkout, row, side))))

    def _kept(self, checkout: Path, row: BuiltPackage, side: Side) -> str:
        found = sorted(checkout.glob(row.file))
        if len(found) != 1:
            raise Undecided(
                got=f"{len(found)} files {row.file} ({', '.join(path.name for path in found)})",
                expected="exactly one package",
                advice="read how its build ended, or correct the profile",
            )
        folder = self.builds.workspace / "packages" / side / row.name
        folder.mkdir(parents=True)
        return str(shutil.copy2(found[0], folder))
