"""`python -m plugins.plan.troubleshooting_page` writes docs/troubleshooting.md from the sentences of all environment errors."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from core.environment_errors import ADVICE

FILE = Path("docs") / "troubleshooting.md"
_FOLDERS = ("core", "facts", "discovery", "gates", "delivery", "provenance", "plugins")
_KINDS = ("Unavailable", "NotGiven")
_TOPICS = {  # heading: what the path of a module begins with; the first that fits counts
    "Tools and this machine": (
        "core/",
        "gates/server",
        "gates/preflight/formatters",
        "delivery/this_machine",
        "plugins/run",
        "facts/test_runs",
        "plugins/cli/ci_setup",
    ),
    "Network": ("delivery/clean_client", "facts/indexes", "plugins/cli/services"),
    "GitHub": ("facts/github", "provenance/"),
    "Git tags": ("facts/vcs", "gates/preflight"),
    "Dependencies and vulnerabilities": ("gates/dependencies",),
    "Packages and built artifacts": ("gates/packaging", "delivery/"),
    "The evidence directory": ("plugins/verdict",),
    "Issue tracker": ("plugins/blockers",),
    "Options": ("",),
}
_INTRODUCED = {
    "Issue tracker": "ergo is a command-line tracker that keeps its tasks in the directory `.ergo` of a repository; the other tracker is GitHub issues."
}
# What is filled in at run time, by the innermost word of the expression that matters most to a reader; else an ellipsis.
_FILLED_IN = {
    "machine": "MACHINE", "machines": "MACHINES", "here": "MACHINE", "LOOPBACK": "127.0.0.1", "port": "PORT", "line": "COMMAND",
    "words": "COMMAND", "argv": "COMMAND", "repeat": "COMMAND", "len": "N", "status": "N", "timeout": "N", "patience": "N",
    "days": "N", "errors": "MESSAGE", "starved": "MESSAGE", "error": "REASON", "strerror": "REASON", "fault": "REASON",
    "none": "REASON", "text": "OUTPUT", "tag": "TAG", "base": "TAG", "tool": "TOOL", "version": "VERSION", "pinned": "VERSION",
    "stated": "VERSION", "host": "HOST", "artifact": "ARTIFACT", "address": "URL", "pages": "URL", "parent": "DIR",
    "project": "DIR", "found": "DIR", "own": "DIR", "logs": "FILES", "origin": "FILE", "path": "FILE", "database": "DIR",
    "shown": "AGE", "id": "NAME", "name": "REMOTE",
}  # fmt: skip
_FROM_THE_MESSAGE = "install or correct it as the message says"
_HEAD = """\
# Troubleshooting

<!-- Written by `python -m plugins.plan.troubleshooting_page` from the errors that the sources raise. -->

A check that could not run is `error` or `not_run`, never `passed`: the verdict is `incomplete` and the exit status is 101. Its finding
states the problem, what was expected, and how to fix it. The evidence lists the logs, with each command and its output. Before a run:

    pytest --doctor -m pre_release

This lists every tool that the selected checks need and that is missing or too old. After fixing the problem, add `--resume` to run only
the checks that have not passed. If a check does not apply to your project, list it in `[does_not_apply]` of the profile,
with the reason. In the tables, words in capitals such as TOOL stand for what a message contains.

## Exit statuses

| exit status | meaning | what to do |
|---|---|---|
| 0 | every selected check passed, or its findings are waived | continue with the next step of the release |
| 1 | a check found a problem | fix what the findings say, or waive a finding ([waivers](waivers.md)) |
| 2 | interrupted | run the same command with `--resume`; with `--until`, run the same command again (it needs no `--resume`) |
| 4 | the command or the profile is invalid; nothing ran | correct the option or key in the message |
| 5 | the selection is empty; nothing ran | `pytest --list` prints the names for `-m` and `-k` |
| 101 | something could not be checked | see the tables below |

## Error messages of other tools

"""


def text(root: Path) -> str:
    """Return the page's text."""
    symptoms = ["| the output contains | what to do |", "|---|---|"]
    symptoms += [f"| {' · '.join(f'`{_readable(word)}`' for word in words)} | {advice} |" for words, advice in ADVICE]
    return _HEAD + "\n".join([*symptoms, "", *_errors(root)]) + "\n"


def _errors(root: Path) -> Iterator[str]:
    paths = [path for folder in _FOLDERS for path in sorted((root / folder).rglob("*.py"))]
    found = [(_topic(path.relative_to(root).as_posix()), row) for path in paths for row in _raised(path)]
    for topic in _TOPICS:
        if rows := [row for about, row in found if about == topic]:
            yield f"## {topic}\n"
            if topic in _INTRODUCED:
                yield f"{_INTRODUCED[topic]}\n"
            yield "| problem | expected | what to do |"
            yield "|---|---|---|"
            yield from dict.fromkeys(rows)
            yield ""


def _topic(path: str) -> str:
    return next(topic for topic, begins in _TOPICS.items() if path.startswith(begins))


def _raised(path: Path) -> Iterator[str]:
    """Yield a row for each error that a module raises with sentences of its own."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {ast.unparse(node.targets[0]): node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _KINDS and node.keywords:
            said = {str(word.arg): _sentence(named.get(ast.unparse(word.value), word.value)) for word in node.keywords}
            if set(said) >= {"got", "expected", "advice"} and any(char.islower() for char in said["got"]):
                advice = said["advice"] if any(char.islower() for char in said["advice"]) else _FROM_THE_MESSAGE
                yield f"| {said['got']} | {said['expected']} | {advice} |"


def _sentence(node: ast.expr) -> str:
    """Return the text of a literal; what is filled in at run time is a word in capitals, or an ellipsis."""
    if isinstance(node, ast.Constant):
        said = str(node.value)
    elif isinstance(node, ast.JoinedStr):
        said = "".join(str(part.value) if isinstance(part, ast.Constant) else _filled_in(part) for part in node.values)
    elif isinstance(node, ast.IfExp):
        return f"{_sentence(node.body)}, or {_sentence(node.orelse)}"
    else:
        said = "…"
    return " ".join(said.split()).replace("|", "\\|").replace("<", "&lt;")


def _filled_in(node: ast.expr) -> str:
    """Return the word that stands for what is filled in."""
    names = {getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node)}
    return next((word for name, word in _FILLED_IN.items() if name in names), "…")


def _readable(pattern: str) -> str:
    """Return a pattern's words, as a tool would print them."""
    plain = pattern.replace(r"\b", "").replace(r"\(", "(").replace(r"\)", ")").replace("[^']*", "…").replace(".*", " … ")
    return re.sub(r"\s+", " ", plain).replace("(installed|available)", "installed").strip()


def main(root: Path) -> int:
    """Write the page."""
    (root / FILE).write_text(text(root), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
