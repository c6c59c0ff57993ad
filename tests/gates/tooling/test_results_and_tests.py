"""Tests that ran before a release, jobs that judge results, tries that are repeated: what holds, and what only looks like it."""

import pytest

from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.asked import said

HEAD = 'on: {push: {tags: ["v*"]}}\njobs:\n'
CI = "on: [push]\njobs: {{test: {{runs-on: ubuntu-24.04, steps: [{{run: {0!r}}}]}}}}\n"
WAY = ".github/workflows/"


def job(name: str, *steps: str, more: str = "") -> str:
    """Return one job with steps that are commands."""
    listed = "".join(f"      - run: |\n          {step}\n" for step in steps)
    return f"  {name}:\n    runs-on: ubuntu-24.04\n{more}    steps:\n{listed}"


def ci_required(folder, release: str, ci: str = "go vet ./... && go test ./...", **others: str) -> list[str]:
    """Return what the rule says of a release beside a CI that runs one command."""
    files = {f"{WAY}ci.yml": CI.format(ci), f"{WAY}release.yml": release}
    return said("ci-required", folder, {**files, **others}, ToolingTable(ci_workflow="ci.yml"))


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("go vet ./... && go test ./...", 0),
        ("go vet ./... && go test ./...\n          echo done", 1),  # a failure of go vet ends nothing there
        ("make ready && go test ./... || true", 1),
        ("if make ready; then go test ./...; fi", 1),
    ],
)
def test_tests_behind_a_command_that_ends_the_job_are_run(step, count, tmp_path):
    """`a && b` as the last command fails where `a` fails; elsewhere, and behind a question, `b` may be left out."""
    release = HEAD + job("test", step) + job("publish", "cargo publish", more="    needs: test\n")
    assert len(ci_required(tmp_path, release)) == count


@pytest.mark.parametrize(("linted", "count"), [("helm lint .", 0), ("helm lint charts", 1)])
def test_where_ci_has_no_known_suite_its_commands_are_asked_for(linted, count, tmp_path):
    """A release that runs every command of CI needs no run of it."""
    release = HEAD + job("check", linted) + job("publish", "helm push a.tgz oci://example.org/a", more="    needs: check\n")
    assert len(ci_required(tmp_path, release, "helm lint .")) == count


@pytest.mark.parametrize(("needs", "count"), [("    needs: test\n", 0), ("", 1)])
def test_tests_before_a_call_of_a_call_count(needs, count, tmp_path):
    """What a job of a called workflow needs has passed before the workflow that it calls publishes."""
    called = f"on: workflow_call\njobs:\n{job('test', 'go test ./...')}  crate:\n{needs}    uses: ./{WAY}crate.yml\n"
    crate = "on: workflow_call\njobs:\n" + job("publish", "cargo publish")
    release = f"{HEAD}  ship:\n    uses: ./{WAY}ship.yml\n"
    others = {f"{WAY}ship.yml": called, f"{WAY}crate.yml": crate}
    assert len(ci_required(tmp_path, release, "go test ./...", **others)) == count


PAGE = """\
on: {push: {branches: [main]}}
jobs:
  page:
    runs-on: ubuntu-24.04
    steps:
      - uses: googleapis/release-please-action@v4
        with: {token: "${{ secrets.BOT }}"}
"""


@pytest.mark.parametrize(("step", "count"), [("go test ./...", 0), ("make", 1)])
def test_a_page_that_starts_what_publishes_needs_no_ci_itself(step, count, tmp_path):
    """The workflow that the tag starts is asked by itself."""
    publish = HEAD + job("test", step) + job("publish", "npm publish", more="    needs: test\n")
    assert len(ci_required(tmp_path, PAGE, "go test ./...", **{f"{WAY}publish.yml": publish})) == count


def test_a_page_with_files_needs_the_tests(tmp_path):
    """What is put on a page is released there."""
    more = PAGE + "      - run: gh release upload v1 dist/demo.zip\n"
    publish = HEAD + job("test", "go test ./...") + job("publish", "npm publish", more="    needs: test\n")
    assert len(ci_required(tmp_path, more, "go test ./...", **{f"{WAY}publish.yml": publish})) == 1


GATE = """\
on: {push: {tags: ["v*"]}}
jobs:
  test: {runs-on: ubuntu-24.04, steps: [{run: make check}]}
  gate:
    needs: test
    if: always()
    runs-on: ubuntu-24.04
    steps:
STEP
  publish:
    needs: gate
    if: ${{ !cancelled() && needs.gate.result == 'success' }}
    runs-on: ubuntu-24.04
    steps: [{run: cargo publish}]
"""


@pytest.mark.parametrize(
    ("step", "holds"),
    [
        ("      - run: echo done", False),
        ("      - run: echo '${{ toJSON(needs) }}' success", False),
        ("      - {if: \"contains(needs.*.result, 'failure')\", run: exit 1}", True),  # a cancelled run publishes nothing
        ("      - {if: \"contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')\", run: exit 1}", True),
        ("      - run: test '${{ needs.test.result }}' = success", True),
        ("      - run: test -n '${{ needs.test.result }}' && echo success", False),
        ("      - {env: {R: '${{ needs.test.result }}'}, run: 'case $R in success) ;; *) exit 1 ;; esac'}", True),
        ("      - run: test '${{ needs.other.result }}' = success", False),
        ("      - {env: {N: '${{ toJSON(needs) }}'}, run: jq --exit-status 'all(.[]; .result == \"success\")' <<< \"$N\"}", True),
        ("      - {uses: re-actors/alls-green@release/v1, with: {jobs: '${{ toJSON(needs) }}'}}", True),
        ("      - {continue-on-error: true, run: \"test '${{ needs.test.result }}' = success\"}", False),
    ],
)
def test_a_job_that_judges_results_fails_with_them(step, holds, tmp_path):
    """Who looks at every bad result and ends badly is a gate; who only prints, or lets one result be, is none."""
    found = said("failed-jobs-stop-the-release", tmp_path, {f"{WAY}release.yml": GATE.replace("STEP", step)})
    assert [one for one in found if "job publish runs" in one] == [] if holds else found


@pytest.mark.parametrize(
    ("end", "count"),
    [("exit 1", 0), ("echo 'not published'", 1), ("echo 'not published'; exit 0", 1), ("[ -f skip ] || exit 1", 1)],
)
def test_tries_that_end_badly_lose_no_failure(end, count, tmp_path):
    """After the last try the script fails; where it says something instead, the failure is lost."""
    text = f"for n in 1 2 3; do if twine upload dist/*; then exit 0; fi; sleep 9; done; {end}"
    assert len(said("publish-failures-fail-the-job", tmp_path, {f"{WAY}release.yml": HEAD + job("publish", text)})) == count
