"""Scripts that users start, whose first line does not name an interpreter that they have."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives.native_file import format_of
from facts.packages.node_exports import entries, resolved
from facts.packages.python_modules import modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="shebang-invalid",
    title="Every script that users start begins with `#!` and an interpreter that exists on their machines.",
    why=(
        "Without it the shell interprets JavaScript; with a carriage return or a path of the build machine the "
        "interpreter is not found."
    ),
    fix="begin it with `#!/usr/bin/env node` (or the like) and end the line with a plain line feed",
    bad={"package.json": '{"name": "demo", "version": "1.0.0", "bin": "cli.js"}', "cli.js": "console.log(1);\n"},
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "bin": "cli.js"}',
        "cli.js": "#!/usr/bin/env node\nconsole.log(1);\n",
    },
    given={"kind": "node"},
)
_BUILDERS = re.compile(
    rb"^#!\s*/(Users|home|root|opt/homebrew|opt/hostedtoolcache|private|tmp|var/folders|nix|builds?|__w|github)/"
)
_PYTHON = re.compile(rb"^#!\s*/usr/bin/(env\s+)?python[\d.]*\s*$")
_IMPORTED = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)", re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Judge what `bin` names, and scripts in the places of programs."""
    for path, required in _scripts(subject):
        first = subject.read(path).split(b"\n", 1)[0][:200]
        shown = first.decode("utf-8", "replace").strip()[:60]
        if required and not first.startswith(b"#!"):
            yield subject.finding(RULE.id, f"{path} begins with {shown!r}", "#! and its interpreter", RULE.fix)
        elif first.startswith(b"#!") and first.endswith(b"\r"):
            yield subject.finding(RULE.id, f"{path} ends its first line with a carriage return", "a plain line feed", RULE.fix)
        elif _BUILDERS.match(first):
            yield subject.finding(RULE.id, f"{path} begins with {shown!r}", "an interpreter that users have", RULE.fix)
        elif subject.kind == "wheel" and _PYTHON.match(first) and _imports_own(subject, path):
            got = f"{path} begins with {shown!r}, which may be another Python than the one with its package"
            yield subject.finding(RULE.id, got, "#!python, which installers replace with their own", RULE.fix)


def _scripts(subject: Subject) -> Iterable[tuple[str, bool]]:
    if subject.kind == "node":
        for entry in entries(subject.package_json):
            for path in resolved(subject, entry) if entry.where == "bin" else ():
                if format_of(subject.read(path)) is None:
                    yield path, not path.endswith((".exe", ".cmd", ".bat", ".wasm"))
    elif subject.kind == "wheel":
        # What has an ending of its own may be there to be sourced, or for Windows.
        yield from (
            (path, "." not in path.rpartition("/")[2].removesuffix(".py") and format_of(subject.read(path)) is None)
            for path, member in subject.files.items()
            if ".data/scripts/" in member
        )
    elif subject.kind == "archive":
        folders = ("", "bin", "sbin")
        yield from ((path, False) for path in subject.files if path.rpartition("/")[0].rpartition("/")[2] in folders)


def _imports_own(subject: Subject, path: str) -> bool:
    """Whether a script needs the wheel that it came with."""
    return bool(set(_IMPORTED.findall(subject.text(path))) & modules_of(subject).tops)
