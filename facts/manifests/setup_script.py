"""setup.py and setup.cfg as setuptools reads them, as far as they are constants: nothing of either is run."""

import ast
import configparser
from dataclasses import dataclass
from typing import Any

from core.errors import Undecided

_LISTS = ("packages", "py_modules", "scripts", "license_files", "license_file")
_SETUP = ("setup", "setuptools.setup", "core.setup", "distutils.core.setup")


@dataclass(frozen=True)
class Manifest:
    """The constants that a setup.py or setup.cfg hands to setuptools, by keyword."""

    path: str
    text: str
    document: dict[str, Any]

    @classmethod
    def parse(cls, path: str, text: str) -> "Manifest":
        """Read either file; a value that is computed is left out."""
        return cls(path, text, _of_cfg(path, text) if path.endswith(".cfg") else _of_script(path, text))

    @property
    def is_published(self) -> bool:
        """Whether it describes a distribution at all: a setup.cfg may only configure tools."""
        return bool(self.document)


def _of_script(path: str, text: str) -> dict[str, Any]:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise Undecided(got=f"{path}: {error}", expected="a Python file that parses", advice="correct the file") from error
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in _SETUP]
    return {"setup()": "", **dict(pair for call in calls for pair in map(_constant, call.keywords) if pair)} if calls else {}


def _constant(keyword: ast.keyword) -> tuple[str, Any] | None:
    try:
        return (keyword.arg, ast.literal_eval(keyword.value)) if keyword.arg else None
    except ValueError:
        return None


def _of_cfg(path: str, text: str) -> dict[str, Any]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise Undecided(got=f"{path}: {error}", expected="a file of settings", advice="correct the file") from error
    stated = {key: value for table in ("metadata", "options") if parser.has_section(table) for key, value in parser.items(table)}
    read: dict[str, Any] = {key: _words(stated[key]) for key in _LISTS if key in stated and ":" not in stated[key]}
    if "package_dir" in stated:
        read["package_dir"] = {left.strip(): right.strip() for left, _, right in map(_halves, stated["package_dir"].splitlines())}
    described = stated.get("long_description", "")
    if described.startswith("file:"):
        read["long_description"] = _words(described.removeprefix("file:"))
    return {**stated, **read}


def _halves(line: str) -> tuple[str, str, str]:
    return line.partition("=")


def _words(value: str) -> list[str]:
    return value.replace(",", "\n").split()
