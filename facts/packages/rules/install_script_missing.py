"""Scripts that npm runs at every installation, and that are not packed or call a tool which users do not get."""

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="install-script-missing",
    title="Everything that a package runs when it is installed is in the package or in its dependencies.",
    why=(
        "npm runs preinstall, install and postinstall on users' machines: if the script is not in the package, "
        "every installation fails."
    ),
    fix="include the script, or run it in `prepare`, which is not run when users install the package",
    bad={
        "package.json": '{"name": "demo", "version": "1.0.0", "scripts": {"postinstall": "node scripts/after.js"}}',
        "index.js": "",
    },
    good={
        "package.json": '{"name": "demo", "version": "1.0.0", "scripts": {"postinstall": "node scripts/after.js"}}',
        "index.js": "",
        "scripts/after.js": "",
    },
    given={"kind": "node"},
)
_RUN_BY_USERS = ("preinstall", "install", "postinstall")
_READERS = ("node", "sh", "bash", "python", "python3", "perl")
_ENDINGS = ("", ".js", ".json", "/index.js")
_TESTED = re.compile(r"(?:^|\s)(?:\[|test|if)\s|existsSync|exist ")


def findings(subject: Subject) -> Iterable[Finding]:
    """Look up every file and every tool that the scripts of an installation name."""
    scripts = subject.package_json.get("scripts")
    for name in _RUN_BY_USERS:
        line = scripts.get(name) if isinstance(scripts, dict) else None
        # A line that looks first whether the file is there knows that users lack it.
        if isinstance(line, str) and not _TESTED.search(line):
            yield from _judged(subject, name, line)


def _judged(subject: Subject, name: str, line: str) -> Iterator[Finding]:
    forgiven = re.search(r"\|\|\s*(true|exit\s+0|:)\s*$", line.strip())
    for words in _commands(line):
        if (path := _file_of(words)) and not _is_packed(subject, path):
            yield subject.finding(RULE.id, f"{name} runs {path}, which is not in the package", "a file in the package", RULE.fix)
        elif not forgiven and (tool := _fetched(subject, words)):
            got = f"{name} runs {words[0]} {tool}, which every installation downloads in whatever version is newest"
            yield subject.finding(RULE.id, got, "a tool that users get", RULE.fix)
        elif not forgiven and _is_for_development(subject, words[0]):
            got = f"{name} runs {words[0]}, which is in devDependencies only"
            yield subject.finding(RULE.id, got, "a tool that users get", RULE.fix)


def _fetched(subject: Subject, words: list[str]) -> str:
    """Return the package that npx downloads at every installation; one that is a dependency is there."""
    if words[0] not in ("npx", "bunx") or {"--no-install", "--no"} & set(words):
        return ""
    name = next((word for word in words[1:] if not word.startswith("-")), "")
    bare = name[:1] + name[1:].partition("@")[0]
    given = (subject.package_json.get(key) or {} for key in ("dependencies", "optionalDependencies", "peerDependencies"))
    return "" if not bare or any(bare in one for one in given) else bare


def _commands(line: str) -> Iterator[list[str]]:
    for part in re.split(r"&&|\|\||;|\|", line):
        try:
            words = shlex.split(part)
        except ValueError:
            return  # a quote that this cut in two: a program on the line, which is no file
        while words and re.fullmatch(r"\w+=.*|cross-env", words[0]):
            words = words[1:]
        if words and words[0] == "cd":
            return  # what follows runs elsewhere
        if words:
            yield words


def _file_of(words: list[str]) -> str:
    """Return the file that a command runs, where it is one of the package's own."""
    first = next((word for word in words[1:] if not word.startswith("-")), "") if words[0] in _READERS else words[0]
    evaluates = words[0] in _READERS and any(
        re.fullmatch(r"-\w*[ecpm]|--(eval|print|require|import|loader)(=.*)?|-r", word) for word in words[1:2]
    )
    is_plain = re.fullmatch(r"[\w@./-]+", first) is not None and not first.startswith(
        ("/", "..", "node_modules/", "./node_modules/")
    )
    is_path = words[0] in _READERS or first.startswith("./") or first.endswith((".sh", ".js"))
    return first if first and is_plain and is_path and not evaluates else ""


def _is_packed(subject: Subject, path: str) -> bool:
    plain = posixpath.normpath(path)
    return plain == "." or any(subject.has(f"{plain}{ending}") for ending in _ENDINGS)


def _is_for_development(subject: Subject, tool: str) -> bool:
    manifest = subject.package_json
    given = (manifest.get(key) or {} for key in ("dependencies", "optionalDependencies", "peerDependencies"))
    return tool in (manifest.get("devDependencies") or {}) and not any(tool in one for one in given)
