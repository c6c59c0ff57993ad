"""Every rule of gate 0 refuses its own known-bad checkout for its reason, and is silent on a well-run project."""

import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

from core.errors import Undecided
from facts.workflows.assembly import read, written
from gates import tooling
from profiles.schema.tooling import Linter, ToolingTable
from tests.gates.tooling.projects import ONE_RUN, TWO_RUNS
from tests.tools import needs

OUTSIDE = {"zizmor": ToolingTable(), "actionlint": Linter("actionlint")}
GIVEN = {
    "table": ToolingTable(
        tap_jobs=("tap", "build"), provenance_jobs=("resolve", "context"), preflight_jobs=("credentials", "build")
    ),
    "targets": None,
    "channels": {},
    "promised": ("a GitHub release",),
    "changelog": "CHANGELOG.md",
    "ci_workflow": "ci.yml",
}
RULES = sorted(name for _, name, _ in pkgutil.iter_modules(tooling.__path__) if name not in OUTSIDE)


def rule(name: str) -> ModuleType:
    """Return the module of a rule."""
    return importlib.import_module(f"gates.tooling.{name}")


@pytest.mark.parametrize("name", RULES)
def test_a_rule_refuses_its_bad_checkout_for_its_reason(name, tmp_path):
    """What a rule's control rests on is refused, with the words that the control expects."""
    found = rule(name).findings(read(written(tmp_path, rule(name).BAD)))
    assert any(rule(name).REFUSAL in finding for finding in found), found


@pytest.mark.parametrize("name", RULES)
def test_a_finding_says_where_what_and_what_to_do(name, tmp_path):
    """A finding is `file:line: what can happen; what to do`."""
    found = rule(name).findings(read(written(tmp_path, rule(name).BAD)))
    assert [line for line in found if not line.split(":")[1].isdigit() or ";" not in line] == []


@pytest.mark.parametrize("layout", [ONE_RUN, TWO_RUNS], ids=["one_run", "two_runs"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_silent_on_a_release_that_is_right(name, layout, tmp_path):
    """Neither layout that is right has a finding, with what the profile may add."""
    judge = rule(name).findings
    given = [GIVEN[word] for word in inspect.signature(judge).parameters if word in GIVEN]
    if not (name == "green_ci" and layout is TWO_RUNS):  # its CI is asked in preflight only
        assert judge(read(written(tmp_path, layout)), *given) == []


def test_every_rule_is_a_check():
    """No rule lies about without being asked: the package exports each, and the gate asks each."""
    asked = Path("gates/tooling/test_tooling.py").read_text(encoding="utf-8")
    assert [name for name in (*RULES, *OUTSIDE) if f"tooling.{name}" not in asked] == []


@needs("zizmor")
def test_zizmor_refuses_an_injection_that_strangers_reach(tmp_path):
    """A pull request title that becomes a command is refused with zizmor's own name for it."""
    assert "template-injection" in tooling.zizmor.findings(written(tmp_path, tooling.zizmor.BAD), ToolingTable())[0]


GREET = tooling.zizmor.BAD[".github/workflows/bad.yml"]
AFTER = GREET.replace("pull_request_target", "\n  workflow_run: {workflows: [build], types: [completed]}")
BUILD = "name: build\non: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps: [{{run: make}}]\n"
BRANCH = AFTER.replace("github.event.pull_request.title", "github.event.workflow_run.head_branch")


@needs("zizmor")
@pytest.mark.parametrize(
    ("files", "reached"),
    [
        ({"bad.yml": GREET.replace("title", "url")}, False),
        ({"bad.yml": GREET.replace("title", "body")}, True),
        ({"bad.yml": BRANCH, "build.yml": BUILD.format("push")}, False),
        ({"bad.yml": BRANCH, "build.yml": BUILD.format("pull_request")}, True),
        ({"bad.yml": BRANCH}, True),
    ],
    ids=["github-made-it", "a-stranger-wrote-it", "after-a-tag", "after-a-pull-request", "after-who-knows"],
)
def test_an_injection_counts_where_a_stranger_can_write_it(files, reached, tmp_path):
    """What GitHub makes up, and what only follows a push of ours, lets no stranger in; a text and a branch of theirs do."""
    found = tooling.zizmor.findings(
        written(tmp_path, {f".github/workflows/{name}": text for name, text in files.items()}), ToolingTable()
    )
    assert [line for line in found if "bad.yml" in line and "template-injection" in line] == found
    assert bool(found) is reached


@needs("zizmor")
def test_an_input_of_a_dispatch_is_no_strangers(tmp_path):
    """Who may dispatch a workflow may write; where others call it, the same input counts again."""
    texts = GREET.replace("on: pull_request_target", "on:\n  issues:\n  workflow_dispatch:\n    inputs: {title: {type: string}}")
    texts = texts.replace("github.event.pull_request.title", "inputs.title")
    called = texts.replace("jobs:", "  workflow_call:\n    inputs: {title: {type: string}}\njobs:")
    judge = tooling.zizmor.findings
    assert judge(written(tmp_path / "dispatched", {".github/workflows/bad.yml": texts}), ToolingTable()) == []
    assert "template-injection" in judge(written(tmp_path / "called", {".github/workflows/bad.yml": called}), ToolingTable())[0]


@needs("zizmor")
def test_zizmor_may_not_skip_a_file(tmp_path):
    """A workflow that zizmor cannot read is no silence."""
    written(tmp_path, tooling.zizmor.BAD)
    written(tmp_path, {".github/workflows/broken.yml": "on: push\njobs: [\n"})
    with pytest.raises(Undecided):
        tooling.zizmor.findings(tmp_path, ToolingTable())


@needs("actionlint")
def test_actionlint_refuses_a_need_that_is_not_there(tmp_path):
    """A job that needs an absent job is refused with actionlint's words."""
    found = tooling.actionlint.findings(written(tmp_path, tooling.actionlint.BAD), Linter("actionlint"))
    assert "does not exist" in found[0]
