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
_HEAD = """\
# Troubleshooting

<!-- Written by `python -m plugins.plan.troubleshooting_page` from the errors that the sources raise. -->

A check that could not be carried out is `error` or `not_run`, never `passed`: the verdict is `incomplete` and the exit status 101. Its
finding says what was there, what should be, and what to do; the command and its output are in the logs that the evidence names. Most
of it is said before a run by

    pytest --doctor -m pre_release

which lists every tool that the selected checks need and that is missing or too old. Repeat what was not proven, and only that, with
`--resume`. What the maintainer decided on purpose is not an error: list it in `[does_not_apply]` of the profile, with the reason.

| exit status | meaning | what to do |
|---|---|---|
| 0 | all that was selected is proven | |
| 1 | something is not as it must be | the findings say what; fix it, or waive a finding ([waivers](waivers.md)) |
| 2 | interrupted | type the same command with `--resume` |
| 4 | the command or the profile cannot be understood; nothing ran | the sentence names the option or the key |
| 5 | nothing is selected | `pytest --list` shows the names for `-m` and `-k` |
| 101 | something could not be told | the tables below |

## Words of a tool's output, and what they mean

"""


def text(root: Path) -> str:
    """Return the page's text."""
    symptoms = ["| the output says something like | what to do |", "|---|---|"]
    symptoms += [f"| {' · '.join(f'`{_readable(word)}`' for word in words)} | {advice} |" for words, advice in ADVICE]
    return _HEAD + "\n".join([*symptoms, "", *_errors(root)]) + "\n"


def _errors(root: Path) -> Iterator[str]:
    for folder in _FOLDERS:
        rows = [row for path in sorted((root / folder).rglob("*.py")) for row in _raised(path)]
        if rows:
            yield f"## Raised in `{folder}/`\n"
            yield "| found | expected | what to do |"
            yield "|---|---|---|"
            yield from dict.fromkeys(rows)
            yield ""


def _raised(path: Path) -> Iterator[str]:
    """Yield a row for each error that a module raises with sentences of its own."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _KINDS and node.keywords:
            said = {str(word.arg): _sentence(word.value) for word in node.keywords}
            if set(said) >= {"got", "expected", "advice"} and any(char.isalpha() for char in said["got"]):
                yield f"| {said['got']} | {said['expected']} | {said['advice']} |"


def _sentence(node: ast.expr) -> str:
    """Return the text of a literal; what is filled in at run time is an ellipsis."""
    if isinstance(node, ast.Constant):
        said = str(node.value)
    elif isinstance(node, ast.JoinedStr):
        said = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.IfExp):
        return f"{_sentence(node.body)}, or {_sentence(node.orelse)}"
    else:
        said = "…"
    return " ".join(said.split()).replace("|", "\\|").replace("<", "&lt;")


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
