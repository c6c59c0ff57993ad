"""Programs that users start and whose flags their sources declare with clap, argparse or click."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from core.location import Location
from discovery.origins import beside, readable
from discovery.packages import Package
from facts.manifests.stated import line_of, read_toml, table
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.files import Files

_ARGPARSE = re.compile(
    r"\bArgumentParser\b|\.add_argument\(|@(?:\w+\.)?(?:command|group|option)\(|\bclick\.option\(|(?<![\w.])[oO]ption\("
    r"|\bclass\s+\w+\([^)]*Command\b[^)]*\)"
)
_CLAP = re.compile(r"\bderive\([^)]*\b(?:Parser|Args|Subcommand)\b|\bclap::|\bArg::new\(")


@dataclass(frozen=True)
class Program:
    """One program: `sources` are the files that declare its flags."""

    name: str
    kind: Literal["argparse", "clap"]
    sources: tuple[str, ...]
    origin: Location


def programs(files: Files, packages: tuple[Package, ...]) -> tuple[Program, ...]:
    """Return the programs of publishable packages."""
    found: dict[str, Program] = {}
    for package in packages:
        if package.publishable and package.manifest.endswith(".toml"):
            read = _cargo if package.ecosystem == "crates" else _python
            for program in read(files, package):
                found.setdefault(program.name, program)
    return tuple(found.values())


def _cargo(files: Files, package: Package) -> list[Program]:
    text = readable(files, package.manifest)
    document = read_toml(package.manifest, text)
    names = [str(row["name"]) for row in document.get("bin", ()) if isinstance(row, dict) and "name" in row]
    if not names and beside(package.folder, "src/main.rs") in files.tracked:
        names = [package.name]
    sources = _declaring(files, package.folder, ".rs", _CLAP) if "clap" in _asked(document) else ()
    line = line_of(text, r"^\[\[bin\]\]|^\s*name\s*=")
    return [Program(name, "clap", sources, Location(package.manifest, line)) for name in names if sources]


def _asked(document: dict[str, Any]) -> dict[str, Any]:
    return table(document, "dependencies")


def _python(files: Files, package: Package) -> list[Program]:
    text = readable(files, package.manifest)
    scripts = table(read_toml(package.manifest, text), "project", "scripts")
    sources = _declaring(files, package.folder, ".py", _ARGPARSE) if scripts else ()
    line = line_of(text, r"^\[project\.scripts\]")
    return [Program(name, "argparse", sources, Location(package.manifest, line)) for name in scripts if sources]


def _declaring(files: Files, folder: str, suffix: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    inside = [path for path in files.tracked if folder == "." or path.startswith(f"{folder}/")]
    inside = [path for path in inside if path.endswith(suffix) and not is_of_a_side_road(path)]
    return tuple(path for path in inside if PurePosixPath(path).name != "build.rs" and pattern.search(readable(files, path)))
