"""Published manifests that ask for something on the publisher's own disk or in its workspace."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives import core_metadata
from facts.packages.subject import Subject

RULE = Rule(
    id="local-dependency",
    title="A published manifest depends on released packages only: no path, no workspace, no link.",
    why="`workspace:*`, `file:../core` or a path means nothing on a user's machine, and an ssh URL needs a key: the installer rejects it.",
    fix="publish with the tool that replaces it (pnpm publish, yarn npm publish), or specify a version",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "dependencies": {"demo-core": "workspace:*"}}', "index.js": ""},
    good={"package.json": '{"name": "demo", "version": "1.0.0", "dependencies": {"demo-core": "1.0.0"}}', "index.js": ""},
    given={"kind": "node"},
)
_LOCAL = re.compile(r"^(workspace:|file:|link:|portal:|catalog:|patch:|\.{0,2}/|~/|[A-Za-z]:\\|(git\+)?ssh:|git@)")
_TABLES = ("dependencies", "optionalDependencies", "peerDependencies")


def findings(subject: Subject) -> Iterable[Finding]:
    """Read what each kind of package asks for."""
    for name, wanted in {"node": _node, "wheel": _python, "sdist": _python, "crate": _crate, "golang": _go}.get(
        subject.kind, _none
    )(subject):
        yield subject.finding(RULE.id, f"{name} as {wanted!r}", "a version that users can get", RULE.fix)


def _none(_: Subject) -> Iterable[tuple[str, str]]:
    return ()


def _node(subject: Subject) -> Iterable[tuple[str, str]]:
    bundled = subject.package_json.get("bundledDependencies") or subject.package_json.get("bundleDependencies") or []
    for key in _TABLES:
        table = subject.package_json.get(key)
        for name, wanted in table.items() if isinstance(table, dict) else ():
            if (
                isinstance(wanted, str)
                and _LOCAL.match(wanted.strip())
                and name not in (bundled if isinstance(bundled, list) else ())
            ):
                yield name, wanted


def _python(subject: Subject) -> Iterable[tuple[str, str]]:
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA") or path == "PKG-INFO"), None)
    for requirement in (core_metadata.read(subject.read(info)).requires_dist or []) if info else []:
        if requirement.url:  # an index refuses every direct address, a local one works for nobody
            yield requirement.name, requirement.url


def _crate(subject: Subject) -> Iterable[tuple[str, str]]:
    tables = [subject.cargo_toml, *(each for each in subject.cargo_toml.get("target", {}).values() if isinstance(each, dict))]
    for table in tables:
        for key in ("dependencies", "build-dependencies"):
            for name, wanted in table.get(key, {}).items():
                if isinstance(wanted, dict) and "version" not in wanted and ("path" in wanted or "git" in wanted):
                    yield name, str(wanted.get("path") or wanted.get("git"))


def _go(subject: Subject) -> Iterable[tuple[str, str]]:
    text = subject.text("go.mod") if subject.has("go.mod") else ""
    main = any(re.search(r"^package main\b", text, re.MULTILINE) for text in subject.texts(".go").values())
    for found in re.finditer(r"^[^\S\n]*(?:replace\s+)?(\S+)(?:\s+\S+)?\s*=>\s*(\S+)", text, re.MULTILINE):
        placeholder = re.search(
            rf"^[^\S\n]*(?:require\s+)?{re.escape(found[1])}\s+v0\.0\.0(-00010101000000-000000000000)?\s*(//.*)?$",
            text,
            re.MULTILINE,
        )
        is_local = found[2].startswith((".", "/"))
        if (is_local and (placeholder or main)) or (not is_local and main and _installed_by_go(subject)):
            yield found[1], found[2]


def _installed_by_go(subject: Subject) -> bool:
    """Whether its documents tell users to install its program with the go command, which refuses a module that replaces others."""
    pages = [text for path, text in subject.texts(".md").items() if "/" not in path or path.startswith("docs/")]
    return not pages or any(re.search(r"\bgo (install|run|get)\b.*@", text) for text in pages)
