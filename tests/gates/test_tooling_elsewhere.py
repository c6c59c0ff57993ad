"""What well-run projects do in their own way is no finding, and the same with a real wrong in it still is one."""

import pytest

from facts.workflows.assembly import read, written
from gates.tooling import artifacts_match, gh_has_repository, not_swallowed, tools_on_runner

RELEASE = ".github/workflows/release.yml"
CALLED = {
    ".github/workflows/prepare.yml": """\
on: workflow_call
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: {name: sdist, path: dist}
""",
    RELEASE: """\
on: push
jobs:
  build:
    uses: ./.github/workflows/prepare.yml
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: sdist}
      - run: cargo publish
""",
}
PACKED = {
    RELEASE: """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: someone/build-and-inspect-python-package@v2
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: Packages}
      - run: cargo publish
"""
}


@pytest.mark.parametrize(
    ("layout", "was", "now", "count"),
    [
        (CALLED, "", "", 0),
        (CALLED, "name: sdist}\n      - run", "name: sdists}\n      - run", 1),
        (PACKED, "", "", 0),
        (PACKED, "someone/build-and-inspect-python-package", "someone/download-artifacts", 1),
        (PACKED, "needs: build\n", "needs: []\n", 1),
    ],
    ids=["called", "called-and-renamed", "packed", "nothing-uploads", "not-waited-for"],
)
def test_an_artifact_may_come_out_of_a_called_workflow_or_of_an_action(layout, was, now, count, tmp_path):
    """The job that calls may be named like the one that is called; an action may upload under a name of its own."""
    changed = {**layout, RELEASE: layout[RELEASE].replace(was, now) if was else layout[RELEASE]}
    found = artifacts_match.findings(read(written(tmp_path, changed)))
    assert [line for line in found if "which no job uploads" in line] == found
    assert len(found) == count


def publishes(*steps):
    """Return a release workflow whose one job runs these lines."""
    lines = "\n".join(f"          {line}" for line in (*steps, "cargo publish"))
    return f"on: push\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n{lines}\n"


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        (("uv tool install rust-just", "just build"), ["uv"]),
        (("pipx install rust-just", "just build"), []),
        (("pip install .", "hatch build"), []),
        (("pip install -e .", "hatch build"), []),
        (("pip install other", "hatch build"), ["hatch"]),
        (("pip install .", "twine check dist/*"), ["twine"]),
        (("curl -LsSf https://example.invalid/uv/install.sh | sh", "uv build"), []),
        (("pip install shfmt-py ziglang", "shfmt -d .", "zig build"), []),
    ],
)
def test_a_tool_may_come_under_another_name_or_from_the_checkout(lines, missing, tmp_path):
    """A package is not always called like its program, and a project may build itself with what it is."""
    files = {RELEASE: publishes(*lines), "pyproject.toml": '[project]\nname = "x"\n[project.scripts]\nhatch = "x:main"\n'}
    found = tools_on_runner.findings(read(written(tmp_path, files)))
    assert [line.split(": ")[1].split()[0] for line in found] == missing


@pytest.mark.parametrize(
    ("line", "count"), [('gh pr merge --auto "$PR_URL"', 0), ('gh release view "$TAG"', 1), ("gh run view ${RUN_URL}", 0)]
)
def test_an_address_holds_the_repository(line, count, tmp_path):
    """What is named by its address needs no --repo."""
    text = publishes(line).replace("    steps:", '    env: {GH_TOKEN: "${{ github.token }}"}\n    steps:')
    assert len(gh_has_repository.findings(read(written(tmp_path, {RELEASE: text})))) == count


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("popd || true", 0),
        ("wget --mirror http://127.0.0.1:8000 || true", 0),
        ("wget http://127.0.0.1:8000/x.tar.gz || true", 1),
        ("pushd build || true", 1),
    ],
)
def test_a_status_that_says_nothing_may_be_shrugged_off(line, count, tmp_path):
    """Going back where one came from, and a mirror with a dead link; a folder that is not there is something."""
    assert len(not_swallowed.findings(read(written(tmp_path, {RELEASE: publishes(line)})))) == count


ASKED = 'code="$(curl -s -o /dev/null -w "%{http_code}" https://index.example/me)" || true'


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ((ASKED, 'if [[ "$code" == "401" ]]; then exit 1; fi'), 1),
        ((ASKED, 'if [ "$code" = 401 ]; then exit 1; fi'), 1),
        ((ASKED, 'if [[ "$code" == "401" ]]; then exit 1; fi', 'if [[ -z "$code" ]]; then exit 1; fi'), 0),
        ((ASKED, 'if [[ "$code" != "200" ]]; then exit 1; fi'), 0),
        ((ASKED, 'if [[ "$code" == "200" ]]; then echo "is there"; exit 0; fi'), 0),
        (("for i in 1 2 3; do", ASKED, 'if [[ "$code" == "401" ]]; then exit 1; fi', "done"), 0),
        ((ASKED, 'echo "$code"'), 0),
    ],
    ids=["only-401", "only-401-single", "empty-too", "all-but-200", "is-there-already", "polled", "shown"],
)
def test_no_answer_is_not_let_through_where_an_answer_is_refused_by_name(lines, count, tmp_path):
    """A server that says nothing has not said yes; who asks again, or refuses what is empty, may shrug."""
    found = not_swallowed.findings(read(written(tmp_path, {RELEASE: publishes(*lines)})))
    assert ["no answer counts as a good one" in line for line in found] == [True] * count
