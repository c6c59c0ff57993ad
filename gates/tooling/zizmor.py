"""Known security holes that let a stranger publish, as zizmor knows them.

zizmor's exit status does not say how much it looked at, so we count: every workflow file must be reported as audited.
What blocks is a finding of high severity and high confidence in a workflow that somebody without write access can
start with the project's rights; an injection that only a maintainer's own dispatch can reach lets no stranger publish.
In the workflows that a release goes through, a finding blocks from the severity and confidence on that the profile sets.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from core.commands import Completed, run
from core.errors import Undecided
from core.findings import Finding
from core.regular_files import read_text
from discovery.workflows.path import on_the_way
from facts.workflows.assembly import read
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Workflow
from facts.workflows.workflow_files import Checkout, checkout
from facts.workflows.yaml_positions import Scalar
from facts.workflows.zizmor_report import ZizmorFinding
from profiles.schema.tooling import ToolingTable

# Events by which somebody without write access starts a run that holds the project's secrets or token.
STRANGERS = frozenset(
    {
        "discussion",
        "discussion_comment",
        "fork",
        "issue_comment",
        "issues",
        "pull_request_comment",
        "pull_request_review",
        "pull_request_review_comment",
        "pull_request_target",
        "watch",
        "workflow_run",
    }
)
# These trust a named publisher or grant too much; alone they let no stranger in. The profile may demand the first.
_TRUST = frozenset({"unpinned-uses", "excessive-permissions", "github-app", "unpinned-images"})
# What an injection expands there no stranger has written: GitHub made it up, or somebody who may dispatch the workflow gave it.
_GITHUBS = re.compile(r"github\.event\.(?:repository|issue|pull_request|comment|review)\.(?:[\w.]*[._])?(?:url|id|number)")
_DISPATCHERS = re.compile(r"(?:github\.event\.)?inputs\.([\w-]+)")
# What an App may do is settled where the App is made, and its token is the job's alone.
_OWN_CHOICE = frozenset({"github-app"})
# Who makes a tag or a branch here, publishes a release or dispatches a workflow may write.
_REFERENCE = re.compile(r"github\.ref(?:_name)?|github\.event\.release\.tag_name")
_CONTEXTS = re.compile(r"(?<![\w.'-])[A-Za-z_][\w-]*+(?:\.[\w*-]++)+")
# What they are worth a maintainer has made, also in a run for a pull request: its reference is `N/merge`.
_FIXED = frozenset(
    {"github.ref", "github.ref_name", "github.event_name", "github.event.pull_request", "github.sha", "github.ref_type"}
)
_MAINTAINERS = frozenset({"push", "release", "workflow_dispatch", "schedule"})
# It verifies the tag that it is called by (its README: "must be referenced by a tag").
_BY_TAG_ALONE = re.compile(r"slsa-framework/slsa-github-generator/[\w./-]+@v\d+\.\d+\.\d+\s*(?:#|$|['\"])")
_OF_ONE_BLOCK = frozenset({"zizmor-excessive-permissions"})
_LIMIT = 120.0
_FINDINGS_OR_NONE = (0, 11, 12, 13, 14)
_COMPLETED = re.compile(r"completed (\S+)")
# A checkout in which any stranger can make run their own commands.
BAD = {
    ".github/workflows/bad.yml": """\
on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""
}
REFUSAL = "zizmor-template-injection"
# A workflow that only a maintainer starts and that publishes, with what zizmor is sure of and takes for the worst: it must
# be refused from every severity and confidence on that a profile can set.
BAD_PUBLISHING = {
    ".github/workflows/publish.yml": """\
on: {push: {tags: ["v*"]}}
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/setup@v1
      - run: cargo publish
        env: {ACTIONS_ALLOW_UNSECURE_COMMANDS: true}
      - run: echo "${{ github.event.head_commit.message }}"
"""
}
_WORST = ("unpinned-uses", "insecure-commands", "template-injection")


