"""More small wrongs: guards that are turned round or taken away, steps that are lost, pins and rights that are loosened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Document = dict[str, Any]
Made = tuple[str, str, Callable[[Document], object]]

TURNED, LOST_GUARD, LOST_STEP, LOST_SET = "turns == and != round", "takes an if away", "deletes a step", "takes set -e away"
GREEN, SWAPPED, UNPINNED, WIDENED = "exit 1 becomes exit 0", "needs another job", "pins a branch", "widens permissions"
UNLOCKED, EMPTY, SLOW = "drops --locked", "if-no-files-found: ignore", "fail-fast: false"
# What the file alone cannot say: killed where a rule sees it, else explained and counted apart.
EXPLAINED = {
    TURNED: "which of two values is the right one stands nowhere but there",
    LOST_GUARD: "a step without its condition runs more often; what may not run then is the project's own knowledge",
    LOST_STEP: "a step that is gone leaves no trace; versions, tag, tests, licenses and notes are asked by gates of the suite",
    LOST_SET: "GitHub starts the shell of a step with -e, and with pipefail where it is named bash",
    WIDENED: "more rights than are needed let no stranger in by themselves; zizmor names them",
    UNPINNED: "whether actions are pinned is the profile's demand, which zizmor then holds",
    UNLOCKED: "a committed lock is used all the same as long as it fits; that it is committed and fits is asked by gate 1",
}
_TEST = re.compile(r"(?<=\s)(==|!=|=|-eq|-ne)(?=\s)")
_OTHER = {"==": "!=", "!=": "==", "=": "!=", "-eq": "-ne", "-ne": "-eq"}
_SET = re.compile(r"^\s*set -[a-z]*e[a-z]*( [a-z]+)*\s*$")
_FAILS = re.compile(r"\b(exit|return) [1-9]\d*\b")
_LOCKED = re.compile(r"\s--(locked|frozen|frozen-lockfile)\b")


def of_job(job: Document, jobs: Document) -> Iterator[Made]:
    """Yield what can slip in a job as a whole."""
    if "if" in job:
        yield from _of_guard("the job", str(job["if"]))
    yield WIDENED, "permissions: write-all", lambda part: part.update(permissions="write-all")
    yield from _of_needs(job, jobs)
    if isinstance(job.get("strategy"), dict) and job["strategy"].get("fail-fast") is not False:
        yield SLOW, "fail-fast: false", lambda part: part["strategy"].update({"fail-fast": False})


def of_jobs_steps(job: Document) -> Iterator[Made]:
    """Yield each step's absence."""
    for number, step in enumerate(job.get("steps", [])):
        yield LOST_STEP, f"step {number + 1}: {called(step)} is gone", _without(number)


def of_step(step: Document) -> Iterator[Made]:
    """Yield what can slip in a step."""
    if "if" in step:
        yield from _of_guard(called(step), str(step["if"]))
    if "@" in (uses := str(step.get("uses", ""))):
        yield UNPINNED, f"{uses.partition(' ')[0]} becomes @main", _set("uses", f"{uses.partition('@')[0]}@main")
    if uses.startswith("actions/upload-artifact"):
        yield EMPTY, f"{called(step)}: {EMPTY}", lambda part: part.setdefault("with", {}).update({"if-no-files-found": "ignore"})
    yield from _of_run(str(step.get("run", "")))


def called(step: Document) -> str:
    """Return what a person would call a step."""
    return str(step.get("name") or step.get("uses") or str(step.get("run", "")).strip().split("\n")[0])[:50]


def _of_guard(whose: str, text: str) -> Iterator[Made]:
    yield LOST_GUARD, f"{whose}: without if: {text[:50]}", lambda part: part.pop("if")
    for found in _TEST.finditer(text):
        turned = f"{text[: found.start()]}{_OTHER[found[0]]}{text[found.end() :]}"
        yield TURNED, f"{whose}: if: {turned[:60]}", _set("if", turned)


def _of_needs(job: Document, jobs: Document) -> Iterator[Made]:
    needs = [job["needs"]] if isinstance(job.get("needs"), str) else list(job.get("needs", []))
    before = list(jobs)[: next((place for place, each in enumerate(jobs.values()) if each is job), 0)]
    other = next((name for name in before if name not in needs), None)  # what stands below may need this one
    for number, need in enumerate(needs if other else ()):
        yield SWAPPED, f"needs {other} instead of {need}", _set("needs", [*needs[:number], other, *needs[number + 1 :]])


def _of_run(text: str) -> Iterator[Made]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for kind, changed in _of_line(line):
            said = "\n".join([*lines[:number], *changed, *lines[number + 1 :]])
            yield kind, f"{line.strip()[:60]}: {kind}", _set("run", said)


def _of_line(line: str) -> Iterator[tuple[str, list[str]]]:
    if line.lstrip().startswith("#"):
        return
    if _SET.match(line):
        yield LOST_SET, []
    if _FAILS.search(line):
        yield GREEN, [_FAILS.sub(r"\1 0", line, count=1)]
    if _LOCKED.search(line):
        yield UNLOCKED, [_LOCKED.sub("", line, count=1)]
    if (found := _TEST.search(line)) and "[" in line[: found.start()]:
        yield TURNED, [f"{line[: found.start()]}{_OTHER[found[0]]}{line[found.end() :]}"]


def _set(key: str, value: object) -> Callable[[Document], object]:
    return lambda part: part.update({key: value})


def _without(number: int) -> Callable[[Document], object]:
    return lambda job: job["steps"].pop(number)
