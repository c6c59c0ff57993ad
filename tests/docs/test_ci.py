"""The workflows that docs/ci.md offers are clean, pinned, readable, and say what the page says of them."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.rules import load
from facts.workflows.assembly import read
from facts.workflows.reading import workflow
from facts.workflows.workflow import Workflow
from gates.tooling.rule_context import Context
from plugins.plan.expansion import expand
from plugins.plan.plan import read as plan
from plugins.plan.selection import Selection
from profiles.schema.profile import load as load_profile
from tests.docs.pages import ROOT
from tests.tools import needs

FOLDER = ROOT / "docs" / "ci"
FILES = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yml"))}
DELIVERY = workflow(FILES["verify-delivery.yml"], "verify-delivery.yml")
PINNED = re.compile(r"uses: (?:actions|github)/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
SPOILS: dict[str, Callable[[str], str]] = {
    "unpinned-uses": lambda text: re.sub(r"(setup-python|download-artifact)@[0-9a-f]{40} # v\S+", r"\1@v7", text),
    "excessive-permissions": lambda text: re.sub(r"    permissions:\n(?:      .+\n)+", "    permissions: write-all\n", text),
    "template-injection": lambda text: text.replace('--base-tag "$BASE"', "--base-tag ${{ inputs.base_tag }}").replace(
        "by %s. A", "by ${{ github.event.schedule }}. A"
    ),
}
ACCEPTED = {
    "re-verify.yml": ("self-repository", " # zizmor: ignore[self-repository]"),
    "verify-delivery.yml": ("dangerous-triggers", " # zizmor: ignore[dangerous-triggers]"),
}
WRITES = {
    "re-verify.yml": {("verify", "attestations"), ("verify", "id-token"), ("report", "issues")},
    "verify-before-release.yml": set(),
    "verify-delivery.yml": {("merge", "attestations"), ("merge", "id-token")},
}


def audited(folder: Path, text: str) -> list[str]:
    """Return what zizmor finds in a workflow that lies where GitHub would read it."""
    path = folder / ".github" / "workflows" / "audited.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    words = ["zizmor", "--offline", "--format", "json", "--strict-collection", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert "completed" in done.stderr, done.stderr
    found: list[dict[str, Any]] = msgspec.json.decode(done.stdout)
    return [str(finding["ident"]) for finding in found if not finding.get("ignored")]


@needs("zizmor")
@pytest.mark.parametrize("name", FILES)
def test_zizmor_finds_nothing(name: str, tmp_path: Path) -> None:
    """Zizmor audits the workflow and has nothing to say."""
    assert audited(tmp_path, FILES[name]) == []


@needs("zizmor")
@pytest.mark.parametrize("ident", SPOILS)
@pytest.mark.parametrize("name", FILES)
def test_zizmor_would_find_it(name: str, ident: str, tmp_path: Path) -> None:
    """The same audit refuses a copy that is spoiled in one place."""
    assert ident in audited(tmp_path, SPOILS[ident](FILES[name]))


@needs("zizmor")
@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_would_be_found(name: str, tmp_path: Path) -> None:
    """What zizmor warns of is accepted in its own line, and nowhere else."""
    ident, accepted = ACCEPTED[name]
    assert {name: text.count("zizmor: ignore") for name, text in FILES.items()} == dict.fromkeys(FILES, 0) | dict.fromkeys(
        ACCEPTED, 1
    )
    assert audited(tmp_path, FILES[name].replace(accepted, "")) == [ident]


@needs("actionlint")
def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    """All of them lie next to each other, as in a project, and actionlint has nothing to say."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    words = ["actionlint", *(str(folder / name) for name in FILES)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs("shfmt")
def test_our_own_rules_are_silent(tmp_path: Path) -> None:
    """The rules of gate 0 that ask how any workflow is written have nothing to say either."""
    for name, text in FILES.items():
        path = tmp_path / ".github" / "workflows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    asked = ("workflows-and-scripts-are-valid", "contexts-are-available", "references-are-defined", "command-failures-fail-the-job", "failed-jobs-stop-the-release",
             "errexit-applies-in-conditions", "no-grep-q-under-pipefail", "gh-has-a-repository-and-a-token", "credentials-use-the-right-variable")  # fmt: skip
    context = Context(read(tmp_path))
    rules = load("gates.tooling.rules")
    assert len(context.graph.checkout.files) == len(FILES)
    assert [finding for rule in asked for finding in rules[rule].findings(context)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_action_is_pinned(name: str) -> None:
    """Each action is named by a commit, with its version beside it."""
    used = [line.strip() for line in FILES[name].splitlines() if "uses:" in line]
    assert len(used) >= 2
    assert [line for line in used if not PINNED.search(line) and "uses: ./.github/workflows/" not in line] == []


@pytest.mark.parametrize("name", FILES)
def test_no_secret_is_asked_for(name: str) -> None:
    """No workflow reads a secret; the merge may write its attestation, the report its issue."""
    parsed = workflow(FILES[name], name)
    assert "secrets." not in FILES[name]
    granted = {job.id: {key: value.text for key, value in job.permissions.entries.items()} for job in parsed.jobs.values()}
    writes = {(job, key) for job, given in granted.items() for key, value in given.items() if value != "read"}
    assert writes == WRITES[name]


def test_it_runs_after_a_failed_publish_too() -> None:
    """The end of a publish run starts it whatever its conclusion; another workflow may call it."""
    assert DELIVERY.started_by("workflow_run")
    assert DELIVERY.started_by("workflow_call")
    assert DELIVERY.triggers.mapping("workflow_run").listing("types")[0].text == "completed"
    assert "conclusion" not in FILES["verify-delivery.yml"]


def test_a_publish_run_is_verified_whoever_with_write_access_started_it() -> None:
    """By hand, by a tag or by a release, but by no pull request and from no fork; the page says the same."""
    condition = str(DELIVERY.jobs["find"].condition)
    events = re.findall(r'"(\w+)"', condition)
    assert events == ["workflow_dispatch", "push", "release"]
    assert "head_repository.full_name == github.repository" in condition
    assert "`workflow_dispatch`, `push` or `release`" in (ROOT / "docs" / "ci.md").read_text("utf-8")


def test_one_verdict_follows_all_hosts() -> None:
    """The merge waits for every host, imports each file, keeps the evidence and has it attested, whatever the verdict."""
    merge = DELIVERY.jobs["merge"]
    assert DELIVERY.ancestors(merge) == {"find", "verify"}
    assert "--import=$file" in _script(DELIVERY, "merge")
    assert "needs.find.outputs.rehearsal != 'true'" in str(DELIVERY.jobs["verify"].condition)
    last = merge.steps[-2:]
    assert [step.action for step in last] == ["actions/upload-artifact", "actions/attest-build-provenance"]
    assert {step.condition.text for step in last if step.condition} == {"!cancelled()"}


@pytest.mark.parametrize("job", ["verify", "merge"])
def test_both_runs_are_passed(job: str) -> None:
    """Every host examines the tag with both runs."""
    for words in ('--release-target "$TAG"', '--build-run-id="$BUILD"', '--publish-run-id="$PUBLISH"', '-m "$CHECKS"'):
        assert words in _script(DELIVERY, job)


def test_only_what_needs_a_run_is_left_out_every_day() -> None:
    """The checks that re-verify.yml selects are those of delivery, without the ones that read artifacts or logs of a run."""
    (expression,) = re.findall(r"checks: ([^#\n]+?) #", FILES["re-verify.yml"])
    whole = expand(plan(ROOT), load_profile(ROOT / "profiles" / "plasmite.toml"))
    selected = {check.id for check in Selection(expression, "", ()).of_plan(whole)}
    every = {check.id for check in whole.checks if check.stage == "delivery"}
    left_out = {name.rpartition("::")[2].partition("[")[0] for name in every - selected}
    assert selected < every
    assert left_out == {
        "test_files_are_the_built_artifacts",
        "test_files_are_traced_to_the_tag",
        "test_publish_run_exists",
        "test_run_is_of_the_publish_workflow",
        "test_publish_run_has_succeeded",
        "test_publish_used_this_build_run",
        "test_published_files_are_the_built_artifacts",
        "test_no_channel_was_skipped",
    }


def test_the_page_and_the_workflow_use_the_same_names() -> None:
    """Variables, the artifact and the workflow's title stand in both."""
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    names = {*re.findall(r"vars\.(\w+)", "".join(FILES.values())), "publish-request", "release-publish", *FILES}
    assert [name for name in sorted(names) if name not in page] == []


def _script(parsed: Workflow, job: str) -> str:
    return "\n".join(step.run.text for step in parsed.jobs[job].steps if step.run)