def refusal(table: ToolingTable) -> str:
    """Return what the publishing workflow must be refused for: the first of its weaknesses that the profile does not accept."""
    return f"zizmor-{next((each for each in _WORST if each not in table.audits_accepted), _WORST[-1])}"


def findings(root: Path, table: ToolingTable, graph: Machinery | None = None) -> list[Finding]:
    """Return one finding for each hole in the workflows below `root`; `graph` where they have been read already."""
    found = checkout(root)
    own = [name for name in os.environ if name.startswith("ZIZMOR_")]
    answer = run(_argv(found), cwd=root, timeout=_LIMIT, unset=own, expect=_FINDINGS_OR_NONE)
    _require_all(answer, found)
    return _folded(_blocking(_parsed(answer), found, table, graph))


def _folded(found: Iterable[Finding]) -> list[Finding]:
    """Return one finding for what zizmor says again and again of one file, at its first place.

    What a workflow grants stands in one block: each permission that is too much is not a finding of its own.
    """
    by_text: dict[tuple[str, str, str], list[Finding]] = {}
    for each in found:
        text = "" if each.rule in _OF_ONE_BLOCK else each.got
        by_text.setdefault((each.rule, each.path, text), []).append(each)
    return [_folded_to_one(listed) for listed in by_text.values()]


def _folded_to_one(listed: list[Finding]) -> Finding:
    said = list(dict.fromkeys(each.got for each in listed))
    if len(said) > 1:
        what = said[0].partition(" (")[0]
        return replace(listed[0], got=f"{what} ({'; '.join(one.removeprefix(f'{what} (').removesuffix(')') for one in said)})")
    return listed[0] if len(listed) == 1 else replace(listed[0], got=f"{said[0]}, in {len(listed)} places")


def _argv(found: Checkout) -> list[str]:
    # What a project sets or ignores in its own files has no say; the profile and waivers have, with a reason.
    return ["zizmor", "--offline", "--no-config", "--no-ignores", "--format", "json", "--strict-collection", *found.files]


def _require_all(answer: Completed, found: Checkout) -> None:
    examined = set(_COMPLETED.findall(answer.errors))
    if missed := sorted(set(found.files) - examined):
        raise Undecided(
            got=f"zizmor audited {len(examined)} of {len(found.files)} workflows; not {', '.join(missed)}",
            expected="every workflow file audited",
            advice="run the command manually and read its log",
        )


def _parsed(answer: Completed) -> list[ZizmorFinding]:
    try:
        return msgspec.json.decode(answer.stdout, type=list[ZizmorFinding])
    except msgspec.DecodeError as fault:
        raise Undecided(
            got=f"unreadable output from zizmor ({fault})",
            expected="its json format, version 1",
            advice="install the pinned version of zizmor",
        ) from fault


def _blocking(found: list[ZizmorFinding], checkout: Checkout, table: ToolingTable, graph: Machinery | None) -> Iterator[Finding]:
    open_files = {w.file: w for w in checkout.workflows if _lets_strangers_start(w, checkout)}
    publishing: frozenset[str] | None = None
    for finding in found:
        file = finding.primary.symbolic.key.Local.verbatim_path.removeprefix("./")
        demanded = table.pinned_actions and finding.ident == "unpinned-uses"
        reachable = file in open_files and finding.ident not in _TRUST and not _is_ours(finding, open_files[file], checkout)
        blocks = finding.grave and (demanded or reachable)
        if (
            not blocks
            and finding.reaches(table.audit_severity, table.audit_confidence)
            and not _is_known(finding, checkout, file)
        ):
            publishing = _publishing(graph or read(checkout.root)) if publishing is None else publishing
            blocks = file in publishing
        if blocks and finding.ident not in table.audits_accepted and not _asks_for_its_tag(finding, checkout, file):
            yield _finding(finding, file, suppressed=_suppressed(checkout.root / file, finding))


