"""Which texts of a checkout a step that is not run may have changed: nothing is then claimed of what is made from them."""

from __future__ import annotations

import re

from facts.runs.pure_text import TEXT_TOOLS
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow, WorkflowStep

# What is known to change no text of the checkout unless a file is named to write to.
_QUIET_WORDS = """
cargo go npm pnpm yarn pip pip3 pytest tox gh git curl docker tar zip unzip sha256sum shasum echo printf cat test [ true
false : set cd export exit mkdir cp mv rm ls grep sed awk chmod sleep twine gpg cosign find sort head tail cut tr wc
date jq dotnet rustup apt-get sudo brew install strip file which command local read return shift
"""
QUIET = frozenset(_QUIET_WORDS.split())
# Words of a command or an action that write a changelog, a version, or bring another state of the sources.
_REWRITES = re.compile(
    r"\b(cliff|changesets?|changelog|chglog|release-please|semantic-release|standard-version|towncrier|drafter|bump\w*|"
    r"(set-)?version|notes|pull|merge|cherry-pick|apply)\b",
    re.IGNORECASE,
)
# Runners of tasks, and the tasks by whose names they are known to test and build.
_RUNNERS = frozenset({"make", "gmake", "just", "task", "npm", "pnpm", "yarn", "tox", "nox"})
_BUILDS = re.compile(
    r"(test|check|lint|build|all|dist|ci|install|fmt|format|vet|package|pack|compile|verify|smoke|audit|publish|run)s?([-_:].*)?"
)
_OF_TEXTS = re.compile(r"notes|changelog|version|release[-_](info|body|text)", re.IGNORECASE)
# Actions that set something up, look, sign, keep or publish.
_QUIET_ACTIONS = re.compile(
    r"^(actions/(?!download-artifact)|docker/|sigstore/|step-security/)|"
    r"setup|install|login|cache|toolchain|upload|attest|sign|publish|harden|import|auth|release$",
    re.IGNORECASE,
)
_OUT_FLAGS = ("--output", "-o", "-O", "--out", "--outfile", "--out-file")
_ATTACHES = re.compile(r"\bgh\s+release\s+(?:upload|create|edit)\b[^\n;|&]*")
_NOTES = re.compile(r"(?:--notes-file|-F|--notes|-n)[ =]\S+")
ANYTHING = frozenset({""})


def changed_by(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep) -> frozenset[str]:
    """Return the names of the files and folders that a step may write, or ANYTHING where that is not known."""
    if step.uses:
        return _of_action(step)
    found: set[str] = set()
    for each in ran(machinery, workflow, job, step):
        if not _is_quiet(each) and not _is_part_of_a_build(each):
            return ANYTHING
        written = [*each.writes, *(each.command.value(flag) or "" for flag in _OUT_FLAGS)]
        if each.command.tool in ("cp", "mv", "tee", "touch", "sed"):
            written += [word for word in each.command.arguments if each.command.tool != "sed" or each.command.flag("-i")]
        found |= {name for path in written if (name := _name(path)) and not re.search(r"GITHUB_|^null$", name)}
    return frozenset(found)


def mentions(text: str, names: frozenset[str]) -> bool:
    """Whether a text names one of these files, other than to attach it to a release."""
    read = _ATTACHES.sub(lambda found: " ".join(_NOTES.findall(found[0])), text.replace("\\\n", " "))
    return "" in names or any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", read) for name in names)


def _is_quiet(each: Ran) -> bool:
    if each.command.tool in _RUNNERS and each.command.tool not in ("npm", "pnpm", "yarn"):
        return all(_BUILDS.fullmatch(word) for word in each.command.arguments if "=" not in word)
    if each.command.tool in _RUNNERS and each.command.arguments[:1] in (("run",), ("run-script",)):
        return all(_BUILDS.fullmatch(word) for word in each.command.arguments[1:2])
    if each.command.tool in ("npm", "pnpm", "yarn", "cargo", "git", "gh", "dotnet", "pip", "pip3"):
        return not any(_REWRITES.fullmatch(word) for word in each.command.arguments[:2])
    return each.command.tool in QUIET | (TEXT_TOOLS - {"python", "python3"})


def _is_part_of_a_build(each: Ran) -> bool:
    """Whether a task that is known by its name to test or build runs it: compilers and tests of any name."""
    tasks = [key.rsplit(":", 1)[-1] for key in each.chain if key.startswith(("make:", "just:", "npm:"))]
    said = (each.command.tool, *each.command.arguments[:2]) if each.command.tool not in _RUNNERS else ()
    return any(_BUILDS.fullmatch(name) for name in tasks) and not any(_REWRITES.fullmatch(word) for word in said)


def _of_action(step: WorkflowStep) -> frozenset[str]:
    if step.action == "actions/checkout":
        return ANYTHING if step.input("repository") and not step.input("path") else frozenset()
    if step.action == "actions/download-artifact":
        named = step.input("name") or step.input("pattern")
        place = _name(step.input("path"))
        return frozenset({place}) if place and place != "." else ANYTHING if _OF_TEXTS.search(named) else frozenset()
    if _REWRITES.search(step.action) or not _QUIET_ACTIONS.search(step.action):
        return ANYTHING
    return frozenset()


def _name(path: str) -> str:
    """Return the last part of a path that is written out."""
    return next((part for part in reversed(path.strip().split("/")) if part and "$" not in part), "")
