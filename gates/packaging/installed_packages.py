"""Packages installed in an empty environment, and what their users would do there first."""

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, canonicalize_version

from core.commands import run, which
from core.errors import Undecided
from core.findings import Finding
from facts.test_runs.running import outlived
from facts.text.whole_version import holds
from gates.packaging.built_packages import BuiltFile
from gates.packaging.package_smokes import Ended, demand_network
from profiles.schema.channels import Operation
from profiles.schema.suites import Place

_SECONDS = 300.0
_INTERPRETERS = ("node",)
# What a checkout's own developer would have set, and a user has not.
_NOT_A_USERS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "NODE_PATH")


def configured(operations: Sequence[Operation], channel: str) -> Sequence[Operation]:
    """Return the operations; without any there is nothing to judge."""
    if operations:
        return operations
    advice = f"add one to `operations` of [channels.{channel}] or of the row"
    raise Undecided(got="no operations configured", expected="what users of the package do first", advice=advice)


def idle(operations: Sequence[Operation]) -> str:
    """Return the rule by which an empty environment must be refused: its interpreter is there, a program of the package is not."""
    return "operation-fails" if operations[0].run[0] in (*_INTERPRETERS, "python", "python3") else "program-missing"


@dataclass(frozen=True)
class Environment:
    """A folder of its own, with nothing or with one package in it."""

    folder: Path
    kind: str

    @property
    def programs(self) -> Path:
        """Where installed programs lie."""
        return self.folder / ("node_modules/.bin" if self.kind == "node" else "venv/bin")

    def install(self, built: BuiltFile) -> list[Finding]:
        """Install a package; find what the installer said against it."""
        argv = _INSTALLERS[self.kind](self, built)
        done = self._run(argv, {})  # with the user's own settings of the index
        if "--no-index" not in argv:  # else nothing was asked for that a network could have brought
            demand_network(done)
        if done.status:
            return [Finding("install-fails", built.path.name, 0, done.last, "an installation", "correct the package")]
        return list(self._of_another_version(built)) if self.kind in ("wheel", "sdist") else []

    def _of_another_version(self, built: BuiltFile) -> Iterator[Finding]:
        """Find what a build made of a source distribution and called by another version: pip takes it from a file, and refuses it from an index."""
        wanted = built.package.metadata
        paths = (self.folder / "venv").glob("lib*/*/site-packages/*.dist-info")  # lib64 is the same folder again
        pairs = [(name, version) for name, _, version in {path.stem.rpartition("-") for path in paths}]
        found = [version for name, version in pairs if canonicalize_name(name) == canonicalize_name(wanted.name)]
        for version in found or ["nothing of that name"]:
            if not found or canonicalize_version(version) != canonicalize_version(str(wanted.version)):
                fix = "let the version come from PKG-INFO where there is no repository"
                yield Finding("installed-version-differs", built.path.name, 0, version, str(wanted.version), fix)

    def prepared(self) -> "Environment":
        """Make it, empty."""
        self.folder.mkdir(parents=True)
        if self.kind != "node":
            self._demand(self._run((sys.executable, "-I", "-m", "venv", "--without-pip", str(self.folder / "venv")), {}))
        return self

    def complaints(self, operations: Sequence[Operation], version: str) -> list[Finding]:
        """Find what the package does not do."""
        return [wrong for operation in operations for wrong in self._complaints(operation, version)]

    def _complaints(self, operation: Operation, version: str) -> Iterator[Finding]:
        words = [word.replace("{version}", version) for word in operation.run]
        program = self.programs / words[0]
        if not program.exists() and words[0] not in _INTERPRETERS:
            got = f"no program {words[0]} in {self.programs.name}"
            yield Finding("program-missing", got=got, expected="it installed", fix="pack it, or correct the operation")
            return
        found = str(program) if program.exists() else str(which(words[0]))
        done = self._run((found, *words[1:]), {"HOME": str(self.folder)})
        prints = operation.expect_output.replace("{version}", version)
        if done.status or not holds(done.output, prints):
            got, expected = (
                f"`{' '.join(words)}` ends with {done.status}: {done.last}",
                f"0{f' and {prints!r}' if prints else ''}",
            )
            yield Finding("operation-fails", got=got, expected=expected, fix="correct what is packed")

    def _run(self, argv: tuple[str, ...], env: Mapping[str, str]) -> Ended:
        place = Place(self.folder, self.folder, sys.executable)
        done = run(outlived(place, *argv), cwd=self.folder, timeout=_SECONDS, env=env, unset=_NOT_A_USERS, expect=None)
        return Ended(" ".join(argv[:4]), done.status, f"{done.errors}\n{done.text}"[-8000:])

    def _demand(self, done: Ended) -> None:
        if done.status:
            raise Undecided(got=f"no environment: {done.last}", expected="an empty one", advice="install Python's venv")


def _pip(environment: Environment, built: BuiltFile) -> tuple[str, ...]:
    python = str(environment.folder / "venv" / "bin" / "python")
    alone = () if _asks_for_more(built) else ("--no-index",)
    words = ("--no-cache-dir", "--quiet", *alone, str(built.path))
    return (sys.executable, "-m", "pip", "--python", python, "install", *words)


def _npm(environment: Environment, built: BuiltFile) -> tuple[str, ...]:
    return (str(which("npm")), "install", "--no-audit", "--no-fund", "--prefix", str(environment.folder), str(built.path))


def _asks_for_more(built: BuiltFile) -> bool:
    if built.row.kind == "wheel":
        return bool(built.package.metadata.requires_dist)
    name = f"{built.package.root}/pyproject.toml"
    if name not in built.package.archive.members:
        return True
    table: dict[str, Any] = tomllib.loads(built.package.archive.read(name).decode("utf-8"))
    return bool(table.get("build-system", {}).get("requires", ["setuptools"]) or built.package.metadata.requires_dist)


_INSTALLERS = {"wheel": _pip, "sdist": _pip, "node": _npm}
