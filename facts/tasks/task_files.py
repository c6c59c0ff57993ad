"""Tasks of go-task (`Taskfile.yml`), mise (`mise.toml`) and Rake (`Rakefile`) as shell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from core.errors import Undecided
from facts.tasks.task import Task, placed
from facts.workflows.yaml_positions import Listing, Mapping, Scalar, Value, read

GO_TASK = tuple(f"{name}.{ending}" for name in ("Taskfile", "taskfile", "Taskfile.dist") for ending in ("yml", "yaml"))
MISE = ("mise.toml", ".mise.toml")
RAKE = ("Rakefile", "rakefile", "Rakefile.rb")
_TEMPLATE = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}")
_RAKE_TASK = re.compile(r"^(\s*)(?:(namespace)\s+:?[\"']?(\w+)[\"']?\s+do|task\s+(?::|[\"'])?([\w:-]++)[\"']?\s*+(.*?)\bdo\b.*)$")
_RAKE_CALL = re.compile(r"\b(sh|system)\b[\s(]+(\"(?:[^\"\\]|\\.)*\"(?:\s*,\s*\"[^\"]*\")*|'[^']*'(?:\s*,\s*'[^']*')*)(.*)$")


def go_tasks(text: str) -> tuple[Task, ...]:
    """Return the tasks of a Taskfile: what a task needs first, then its commands, of which the first failure ends it."""
    try:
        found = read(text, "Taskfile").mapping("tasks")
    except Undecided:
        return ()
    return tuple(_go_task(name, value, found.lines.get(name, 1)) for name, value in found.entries.items())


def _go_task(name: str, value: Value, line: int) -> Task:
    lines: dict[int, str] = {}
    body = value if isinstance(value, Mapping) else Mapping({"cmds": value}, {"cmds": line}, line)
    forgives = body.text("ignore_error") == "true"
    for key in ("deps", "cmds", "cmd"):
        given = body.entries.get(key)
        for item in given.items if isinstance(given, Listing) else [given] if given is not None else []:
            at, said = _go_command(item, needs=key == "deps")
            forgiven = forgives or (isinstance(item, Mapping) and item.text("ignore_error") == "true")
            for number, part in enumerate(said.splitlines()):
                lines[max(at - line + number + 1, 1)] = _TEMPLATE.sub("${task_value}", part)
            if forgiven and said:
                last = max(lines)
                lines[last] += " || true"
    return Task(name, line, placed(lines, max(lines, default=1)))


def _go_command(item: Value, *, needs: bool) -> tuple[int, str]:
    if isinstance(item, Scalar):
        return item.first_line, f"task {item.text}" if needs else item.text
    if isinstance(item, Mapping):
        said = item.scalar("cmd")
        return (
            (said.first_line, said.text)
            if said is not None
            else (item.line, f"task {item.text('task')}" if item.text("task") else "")
        )
    return 1, ""


def mise_tasks(text: str) -> Iterator[Task]:
    """Yield the tasks of a mise configuration."""
    try:
        found = tomllib.loads(text).get("tasks", {})
    except tomllib.TOMLDecodeError:
        return
    for name, value in found.items() if isinstance(found, dict) else ():
        said = value.get("run", "") if isinstance(value, dict) else value
        needs = value.get("depends", []) if isinstance(value, dict) else []
        commands = said if isinstance(said, list) else [said]
        before = [f"mise run {each}" for each in ([needs] if isinstance(needs, str) else needs)]
        body = "\n".join([*before, *(each for each in commands if isinstance(each, str))])
        line = next(
            (at for at, each in enumerate(text.splitlines(), 1) if re.match(rf"\s*(\[tasks\.\"?)?{re.escape(name)}\b", each)), 1
        )
        yield Task(name, line, _TEMPLATE.sub("${task_value}", body))


def rake_tasks(text: str) -> Iterator[Task]:
    """Yield the tasks of a Rakefile: `sh` ends the task with its failure, `system` does not."""
    spaces: list[tuple[int, str]] = []
    name, begin, indent = "", 0, 0
    lines: dict[int, str] = {}
    for number, line in enumerate([*text.splitlines(), "end"], 1):
        found = _RAKE_TASK.match(line)
        margin = len(line) - len(line.lstrip())
        if name and re.match(r"\s*end\b", line) and margin <= indent:
            yield Task(name, begin, placed(lines, max(lines, default=1)))
            name, lines = "", {}
        elif spaces and re.match(r"\s*end\b", line) and margin <= spaces[-1][0]:
            spaces.pop()
        if found and found[2]:
            spaces.append((margin, found[3]))
        elif found:
            name, begin, indent = ":".join([*(each for _, each in spaces), found[4]]), number, margin
            needs = re.findall(r":(\w+)|[\"']([\w:]+)[\"']", found[5].partition("=>")[2])
            lines = {1: "; ".join(f"rake {one or other}" for one, other in needs)} if needs else {}
        elif name and (call := _RAKE_CALL.search(line)) and not line.lstrip().startswith("#"):
            words = " ".join(re.findall(r"[\"']((?:[^\"'\\]|\\.)*)[\"']", call[2])) if "," in call[2] else call[2][1:-1]
            passed = (
                call[1] == "sh"
                or re.search(r"exception:\s*true|\|\||\b(abort|raise|exit|fail)\b|&&", call[3])
                or re.match(r"\s*(unless|if|\w+\s*=)", line)
            )
            lines[number - begin + 1] = re.sub(r"#\{[^}]*\}", "${rb}", words) + ("" if passed else " || true")
