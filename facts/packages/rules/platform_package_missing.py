"""Optional packages for single platforms that nobody can get in the version that the package asks for."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject, kind_of

RULE = Rule(
    id="platform-package-missing",
    title="Every platform package of a release exists in the required version: among the artifacts, or on the registry.",
    why="npm skips an optional package that does not exist: the installation succeeds and the program is missing.",
    fix="build and publish the platform package first, and pin all of them to one version",
)
_EXACT = re.compile(r"[=v]{0,2}(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$")
_RANGE = re.compile(r"[~^](\d+\.\d+\.\d+(?:-[\w.-]+)?)$")
_PLATFORM = re.compile(
    r"[-_]?\b(linux|darwin|macos|win32|windows|freebsd|android|openbsd|netbsd|sunos|aix|wasm32|wasi|x64|x86_64|amd64|arm64|aarch64|arm|armv7|ia32|i686|"
    r"ppc64(le)?|s390x|riscv64|loong64|mips64el|gnu(eabihf)?|musl(eabihf)?|msvc|universal|unknown|apple|pc)(?=$|[-_])"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for each optional dependency in its pinned version, and for one that stayed behind the others of its kind."""
    table = subject.package_json.get("optionalDependencies")
    wanted = {name: version for name, version in table.items() if isinstance(version, str)} if isinstance(table, dict) else {}
    built = _built(subject) if wanted else {}
    for name, text in wanted.items():
        if version := _pinned(subject, name, text):
            is_there = built.get(name) == version or subject.published is None or subject.published(name, version)
            if not is_there:
                got, expected = f"no {name} {version}", "it among the artifacts or on the registry"
                yield subject.finding(RULE.id, got, expected, RULE.fix)
                continue
        yield from _behind(subject, name, text, wanted, built)


def _pinned(subject: Subject, name: str, text: str) -> str:
    """Return the one version that is asked for; a range that begins at the release's own asks for that one too."""
    if found := _EXACT.match(text.strip()):
        return found[1]
    found, own = _RANGE.match(text.strip()), str(subject.package_json.get("version", ""))
    return own if found and found[1] == own and _PLATFORM.search(name) else ""


def _behind(subject: Subject, name: str, text: str, wanted: dict[str, str], built: dict[str, str]) -> Iterator[Finding]:
    """Yield a platform package whose siblings, or whose own artifact, are of the release and that is pinned to another."""
    own, pinned = str(subject.package_json.get("version", "")), _EXACT.match(text.strip())
    if not pinned or pinned[1] == own or not _PLATFORM.search(name):
        return
    kind = _PLATFORM.sub("", name)
    siblings = [other for other, version in wanted.items() if _PLATFORM.sub("", other) == kind and _EXACT.match(version.strip())]
    same_name = kind.rpartition("/")[2].strip("-_") in _own_names(subject)
    if same_name or built.get(name) == own or any(wanted[other].strip().lstrip("=v") == own for other in siblings):
        yield subject.finding(RULE.id, f"{name} as {text}", f"{own}, like the others in the release", RULE.fix)


def _own_names(subject: Subject) -> set[str]:
    """Return the names of a package and of its programs, without a scope: its platform packages begin with one of them."""
    name, programs = str(subject.package_json.get("name", "")), subject.package_json.get("bin")
    return {each.rpartition("/")[2] for each in (name, *(programs if isinstance(programs, dict) else ()))}


def _built(subject: Subject) -> dict[str, str]:
    others = [
        Subject(path, "node").package_json for path in subject.beside if path.name.endswith(".tgz") and kind_of(path) == "node"
    ]
    return {str(other.get("name")): str(other.get("version")) for other in others}
