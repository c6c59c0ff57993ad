"""What well-run projects do in their own way is no finding, and the same with a real wrong in it still is one."""

import pytest

from tests.gates.tooling.asked import said

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
BUILD = """\
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: sdist, path: dist, if-no-files-found: {given}}}
"""
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
    found = said("artifact-names-match", tmp_path, changed)
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
    found = said("tools-are-on-the-runner", tmp_path, files)
    assert [line.split(": ")[1].split()[0] for line in found] == missing


@pytest.mark.parametrize(
    ("line", "count"), [('gh pr merge --auto "$PR_URL"', 0), ('gh release view "$TAG"', 1), ("gh run view ${RUN_URL}", 0)]
)
def test_an_address_holds_the_repository(line, count, tmp_path):
    """What is named by its address needs no --repo."""
    text = publishes(line).replace("    steps:", '    env: {GH_TOKEN: "${{ github.token }}"}\n    steps:')
    assert len(said("gh-has-a-repository-and-a-token", tmp_path, {RELEASE: text})) == count


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
    assert len(said("command-failures-fail-the-job", tmp_path, {RELEASE: publishes(line)})) == count


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
    found = said("command-failures-fail-the-job", tmp_path, {RELEASE: publishes(*lines)})
    assert ["no output counts as success" in line for line in found] == [True] * count


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (('if [[ -z "$V" ]]; then', '  echo "error: no version" >&2', "  exit 0", "fi"), 1),
        (('fail() { echo "::error::$1"; exit; }', 'test -n "$V" || fail x'), 1),
        (('case "$V" in', '  v*) echo "Error: a tag"; exit 0 ;;', "esac"), 1),
        (('if [[ -z "$V" ]]; then', '  echo "error: no version" >&2', "  exit 1", "fi"), 0),
        (('if [[ -n "$V" ]]; then', '  echo "errors: none"', "  exit 0", "fi"), 0),
        (('echo "error: the tap is behind"', "exit 0"), 1),
        (('echo "expected one tarball, found $N"', "exit 0"), 1),
        (("if made; then", '  echo "nothing to do"', "  exit 0", "fi", 'echo "error: not made"; exit 1'), 0),
    ],
    ids=["branch", "function", "case", "ends-badly", "no-error", "whole", "expected", "another-place"],
)
def test_what_says_that_it_is_wrong_may_not_end_well(lines, count, tmp_path):
    """An error message with exit 0 behind it is a refusal that refuses nothing."""
    found = said("command-failures-fail-the-job", tmp_path, {RELEASE: publishes(*lines)})
    assert ["and succeeds; fail there (exit 1)" in line for line in found if "and succeeds" in line] == [True] * count


@pytest.mark.parametrize(("given", "count"), [("ignore", 1), ("error", 0), ("warn", 0)])
def test_a_build_that_built_nothing_may_not_be_ignored(given, count, tmp_path):
    """An upload of nothing that says nothing is a platform that is missing without a word."""
    text = CALLED[RELEASE].replace("    uses: ./.github/workflows/prepare.yml\n", BUILD.format(given=given))
    found = said("failed-jobs-stop-the-release", tmp_path, {RELEASE: text})
    assert ["silently uploads nothing" in line for line in found] == [True] * count


STEPS = """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-python@v5
{before}      - run: scripts/check.sh
      - run: cargo publish
"""


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("", 1),
        ("      - uses: actions/cache@v4\n", 1),
        ("      - uses: actions/checkout@v4\n", 0),
        ("      - uses: actions/download-artifact@v4\n", 0),
        ("      - uses: actions/download-artifact@v4\n        with: {path: dist}\n", 1),
        ("      - run: git ls-remote https://forge.example/x\n", 1),
        ("      - run: git clone https://forge.example/x .\n", 0),
        ("      - uses: someone/fetches-sources@v1\n", 0),
    ],
)
def test_a_script_of_the_repository_needs_the_repository(before, count, tmp_path):
    """A job starts on an empty disk; a checkout, a clone, an artifact or an action of other people may fill it."""
    files = {RELEASE: STEPS.format(before=before), "scripts/check.sh": "set -e\ntest -n x\n"}
    found = said("tools-are-on-the-runner", tmp_path, files)
    assert ["scripts/check.sh is in the repository" in line for line in found] == [True] * count


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("- uses: actions/checkout@v4", 1),
        ("- uses: actions/download-artifact@v4", 0),
        ("- run: python -m build", 0),
        ("- uses: someone/builds@v1", 0),
    ],
)
def test_what_is_published_was_put_there(before, count, tmp_path):
    """An action that uploads a folder needs a step that fills it."""
    steps = f"    steps:\n      {before}\n      - uses: pypa/gh-action-pypi-publish@release/v1\n"
    files = {RELEASE: f"on: push\njobs:\n  publish:\n    runs-on: ubuntu-latest\n{steps}"}
    found = said("artifact-names-match", tmp_path, files)
    assert ["no earlier step puts any there" in line for line in found if "puts any" in line] == [True] * count


@pytest.mark.parametrize(
    ("line", "count"), [("pip install typing_extensions", 0), ("pip install -U twine typing_extensions six", 1)]
)
def test_a_backport_is_no_tool(line, count, tmp_path):
    """What only fills a gap of the language builds nothing and judges nothing; the tool beside it is named."""
    found = said("tools-are-pinned", tmp_path, {RELEASE: publishes(line)})
    assert ["twine is installed at whatever version is newest" in line for line in found] == [True] * count


PUBLISHED = (
    "if cargo publish 2>&1 | tee log; then",
    "  echo ok",
    "elif grep -q 'already exists' log; then",
    "  echo again",
    "else",
)


@pytest.mark.parametrize(("ends", "count"), [("exit 0", 1), ("exit 1", 0), ("return 0", 1)])
def test_a_failure_that_is_seen_may_not_end_well(ends, count, tmp_path):
    """The `else` behind a publication is where it failed: what happens there is the job's end."""
    found = said("command-failures-fail-the-job", tmp_path, {RELEASE: publishes(*PUBLISHED, "  cat log", f"  {ends}", "fi")})
    assert ["cargo publish failed, but the script succeeds" in line for line in found] == [True] * count
