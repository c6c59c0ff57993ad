"""Suites of tests and how they are run, benchmarks and smoke scripts."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from core.location import Location
from discovery.origins import readable
from discovery.packages import Package
from facts.manifests.stated import line_of
from facts.text import json_text
from facts.vcs.files import Files

_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$")
_RUST_TEST = re.compile(r"#\[(?:\w+::)*test\b|^///\s*```\s*$", re.MULTILINE)
_NODE_TEST = re.compile(r"(?:^|/)(?:tests?|specs?|__tests__)/.*\.[cm]?[jt]sx?$|[._-](?:test|spec)\.[cm]?[jt]sx?$")
_TEST_FOLDER = re.compile(r"^(?:tests?|specs?|__tests__|testing)$")
_BENCHMARK = re.compile(
    r"(?:^|/)(?:benches|benchmarks?|bench)/[^/]+\.(?:rs|py|js|ts|go|mjs)$|(?:^|/)[^/]*[._]bench\.(?:js|ts|mjs)$"
)
_SMOKE = re.compile(r"(?:^|/)[^/]*smoke[^/]*\.(?:sh|py|js|mjs|ts)$", re.IGNORECASE)
_GO_BENCHMARK = re.compile(r"^func Benchmark\w*\(", re.MULTILINE)
_VECTORS = re.compile(r"(?:^|/)[^/]*(?:conformance|test-?vectors?)[^/]*/[^/]+\.(?:json|toml|ya?ml)$", re.IGNORECASE)


@dataclass(frozen=True)
class Suite:
    """One suite: its kind says how it is run, from which folder."""

    kind: Literal["cargo", "pytest", "unittest", "node", "go"]
    folder: str
    origin: Location
    tests: tuple[str, ...] = ()  # files of tests, as far as their paths tell

    def lost(self, now: "Suite") -> list[str]:
        """Return the folders of tests that another state of the suite has none of, unless as many files stand elsewhere."""
        if len(now.tests) >= len(self.tests):
            return []
        kept = {folder for path in now.tests for folder in _test_folders(path)}
        gone = dict.fromkeys(folder for path in self.tests for folder in _test_folders(path) if folder not in kept)
        return [folder for folder in gone if not any(_is_below(folder, other) and folder != other for other in gone)]

    @property
    def name(self) -> str:
        """A name of its own among the suites."""
        where = "" if self.folder == "." else "-" + re.sub(r"[^a-z0-9_.-]", "-", self.folder.lower().replace("/", "-"))
        return f"{self.kind}{where}"


def suites(files: Files, packages: tuple[Package, ...]) -> tuple[Suite, ...]:
    """Return the suites that stand beside the manifests; a workspace's crates are one suite, that of its root."""
    found = [*_cargo(files, packages), *_python(files, packages), *_node(files, packages), *_go(files, packages)]
    return tuple({suite.name: suite for suite in found}.values())


def _cargo(files: Files, packages: tuple[Package, ...]) -> list[Suite]:
    sources = [path for path in files.tracked if path.endswith(".rs")]
    found = []
    for root in _tops([package.folder for package in packages if package.ecosystem == "crates"]):
        tests = (path for path in sources if _is_below(path, root))
        first = next((path for path in tests if "/tests/" in f"/{path}" or _RUST_TEST.search(readable(files, path))), None)
        if first:
            apart = tuple(path for path in sources if _is_below(path, root) and "/tests/" in f"/{path}")
            found.append(Suite("cargo", root, Location(first), apart))
    return found


def _test_folders(path: str) -> list[str]:
    """Return the folders that hold a file and are called as tests are."""
    parts = PurePosixPath(path).parts[:-1]
    return ["/".join(parts[: number + 1]) for number, part in enumerate(parts) if _TEST_FOLDER.match(part)]


def _tops(folders: list[str]) -> list[str]:
    return sorted(one for one in set(folders) if not any(_is_below(one, other) and one != other for other in folders))


def _is_below(path: str, folder: str) -> bool:
    return folder == "." or path.startswith(f"{folder}/")


def _python(files: Files, packages: tuple[Package, ...]) -> list[Suite]:
    tests = [path for path in files.tracked if _TEST_FILE.search(path)]
    folders = [package.folder for package in packages if package.ecosystem == "pypi"]
    return _below("pytest", folders, tests)


def _node(files: Files, packages: tuple[Package, ...]) -> list[Suite]:
    found = []
    for package in packages:
        text = readable(files, package.manifest) if package.ecosystem == "npm" else ""
        command = json_text.parsed(text).get("scripts", {}).get("test", "") if text else ""
        if command and "no test specified" not in command:
            tests = tuple(path for path in files.tracked if _is_below(path, package.folder) and _NODE_TEST.search(path))
            at = Location(package.manifest, line_of(text, r'^\s*"test"\s*:'))
            found.append(Suite("node", package.folder, at, tests))
    return found


def _go(files: Files, packages: tuple[Package, ...]) -> list[Suite]:
    tests = [path for path in files.tracked if path.endswith("_test.go")]
    folders = [package.folder for package in packages if package.ecosystem == "golang"]
    return _below("go", folders, tests)


def _below(kind: Literal["pytest", "go"], folders: list[str], tests: list[str]) -> list[Suite]:
    homes = {folder: tuple(path for path in tests if _is_below(path, folder)) for folder in folders}
    return [Suite(kind, folder, Location(own[0]), own) for folder, own in homes.items() if own]


def benchmarks(files: Files) -> tuple[Location, ...]:
    """Return files of benchmarks."""
    named = [Location(path) for path in files.tracked if _BENCHMARK.search(path)]
    go = [path for path in files.tracked if path.endswith("_test.go") and _GO_BENCHMARK.search(readable(files, path))]
    return (*named, *map(Location, go))


def smokes(files: Files) -> tuple[Location, ...]:
    """Return scripts that call themselves a smoke test."""
    return tuple(Location(path) for path in files.tracked if _SMOKE.search(path) and PurePosixPath(path).parts[0] != ".github")


def vectors(files: Files) -> tuple[Location, ...]:
    """Return files of conformance vectors."""
    return tuple(Location(path) for path in files.tracked if _VECTORS.search(path))
