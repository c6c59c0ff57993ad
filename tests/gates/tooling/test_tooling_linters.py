"""zizmor and actionlint refuse what they are there for, and may not skip a file."""

import pytest

from core.errors import Undecided
from core.findings import rules_of
from facts.workflows.assembly import written
from gates.tooling import actionlint, zizmor
from profiles.schema.tooling import ToolingTable, WorkflowLinter
from tests.tools import needs


@needs("zizmor")
def test_zizmor_refuses_an_injection_that_strangers_reach(tmp_path):
    """A pull request title that becomes a command is refused with zizmor's own name for it."""
    assert rules_of(zizmor.findings(written(tmp_path, zizmor.BAD), ToolingTable())) == ["zizmor-template-injection"]


GREET = zizmor.BAD[".github/workflows/bad.yml"]
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
    found = zizmor.findings(
        written(tmp_path, {f".github/workflows/{name}": text for name, text in files.items()}), ToolingTable()
    )
    assert [each for each in found if each.path.endswith("bad.yml") and each.rule == zizmor.REFUSAL] == found
    assert bool(found) is reached


@needs("zizmor")
def test_an_input_of_a_dispatch_is_no_strangers(tmp_path):
    """Who may dispatch a workflow may write; where others call it, the same input counts again."""
    texts = GREET.replace("on: pull_request_target", "on:\n  issues:\n  workflow_dispatch:\n    inputs: {title: {type: string}}")
    texts = texts.replace("github.event.pull_request.title", "inputs.title")
    called = texts.replace("jobs:", "  workflow_call:\n    inputs: {title: {type: string}}\njobs:")
    judge = zizmor.findings
    assert judge(written(tmp_path / "dispatched", {".github/workflows/bad.yml": texts}), ToolingTable()) == []
    assert rules_of(judge(written(tmp_path / "called", {".github/workflows/bad.yml": called}), ToolingTable())) == [
        zizmor.REFUSAL
    ]


BUILT = """\
on: {{workflow_call: {{inputs: {{caller: {{type: string}}}}}}}}
jobs:
  build:
    runs-on: ubuntu-24.04
    permissions: {{}}
    steps:
      - run: echo ${{{{ inputs.caller }}}} && cargo publish
"""
CALLS = """\
on: {{push: {{tags: ["v*"]}}}}
permissions: {{}}
jobs:
  call: {{uses: ./.github/workflows/build.yml, with: {{caller: {0}}}}}
"""


@needs("zizmor")
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["deployment"], []),
        (["a", "b"], []),
        (["a", '"${{ github.event.head_commit.message }}"'], [zizmor.REFUSAL]),
    ],
)
def test_an_input_that_every_caller_writes_out_is_no_strangers(given, expected, tmp_path):
    """A workflow that is only called gets what the callers of this checkout write, and one of them may hand on a stranger's text."""
    files = {".github/workflows/build.yml": BUILT.format()} | {
        f".github/workflows/{at}.yml": CALLS.format(text) for at, text in enumerate(given)
    }
    found = zizmor.findings(written(tmp_path, files), ToolingTable(audits_accepted={"unpinned-uses": "ours"}))
    assert [each.rule for each in found if each.rule == zizmor.REFUSAL] == expected


@needs("zizmor")
@pytest.mark.parametrize("place", [".github/zizmor.yml", "zizmor.yml", ".github/zizmor.yaml"])
def test_what_the_project_tells_zizmor_has_no_say(tmp_path, place, monkeypatch):
    """A configuration of the project, one of the environment and a comment in the line leave the finding as it is."""
    off = "rules:\n  template-injection:\n    disable: true\n    ignore: [bad.yml]\n"
    quiet = GREET.replace('title }}"', 'title }}" # zizmor: ignore[template-injection]')
    written(tmp_path, {".github/workflows/bad.yml": quiet, place: off})
    monkeypatch.setenv("ZIZMOR_CONFIG", str(tmp_path / place))
    found = zizmor.findings(tmp_path, ToolingTable())
    assert [each.rule for each in found] == [zizmor.REFUSAL]
    assert found[0].got.endswith(", suppressed by the project")


@needs("zizmor")
def test_zizmor_may_not_skip_a_file(tmp_path):
    """A workflow that zizmor cannot read is no silence."""
    written(tmp_path, zizmor.BAD)
    written(tmp_path, {".github/workflows/broken.yml": "on: push\njobs: [\n"})
    with pytest.raises(Undecided):
        zizmor.findings(tmp_path, ToolingTable())


