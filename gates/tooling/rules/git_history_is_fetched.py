"""A version or notes that come from the history are made where the history is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import makers, starts_for_tags, tag_inputs
from facts.runs.ran import Ran
from facts.runs.steps import ran
from gates.tooling.rule_context import Context
from gates.tooling.tag_versions import builds_python, version_from_tags

_NEEDS_TAG, _NEEDS_ALL = "the tags", "the whole history"

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/checkout@v4{0}}}
      - run: git log --format=%s $(git describe --abbrev=0 HEAD^)..HEAD > notes.md
      - run: gh release create v1 --notes-file notes.md
"""

_TOLD = re.compile(r"PRETEND_VERSION|DYNAMIC_VERSIONING_BYPASS|VERSIONING_OVERRIDE")
_READS_HISTORY = ("git-cliff", "conventional-changelog", "gitversion", "standard-version")
# What was committed since the checkout: the branch that was fetched is where the range begins.
_OWN_COMMITS = re.compile(r"@\{(?:u|upstream|push)\}\.\.(?:HEAD|@)?")

_FETCHES = re.compile(r"git\s+(?:-[cC]\s+\S+\s+)*fetch\b.*(--tags|--unshallow|--depth|--deepen|refs/tags/)")

RULE = Rule(
    id="git-history-is-fetched",
    title="A job that derives a version or notes from the git history fetches the history.",
    why=(
        "actions/checkout fetches one commit by default; without tags and history the version is wrong and the notes are empty."
    ),
    fix="check out with `fetch-depth: 0`",
    reference="actions/checkout: `fetch-depth`",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(", with: {fetch-depth: 0}")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each shallow checkout of a job that asks the history."""
    python = version_from_tags(context.graph.root)
    for run, job in makers(context.graph):
        need, by = _needed(context, job, python)
        if not need or _is_fetched(job):
            continue
        for step in job.steps:
            if step.action == "actions/checkout" and not step.input("repository") and step.input("fetch-depth") != "0":
                if need == _NEEDS_TAG and (step.input("fetch-tags") == "true" or _has_its_tag(run, step.input("ref"))):
                    continue
                got = f"job {job.id} needs {need} ({by}), but its checkout fetches only one commit"
                yield Finding(
                    "git-history-is-fetched", step.file, step.line, got, "fetch-depth: 0", "add `fetch-depth: 0` to the checkout"
                )


def _is_fetched(job: JobRun) -> bool:
    """Whether a command fetches the history, and not only after the files were built."""
    steps = list(job.steps)
    built = [steps.index(each.step) for each in job.effects if each.kind == "build" and each.step in steps]
    fetched = [
        at for at, step in enumerate(steps) if step.run is not None and _FETCHES.search(step.run.text.replace("\\\n", " "))
    ]
    return bool(fetched) and (not built or min(fetched) <= min(built))


def _needed(context: Context, job: JobRun, python: str) -> tuple[str, str]:
    for step in job.steps:
        for each in ran(context.graph, job.workflow, job.job, step):
            words = each.command.arguments
            if each.command.tool == "git" and "describe" in words[:2] and not each.command.flag("--always"):
                # At the commit of a tag that is there, `git describe --tags` asks for no other commit.
                at_the_tag = each.command.flag("--tags") and not any(
                    word not in ("describe", "HEAD") for word in _positional(each)
                )
                exact = "--exact-match" in each.text or "--candidates=0" in each.text or at_the_tag
                return _NEEDS_TAG if exact else _NEEDS_ALL, f"git describe at {each.at}"
            if each.command.tool == "git" and words[:1] in (("log",), ("shortlog",), ("rev-list",)) and _reaches_back(each):
                return _NEEDS_ALL, f"git {words[0]} at {each.at}"
            if each.command.tool in _READS_HISTORY or (each.command.tool == "semantic-release" and not _of_node(each)):
                return _NEEDS_ALL, f"{each.command.tool} at {each.at}"
    script = context.graph.root / "build.rs"
    text = script.read_text(encoding="utf-8", errors="replace") if script.is_file() else ""
    builds = any(each.what == "cargo build" and not each.folder for each in job.effects)
    if builds and re.search(r"\bgit\b[\s\S]{0,200}\bdescribe\b", text):
        return _NEEDS_TAG, "git describe in build.rs"
    if at := _takes_notes_from_history(context, job):
        return _NEEDS_ALL, f"the notes are generated from the commits at {at}"
    if python and any(builds_python(each) for each in job.effects) and not _is_told(job):
        return _NEEDS_TAG, python
    return "", ""


def _is_told(job: JobRun) -> bool:
    """Whether the version is handed to the build by a variable."""
    names = {*job.workflow.env, *job.job.env, *(name for step in job.steps for name in step.env)}
    texts = [step.run.text for step in job.steps if step.run is not None]
    return any(_TOLD.search(text) for text in (*names, *texts))


def _positional(each: Ran) -> tuple[str, ...]:
    """Return the words of a command that are no flags and no values of flags before them."""
    texts = [word.text for word in each.command.words]
    valued = ("--match", "--exclude", "--candidates")
    return tuple(text for text, flag in zip(texts, ["", *texts], strict=False) if not text.startswith("-") and flag not in valued)


def _of_node(each: Ran) -> bool:
    """Whether it is the program of npm, which fetches the history itself."""
    return each.text.split()[0] in ("npx", "npm", "yarn", "pnpm", "bunx", "node") or each.file.endswith("package.json")


def _reaches_back(each: Ran) -> bool:
    """Whether the answer holds more than the newest commits: a range, a count, or everything."""
    words = each.command.arguments[1:]
    if any(".." in word and not _OWN_COMMITS.fullmatch(word) for word in words) or each.command.flag("--count"):
        return True
    few = any(re.fullmatch(r"-(\d+|n\d*)", flag) for flag in each.command.flags) or each.command.flag(
        "--max-count", "-n", "--no-walk", "-L", "--since", "--after", "--max-parents"
    )
    paths = "--" in each.text.split() or any(_OWN_COMMITS.fullmatch(word) for word in words)
    return not few and not paths and bool(each.writes or (each.command.tool == "git" and words[:1] in ((), ("HEAD",))))


def _takes_notes_from_history(context: Context, job: JobRun) -> str:
    """Return where a tool makes the notes of the release out of the commits since the last tag by itself."""
    for effect in job.effects:
        publisher = effect.publisher
        if publisher is None or not publisher.reads_history or effect.dry:
            continue
        said = effect.text or effect.step.input("args")
        if "--release-notes" not in said and not _says_otherwise(context.graph.root):
            return str(effect.at)
    return ""


def _says_otherwise(root: Path) -> bool:
    """Whether a configuration takes the notes from the host, or makes none."""
    for path in sorted([*root.glob(".goreleaser.y*ml"), *root.glob("goreleaser.y*ml"), *root.glob(".config/goreleaser.y*ml")]):
        text = path.read_text(encoding="utf-8", errors="replace")
        if re.search(
            r"^changelog:[^\S\n]*\n(?:[ \t#].*\n|\n)*?[ \t]+(disable|skip|use):\s*[\"']?(true|github|gitlab|gitea)", text, re.M
        ):
            return True
    return False


def _has_its_tag(run: Run, ref: str) -> bool:
    # The run of a pushed tag fetches that tag, unless the checkout names a commit.
    tagged = starts_for_tags(run.workflow) and not run.workflow.started_by("workflow_run")
    if not ref:
        return tagged and not (tag_inputs(run.workflow) and run.workflow.started_by("workflow_dispatch"))
    return not re.search(r"sha|commit|[0-9a-f]{40}", ref)
