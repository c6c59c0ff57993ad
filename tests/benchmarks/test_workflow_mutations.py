"""Careless changes are made on what a workflow says, in any notation, and each that lets something loose is refused."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import workflow_mutations
from benchmarks.workflow_changes import SWALLOWS, changes, load
from benchmarks.workflow_mutations import SAME, Judged, Laboratory, generated, report, survey
from benchmarks.workflow_slips import EMPTY, GREEN, SWAPPED
from facts.workflows.assembly import read, written
from profiles.schema.profile import load as load_profile
from sample import write
from tests.tools import needs

WORKFLOW = """\
on: push
jobs:
  build:
    strategy:
      matrix:
        include:
          - os: ubuntu-latest
            target: a
          - {os: macos-latest, target: b}
    runs-on: ${{ matrix.os }}
    steps:
      - run: |
          set -e
          if test -f x; then
            make all \\
              one
          fi
          awk '
            { print }
          ' x
      - uses: actions/upload-artifact@v4
        with: {name: dist}
  publish:
    needs:
      - build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: dist
      - run: cargo publish
        env: {CARGO_REGISTRY_TOKEN: "${{ secrets.CARGO }}"}
"""


def test_every_kind_of_change_is_made_once_a_place() -> None:
    """Needs, conditions, rows, artifacts, secrets and commands are changed wherever they stand, in block and flow notation."""
    kinds = Counter(change.kind for change in changes(WORKFLOW))
    assert kinds == {
        "drops a need": 1,
        "always()": 2,
        "continue-on-error": 6,
        "loses a row": 2,
        "renames an artifact": 2,
        "empties a secret": 1,
        "|| true": 5,
        "takes set -e away": 1,
        "deletes a step": 4,
        "pins a branch": 2,
        "widens permissions": 2,
        "if-no-files-found: ignore": 1,
        "fail-fast: false": 1,
    }


SLIPS = """\
on: push
jobs:
  other:
    steps: []
  build:
    steps: []
  publish:
    needs: [build]
    if: github.ref == 'x'
    steps:
      - if: a != b
        run: |
          if [[ "$A" == "$B" ]]; then
            exit 1
          fi
          npm ci --frozen-lockfile
"""


def test_a_guard_is_turned_round_or_taken_away() -> None:
    """Conditions of jobs, of steps and of the shell, ends, locks and needs."""
    found = {change.title: load(change.text)["jobs"]["publish"] for change in changes(SLIPS, lambda job: job == "publish")}
    assert found["publish: the job: if: github.ref != 'x'"]["if"] == "github.ref != 'x'"
    assert "if" not in found["publish: the job: without if: github.ref == 'x'"]
    step = 'publish: step 1: if [[ "$A" == "$B" ]]; then'
    runs = {title: job["steps"][0].get("run", "") for title, job in found.items() if job["steps"]}
    assert runs[f"{step}: turns == and != round"].startswith('if [[ "$A" != "$B" ]]; then')
    assert "exit 0" in runs["publish: step 1: exit 1: exit 1 becomes exit 0"]
    assert "--frozen" not in runs["publish: step 1: npm ci --frozen-lockfile: drops --locked"]
    assert found["publish: needs other instead of build"]["needs"] == ["other"]


def test_a_change_changes_one_thing() -> None:
    """The document after a change differs from the one before in the place that its title names, and nowhere else."""
    found = {change.title: load(change.text) for change in changes(WORKFLOW)}
    before = load(WORKFLOW)
    assert found["publish: needs no build"]["jobs"]["publish"]["needs"] == []
    assert found["publish: needs no build"]["jobs"]["build"] == before["jobs"]["build"]
    assert found["build: loses the row macos-latest b"]["jobs"]["build"]["strategy"]["matrix"]["include"] == [
        {"os": "ubuntu-latest", "target": "a"}
    ]
    assert found["publish: step 2: CARGO_REGISTRY_TOKEN is empty"]["jobs"]["publish"]["steps"][1]["env"] == {
        "CARGO_REGISTRY_TOKEN": ""
    }
    assert found["publish: step 2: cargo publish || true"]["jobs"]["publish"]["steps"][1]["run"] == "cargo publish || true"


@needs("shfmt")
def test_what_the_shell_reads_as_text_is_no_change(tmp_path: Path) -> None:
    """`|| true` inside the text of another program is not a command, and is not counted."""
    titles = {
        each.change.title for each in survey(Laboratory(written(tmp_path, {".github/workflows/release.yml": WORKFLOW}), None))
    }
    assert "build: step 1: one || true" in titles
    assert [title for title in titles if "print" in title or "awk" in title] == []


@needs("shfmt")
def test_every_change_of_the_sample_is_refused(tmp_path: Path) -> None:
    """On the sample's own release workflows nothing survives, and what is called the same waits for what it waited for."""
    root = write(tmp_path / "project")
    judged = survey(Laboratory(root, load_profile(root / "release-profile.toml")))
    assert [f"{each.file}: {each.change.title}" for each in judged if each.survives] == []
    assert sum(bool(each.rules) for each in judged) >= 50
    assert {each.change.kind for each in judged if each.same and not each.rules} <= {"drops a need", "always()", *SAME, SWAPPED}
    killed = {each.change.kind for each in judged if each.rules}
    assert {GREEN, EMPTY, SWALLOWS, "continue-on-error"} <= killed


def test_a_row_of_a_target_list_is_taken_out_too(tmp_path: Path) -> None:
    """Where the profile names a file of targets, each of its rows is taken out once."""
    targets = {"targets": [{"target": "a"}, {"target": "b"}]}
    root = written(tmp_path, {".github/workflows/release.yml": WORKFLOW, "targets.json": json.dumps(targets)})
    (root / "p.toml").write_text(
        '[project]\nname = "x"\n[tooling]\ntargets = { path = "targets.json", list = "targets", fields = { target = "target" } }\n'
    )
    found = [change for file, change in generated(read(root), load_profile(root / "p.toml")) if file == "targets.json"]
    assert [change.title for change in found] == ["targets: loses a", "targets: loses b"]
    assert [len(json.loads(change.text)["targets"]) for change in found] == [1, 1]


@pytest.mark.parametrize(("rules", "same", "survives"), [({"r"}, False, False), (set(), True, False), (set(), False, True)])
def test_the_report_counts_what_is_killed_and_names_what_survives(rules: set[str], same: bool, survives: bool) -> None:
    """A change without a refusal survives unless it is the same; the line of a survivor names file and place."""
    (change, *_) = changes(WORKFLOW)
    judged = Judged("f.yml", change, frozenset(rules), same)
    lines = list(report([judged]))
    assert judged.survives is survives
    assert (f"survives: f.yml: {change.title}" in lines) is survives
    assert f"killed {len(rules)} of {0 if same else 1}; {int(same)} more are the same" in lines


def test_a_checkout_without_release_workflows_is_no_success(tmp_path: Path) -> None:
    """Where nothing was generated nothing was proven."""
    assert workflow_mutations.main([str(written(tmp_path, {"README.md": "x"}))]) == 1