@needs("actionlint")
def test_actionlint_refuses_a_need_that_is_not_there(tmp_path):
    """A job that needs an absent job is refused with actionlint's words."""
    found = actionlint.findings(written(tmp_path, actionlint.BAD), WorkflowLinter("actionlint"))
    assert "does not exist" in found[0].got


PUBLISHES = """\
on: {{push: {{tags: ["v*"]}}}}
permissions: {0}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with: {{persist-credentials: {1}}}
      - uses: {2}
      - run: cargo publish
  announce:
    needs: publish
    runs-on: ubuntu-24.04
    steps: [{{run: echo done}}]
"""
PINNED = "someone/setup@11bd71901bbe5b1630ceea73d27597364c9af683"
KEEPS = PUBLISHES.format("{}", "false", PINNED).replace("        with: {persist-credentials: false}\n", "")


@needs("zizmor")
@pytest.mark.parametrize(
    ("text", "table", "expected"),
    [
        (PUBLISHES.format("{}", "false", PINNED), ToolingTable(), []),
        (PUBLISHES.format("{}", "false", "someone/setup@v1"), ToolingTable(), ["zizmor-unpinned-uses"]),
        (PUBLISHES.format("write-all", "false", PINNED), ToolingTable(), ["zizmor-excessive-permissions"]),
        (KEEPS, ToolingTable(), []),
        (
            KEEPS,
            ToolingTable(audit_severity="low", audit_confidence="low"),
            ["zizmor-artipacked"],
        ),
        (
            PUBLISHES.format("{}", "false", "someone/setup@v1"),
            ToolingTable(audits_accepted={"unpinned-uses": "ours"}),
            [],
        ),
        (PUBLISHES.format("write-all", "false", "someone/setup@v1").replace("cargo publish", "cargo build"), ToolingTable(), []),
    ],
    ids=["right", "unpinned", "may-everything", "unsure", "asked-for-less", "accepted", "publishes-nothing"],
)
def test_a_workflow_that_publishes_is_held_to_more(text, table, expected, tmp_path):
    """From the severity and confidence on that the profile sets a finding blocks where a release goes through, and nowhere else."""
    assert rules_of(zizmor.findings(written(tmp_path, {".github/workflows/release.yml": text}), table)) == expected


@needs("zizmor")
@pytest.mark.parametrize("level", ["informational", "low", "medium", "high"])
@pytest.mark.parametrize("accepted", [(), ("unpinned-uses",), ("unpinned-uses", "insecure-commands")])
def test_the_threshold_has_a_known_bad_input_of_its_own(level, accepted, tmp_path):
    """Whatever a profile sets, the publishing workflow of the self-test is refused for what it expects."""
    table = ToolingTable(audit_severity=level, audit_confidence=level, audits_accepted=dict.fromkeys(accepted, "ours"))
    found = rules_of(zizmor.findings(written(tmp_path, zizmor.BAD_PUBLISHING), table))
    assert zizmor.refusal(table) in found


@needs("actionlint")
def test_what_the_project_tells_actionlint_has_no_say(tmp_path):
    """A configuration that ignores everything ignores nothing here; a runner that it names is one that the project has."""
    quiet = "self-hosted-runner:\n  labels: [big-machine]\npaths:\n  '**':\n    ignore: ['.*']\n"
    text = actionlint.BAD[".github/workflows/bad.yml"].replace("ubuntu-latest", "big-machine")
    written(tmp_path, {".github/workflows/bad.yml": text, ".github/actionlint.yaml": quiet})
    found = actionlint.findings(tmp_path, WorkflowLinter("actionlint"))
    assert [each.rule for each in found] == [actionlint.RULE]
    assert "does not exist" in found[0].got


@needs("zizmor")
@pytest.mark.parametrize(
    ("uses", "count"),
    [
        ("slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0", 0),
        ("slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@main", 1),
        ("someone/generator/.github/workflows/generator.yml@v2.1.0", 1),
    ],
)
def test_what_refuses_a_commit_is_named_by_its_tag(uses, count, tmp_path):
    """It verifies the tag that it is called by; a branch of it, and anything else, is not pinned."""
    text = PUBLISHES.format("{}", "false", PINNED) + f"  proof:\n    needs: publish\n    permissions: {{}}\n    uses: {uses}\n"
    found = zizmor.findings(written(tmp_path, {".github/workflows/release.yml": text}), ToolingTable())
    assert len([each for each in found if each.rule == "zizmor-unpinned-uses"]) == count
