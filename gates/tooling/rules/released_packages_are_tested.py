"""A package of the repository that is released is one whose tests somebody runs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun, runs
from discovery.workflows.path import on_the_way, patterns
from facts.runs.ran import Ran
from facts.workflows.release_graph import Machinery
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.npm_folders import package, packed, workspaces
from gates.tooling.rule_context import Context

_OF_MODULE = re.compile(r"([\w./-]+)/v(?:[\d*\[]|$)")
_GO_TEST = re.compile(r"(?:^|/)[\w.-]+_test\.go$")
_NODE_TEST = re.compile(r"(?:\.|[-_])(?:test|spec)\.[cm]?[jt]sx?$|(?:^|/)(?:tests?|__tests__)/[\w./-]+\.[cm]?[jt]sx?$")
_RUNNERS = frozenset(
    {
        "vitest",
        "jest",
        "mocha",
        "ava",
        "tap",
        "c8",
        "nyc",
        "playwright",
        "uvu",
        "tsd",
        "web-test-runner",
        "wtr",
        "turbo",
        "nx",
        "lerna",
    }
)
_EVERY = ("--workspaces", "-ws", "-r", "--recursive")
_JOBS = """\
on: {{push: {{tags: ["v*", "client/v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: go test ./...{0}
      - run: gh release create "$GITHUB_REF_NAME" --generate-notes
"""
_TREE = {
    "go.mod": "module example.org/finch\n",
    "client/go.mod": "module example.org/finch/client\n",
    "client/client_test.go": "package client\n",
}

RULE = Rule(
    id="released-packages-are-tested",
    title="The tests of every package that the repository releases are run.",
    why=(
        "`go test ./...` does not enter a nested module, and a test command for all workspaces skips those without a "
        "test script: the package is released untested."
    ),
    fix="run the tests in the directory of the package, or add its test script",
    reference="Go: modules in subdirectories; npm: workspaces, --if-present",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_TREE},
    good={".github/workflows/release.yml": _JOBS.format(" && go -C client test ./..."), **_TREE},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each released package with tests that no workflow runs, where others of the repository are tested."""
    tree = committed(context.graph)
    for at, got in (*_modules(context.graph, tree), *_packages(context, tree)):
        yield Finding(RULE.id, at.path, at.line, got, "tests that are run", RULE.fix)


def _modules(graph: Machinery, tree: CommittedTree) -> Iterator[tuple[Location, str]]:
    """Yield the nested modules that have tags of their own."""
    tagged = {
        posixpath.normpath(found[1])
        for run, _ in on_the_way(graph)
        for tag in patterns(run.workflow, "push", "tags")
        if (found := _OF_MODULE.match(tag))
    }
    nested = sorted(folder for folder in tagged if f"{folder}/go.mod" in tree.files and _has(tree, folder, _GO_TEST))
    if not nested or "go.mod" not in tree.files:
        return
    tests = [each for job in _all_jobs(graph) for each in _go_tests(job)]
    if not tests or any(each is None for each in tests):
        return  # nothing is tested here, or in folders that are not known
    for folder in nested:
        if not any(place == folder or (place or "").startswith(f"{folder}/") for place in tests):
            yield Location(f"{folder}/go.mod", 1), f"{folder} is released by tags of its own, and no workflow runs its tests"


def _go_tests(job: JobRun) -> Iterator[str | None]:
    """Yield the folders whose tests a job runs; None for one that is not known."""
    computed = any("$" in step.working_directory for step in job.steps)
    for each in commands(job):
        ran = each.ran
        if ran.command.tool in ("gotestsum", "ginkgo", "bazel", "mage"):
            yield None
        elif ran.command.tool == "go" and "test" in ran.command.arguments[:2]:
            place = ran.command.value("-C") or ""
            named = [word for word in ran.command.arguments if word.startswith("./") and word not in ("./...", "./")]
            if computed or "$" in f"{ran.folder}{ran.text}" or _cds(job):
                yield None
            else:
                yield from (_joined(ran.folder, place, word.removesuffix("...")) for word in named or ["."])


def _cds(job: JobRun) -> bool:
    """Whether a script of the job goes to folders that are computed."""
    texts = [script.text for step in job.steps for script in job.machinery.scripts_of(step)]
    return any(re.search(r"\b(?:cd|pushd)\s+[\"']?[$`(]|-execdir|-C [\"']?\$", text) for text in texts)


def _joined(*parts: str) -> str:
    whole = posixpath.normpath(posixpath.join(*(part for part in parts if part)))
    return "" if whole == "." else whole


def _packages(context: Context, tree: CommittedTree) -> Iterator[tuple[Location, str]]:
    """Yield the published workspaces with tests and no script for them, where only scripts of workspaces are run."""
    graph, root = context.graph, context.graph.root
    folders = {
        folder
        for _, job in on_the_way(graph)
        for effect in job.irreversible
        if effect.what == "npm"
        for folder in packed(root, effect)
    }
    members = [folder for folder in workspaces(root) if folder in folders or not folders - {""}]
    silent = [each for each in members if "test" not in package(root, each).get("scripts", {}) and _has(tree, each, _NODE_TEST)]
    if not silent or len(silent) == len(list(workspaces(root))):
        return
    found = [each.ran for job in _all_jobs(graph) for each in commands(job)]
    if not any(_tests_workspaces(each) for each in found) or any(_tests_all(each) for each in found):
        return
    for folder in silent:
        if not any(each.folder == folder and _is_test(each) for each in found):
            yield (
                Location(f"{folder}/package.json", 1),
                f"{folder} has tests but no test script, so the tests of all workspaces skip it",
            )


def _tests_workspaces(each: Ran) -> bool:
    return each.command.tool in ("npm", "pnpm", "yarn", "bun") and _is_test(each) and each.command.flag(*_EVERY)


def _is_test(each: Ran) -> bool:
    return bool({"test", "t", "test:unit", "test:ci"} & set(each.command.arguments[:2])) or each.command.flag("--test")


def _tests_all(each: Ran) -> bool:
    """Whether a runner is started at the top, which finds tests of its own in every folder."""
    return each.command.tool in _RUNNERS or (
        not each.folder and each.command.flag("--test") and each.command.tool in ("node", "bun", "tsx")
    )


def _has(tree: CommittedTree, folder: str, tests: re.Pattern[str]) -> bool:
    return any(path.startswith(f"{folder}/") and tests.search(path[len(folder) + 1 :]) for path in tree.files)


def _all_jobs(graph: Machinery) -> Iterator[JobRun]:
    yield from (job for run in runs(graph) for job in run.jobs)