def _asks_for_its_tag(finding: ZizmorFinding, checkout: Checkout, file: str) -> bool:
    """Whether what is not pinned to a commit refuses to run unless it is named by a tag of a full version."""
    if finding.ident != "unpinned-uses":
        return False
    line = finding.primary.concrete.location.start_point.row
    lines = read_text(checkout.root / file, errors="replace").splitlines()
    return line < len(lines) and bool(_BY_TAG_ALONE.search(lines[line]))


def _publishing(graph: Machinery) -> frozenset[str]:
    """Return the workflow files that a release goes through, those that are called included."""
    return frozenset(file for _, job in on_the_way(graph) for file in (job.workflow.file, *(each.file for each in job.callers)))


def _is_known(finding: ZizmorFinding, checkout: Checkout, file: str) -> bool:
    """Whether the finding shows no way in: what is handed over stays in this repository, or nobody else has given it."""
    workflow = checkout.workflow(file)
    if workflow is None:
        return False
    if finding.ident == "secrets-inherit":
        calls = [job.calls for job in workflow.jobs.values() if job.body.text("secrets") == "inherit"]
        return all(each.startswith(("./", "$/")) for each in calls)
    return finding.ident in _OWN_CHOICE or _is_ours(finding, workflow, checkout)


def _lets_strangers_start(workflow: Workflow, checkout: Checkout) -> bool:
    events = STRANGERS & workflow.triggers.entries.keys()
    if events != {"workflow_run"}:
        return bool(events)
    # It runs after others: strangers start it only where they start one of those.
    names = {each.text for each in workflow.triggers.mapping("workflow_run").listing("workflows") if isinstance(each, Scalar)}
    before = [each for each in checkout.workflows if each.name in names]
    known = names == {each.name for each in before}
    return not known or any((STRANGERS | {"pull_request"}) & each.triggers.entries.keys() for each in before)


def _is_ours(finding: ZizmorFinding, workflow: Workflow, checkout: Checkout) -> bool:
    if finding.ident != "template-injection":
        return False
    of_input = _DISPATCHERS.fullmatch(finding.expression)
    given = of_input and (not workflow.started_by("workflow_call") or _is_written_out(of_input[1], workflow, checkout))
    given = given or (_REFERENCE.fullmatch(finding.expression) and set(workflow.triggers.entries) <= _MAINTAINERS)
    named = _CONTEXTS.findall(finding.expression)
    given = given or (bool(named) and set(named) <= _FIXED and set(workflow.triggers.entries) <= {*_MAINTAINERS, "pull_request"})
    return bool(given or _GITHUBS.fullmatch(finding.expression))


def _is_written_out(name: str, workflow: Workflow, checkout: Checkout) -> bool:
    """Whether every job of this checkout that calls the workflow writes the input out: no expression, nothing of a stranger's."""
    calls = [job for each in checkout.workflows for job in each.jobs.values() if job.calls.removeprefix("./") == workflow.file]
    given = [job.body.mapping("with").text(name) for job in calls]
    others = set(workflow.triggers.entries) - {"workflow_call", "workflow_dispatch"}
    return bool(calls) and not others and all("${{" not in text for text in given)


def _suppressed(path: Path, finding: ZizmorFinding) -> bool:
    """Whether the project asks zizmor to ignore it where it stands; that is reported, and decides nothing."""
    lines = read_text(path, errors="replace").splitlines()
    rows = {place.concrete.location.start_point.row for place in finding.locations}
    return any("zizmor:" in lines[row] and "ignore[" in lines[row] for row in rows if row < len(lines))


def _finding(finding: ZizmorFinding, file: str, *, suppressed: bool) -> Finding:
    line = finding.primary.concrete.location.start_point.row + 1
    got = f"{finding.desc} ({finding.primary.symbolic.annotation})" + (", suppressed by the project" if suppressed else "")
    fix = f"follow https://docs.zizmor.sh/audits/#{finding.ident}"
    return Finding(f"zizmor-{finding.ident}", file, line, got, fix=fix)
