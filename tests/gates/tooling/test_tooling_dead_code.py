"""What was switched off without being taken out: commands below an exit, another commit than the tag's, a run of one's own."""

from pathlib import Path

import pytest

from tests.gates.tooling.asked import said

WORKFLOW = """\
on:
  workflow_dispatch: {{inputs: {{tag: {{required: true}}, run: {{required: true}}}}}}
jobs:
  context:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "${{{{ inputs.tag }}}}"}}
  build:
    needs: context
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "{ref}"}}
      - run: scripts/verify.sh
      - run: cargo build
      - uses: actions/upload-artifact@v4
        with: {{name: built, path: target/}}
  publish:
    needs: [context, build]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {{name: {name}, run-id: "${{{{ {run} }}}}"}}
      - run: cargo publish
"""
VERIFY = '#!/usr/bin/env bash\nset -euo pipefail\n{}gh run view "$1" --exit-status\n'


def project(*, ref: str = "${{ inputs.tag }}", run: str = "inputs.run", name: str = "built", first: str = "") -> dict[str, str]:
    """Return a release with one place to be spoiled each."""
    return {
        ".github/workflows/release.yml": WORKFLOW.format(ref=ref, run=run, name=name),
        "scripts/verify.sh": VERIFY.format(first),
    }


@pytest.mark.parametrize("first", ["", "[[ -n $CI ]] || exit 0\n", "if false; then exit 0; fi\n", "usage() { exit 0; }\n"])
def test_an_exit_that_something_guards_is_a_way_out(tmp_path: Path, first: str) -> None:
    """A condition, a branch or a function around it leaves the rest to be run."""
    found = said("command-failures-fail-the-job", tmp_path, project(first=first))
    assert [line for line in found if "nothing below this line" in line] == []


@pytest.mark.parametrize("first", ["exit 0\n", "exit\n", "echo skipped for now\nexit 0\n"])
def test_what_stands_below_an_exit_is_not_run(tmp_path: Path, first: str) -> None:
    """The check is there to be read and checks nothing."""
    found = said("command-failures-fail-the-job", tmp_path, project(first=first))
    assert ["scripts/verify.sh" in line for line in found if "nothing below this line is run (exit" in line] == [True]


@pytest.mark.parametrize("ref", ["main", "refs/heads/release"])
def test_a_branch_is_not_the_tag(tmp_path: Path, ref: str) -> None:
    """Where the run attests the tag, the job that builds must not check a branch out."""
    (sentence,) = said("attestations-name-the-built-commit", tmp_path, project(ref=ref))
    assert f"job build builds the branch {ref}, not the tag's commit" in sentence


@pytest.mark.parametrize("ref", ["${{ inputs.tag }}", "refs/tags/v1", "0123456789012345678901234567890123456789"])
def test_a_tag_or_commit_is_what_it_says(tmp_path: Path, ref: str) -> None:
    """What cannot move, or is the input itself, is left alone."""
    assert said("attestations-name-the-built-commit", tmp_path, project(ref=ref)) == []


@pytest.mark.parametrize(
    ("run", "name", "count"), [("inputs.run", "made-there", 0), ("github.run_id", "built", 0), ("github.run_id", "bulit", 1)]
)
def test_the_number_of_this_run_is_no_other_run(tmp_path: Path, run: str, name: str, count: int) -> None:
    """What is fetched from this very run has to be uploaded in it."""
    found = said("artifact-names-match", tmp_path, project(run=run, name=name))
    assert len([line for line in found if f"downloads the artifact {name}, which no job uploads" in line]) == count
