"""pyproject.toml (PyPA specification: pyproject.toml; PEP 639 for license files) and `__version__`."""

import ast
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from core.errors import Undecided
from facts.manifests.stated import Stated, read_toml, table, toml_line

# What every common build backend packs when nothing is said (PEP 639, "Default patterns" of setuptools and hatchling).
DEFAULT_LICENSE_FILES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")


@dataclass(frozen=True)
class Manifest:
    """One pyproject.toml."""

    path: str
    text: str
    document: dict[str, Any]

    @classmethod
    def parse(cls, path: str, text: str) -> "Manifest":
        """Read a manifest's text."""
        return cls(path, text, read_toml(path, text))

    @property
    def project(self) -> dict[str, Any]:
        """The `[project]` table, or poetry's own of old."""
        return table(self.document, "project") or table(self.document, "tool", "poetry")

    @property
    def name(self) -> str | None:
        """The distribution's name, None where this file only configures tools."""
        found = self.project.get("name")
        return found if isinstance(found, str) else None

    @property
    def is_published(self) -> bool:
        """Whether an index would take it (the classifier `Private :: ...` forbids it)."""
        classifiers = self.project.get("classifiers") or ()
        return self.name is not None and not any(str(each).startswith("Private ::") for each in classifiers)

    @property
    def versions(self) -> tuple[Stated, ...]:
        """The version as far as this file states it; a dynamic one is stated elsewhere."""
        field = "project" if table(self.document, "project") else "tool.poetry"
        found = self.project.get("version")
        if not isinstance(found, str):
            return ()
        return (Stated(self.path, toml_line(self.text, field, "version"), f"{field}.version", found),)

    @property
    def license(self) -> str | None:
        """The license it declares: an expression, or the text of the older table."""
        found = self.project.get("license")
        stated = found.get("text") if isinstance(found, dict) else found
        return stated if isinstance(stated, str) else None

    @property
    def license_file(self) -> str | None:
        """The file that `license = { file = ... }` names."""
        found = self.project.get("license")
        stated = found.get("file") if isinstance(found, dict) else None
        return stated if isinstance(stated, str) else None

    @property
    def license_files(self) -> tuple[str, ...]:
        """The globs of license files that the built distributions carry."""
        found = self.project.get("license-files", table(self.document, "tool", "setuptools").get("license-files"))
        globs = found.get("globs", found.get("paths")) if isinstance(found, dict) else found
        extra = (self.license_file,) if self.license_file else ()
        return (*map(str, globs), *extra) if isinstance(globs, list) else (*DEFAULT_LICENSE_FILES, *extra)

    @property
    def license_files_line(self) -> int:
        """Where the license files are named, or should be."""
        return toml_line(self.text, "project", "license-files")


def assigned(path: str, text: str, names: Collection[str]) -> tuple[Stated, ...]:
    """Return the constants that a Python file binds to any of these names at its top level, read without running it."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise Undecided(got=f"{path}: {error}", expected="a Python file that parses", advice="fix the file") from error
    return tuple(
        Stated(path, node.lineno, target.id, str(node.value.value))
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id in names
    )
