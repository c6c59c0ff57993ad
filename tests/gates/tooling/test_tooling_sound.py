"""Rules let be what only looks like their defect."""

import pytest

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context
from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.sound_workflows import CHECKOUT, HEAD, SOUND, job
from tests.repository import checkout, git

RULES = load("gates.tooling.rules")
EACH = [(rule, text) for rule, texts in SOUND.items() for text in texts]
IMMUTABLE = "# Demo\n\n{0}\n"
FILLED = HEAD + job("b", "run: gh release create v1 --notes x", "run: gh release upload v1 dist/x")


def judged(folder, rule, files):
    """Return what a rule finds in a checkout with these files, for a pre-release."""
    return list(RULES[rule].findings(Context(read(written(folder, files)), tag="v1.2.3-rc.1")))


@pytest.mark.parametrize(("rule", "text"), EACH, ids=[f"{rule}-{at}" for at, (rule, _) in enumerate(EACH)])
def test_a_sound_workflow_is_let_be(rule, text, tmp_path):
    """No finding, although it is close to what the rule refuses."""
    assert judged(tmp_path, rule, {".github/workflows/release.yml": text}) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Our releases are immutable.", 1),
        ("We do not use immutable releases.", 0),
        ("Releases of crates are immutable.", 0),
    ],
)
def test_only_a_statement_about_releases_of_github_counts(sentence, found, tmp_path):
    """A sentence with a negation, or about a registry, does not make releases immutable."""
    files = {".github/workflows/release.yml": FILLED, "README.md": IMMUTABLE.format(sentence)}
    assert len(judged(tmp_path, "release-is-public-last", files)) == found


def test_a_file_of_the_checkout_is_found(tmp_path):
    """A file that is tracked needs no download."""
    build = job("build", "{uses: actions/upload-artifact@v4, with: {name: \"d-${{ matrix.os }}\", path: 'dist/*.json'}}",
                more="    strategy: {matrix: {os: [linux, macos]}}\n")  # fmt: skip
    last = job("publish", "uses: actions/checkout@v4", "{uses: actions/download-artifact@v4, with: {path: dist}}",
               "run: gh release create v1 dist/*/*.json schema/a.json", more="    needs: build\n")  # fmt: skip
    files = {".github/workflows/release.yml": HEAD + build + last}
    assert len(judged(tmp_path / "bad", "artifact-paths-match-downloads", files)) == 1
    assert judged(tmp_path / "good", "artifact-paths-match-downloads", {**files, "schema/a.json": "{}"}) == []


def test_a_pre_release_leaves_install_instructions_alone(tmp_path):
    """While a pre-release is tried, a README names the stable version; the project's own files do not."""
    files = {"README.md": "pip install demo==1.2.2\n", "pyproject.toml": '[project]\nname = "demo"\nversion = "1.2.3"\n'}
    graph = read(written(tmp_path, {".github/workflows/release.yml": HEAD + job("b", "run: make"), **files}))
    found = {
        tag: list(RULES["no-file-states-the-previous-version"].findings(Context(graph, tag=tag, base="v1.2.2")))
        for tag in ("v1.2.3-rc.1", "v1.2.3")
    }
    assert [len(each) for each in found.values()] == [0, 1]


@pytest.mark.parametrize(
    ("script", "count"),
    [
        ('if [ "$GITHUB_REF_NAME" = main ]; then npm publish; else npm publish --tag legacy; fi', 0),
        ('if [ "$GITHUB_REF_NAME" = main ]; then npm publish; fi\nnpm publish --tag legacy', 1),
        ("cd a && npm publish\ncd ../b && npm publish", 1),
        ("for one in a b c; do :; done\n" + "npm publish --tag legacy\n" * 29, 1),
    ],
)
def test_one_of_two_ways_is_one_package(script, count, tmp_path):
    """Two branches of one condition publish once; several commands of one job in one file are one cause and one finding."""
    files = {".github/workflows/release.yml": HEAD + job("p", "run: ./publish.sh"), "publish.sh": f"set -e\n{script}\n"}
    assert len(judged(tmp_path, "partial-publish-can-be-resumed", files)) == count


@pytest.mark.parametrize(("command", "count"), [("./target/debug/rg --version", 0), ("rg --version", 1)])
def test_a_program_that_was_built_is_no_tool_of_the_runner(command, count, tmp_path):
    """It is named by its path."""
    files = {".github/workflows/release.yml": HEAD + job("p", f"run: {command} && cargo publish")}
    assert len(judged(tmp_path, "tools-are-on-the-runner", files)) == count


@pytest.mark.parametrize(("pattern", "count"), [("v[0-9]+.*", 0), ("v.+.*", 1), ("v1+.*", 1)])
def test_a_repeated_digit_may_be_followed_by_anything(pattern, count, tmp_path):
    """`[0-9]+.*` is GitHub's; a regular expression is not."""
    text = HEAD.replace("v*", pattern) + job("p", "run: cargo publish")
    assert len(judged(tmp_path, "tag-filters-match", {".github/workflows/release.yml": text})) == count


def test_a_version_file_of_another_line_is_left_alone(tmp_path):
    """Where tags name packages, only this one's files have to follow."""
    files = {
        "packages/cli/package.json": '{"name": "cli", "version": "1.2.3"}\n',
        "packages/git/package.json": '{"name": "git", "version": "1.2.2"}\n',
        "packages/git/VERSION": "1.2.2\n",
    }
    project = checkout(tmp_path / "p", files)
    for tag in ("cli-v1.2.2", "git-v1.2.2"):
        git(project.path, "tag", tag)
    rule = RULES["no-file-states-the-previous-version"].findings
    found = {tag: list(rule(Context(read(project.path), tag=tag, base=base))) for tag, base in LINES}
    assert [bool(each) for each in found.values()] == [False, True]


LINES = (("cli-v1.2.3", "cli-v1.2.2"), ("git-v1.2.3", "git-v1.2.2"))


@pytest.mark.parametrize(
    ("line", "requirements", "count"),
    [
        ('"$PIP" install -r "$LIST"', "twine==6.1.0\n", 0),
        ("pip install -r requirements.txt", "# tools\ntwine==6.1.0\n", 0),
        ("pip install -r requirements.txt", "build\n", 1),
        ("pip install -r other.txt", "twine\n", 1),
    ],
)
def test_a_list_of_requirements_installs_tools(line, requirements, count, tmp_path):
    """What it names is there afterwards."""
    files = {
        ".github/workflows/release.yml": HEAD + job("p", CHECKOUT, "run: scripts/install", "run: scripts/publish"),
        "scripts/install": f"#!/bin/sh -e\n{line}\n",
        "scripts/publish": "#!/bin/sh -e\n${PREFIX}twine upload dist/*\n",
        "requirements.txt": requirements,
    }
    assert len(judged(tmp_path, "tools-are-on-the-runner", files)) == count


ONE = 'on: {push: {branches: [main], tags: ["v*"]}, pull_request: {}}\njobs:\n'


@pytest.mark.parametrize(
    ("tests", "more", "count"),
    [
        ("run: cargo test", "    needs: [test]\n", 0),
        ("run: cargo test", "", 1),
        ("run: cargo fmt --check", "    needs: [test]\n", 1),
        ("run: cargo test", "    needs: [between]\n", 0),
    ],
)
def test_ci_that_publishes_waits_for_its_own_tests(tests, more, count, tmp_path):
    """Where one workflow is both, needing the tests is the question and the answer, and one rule says so."""
    jobs = job("test", tests) + job("between", "run: make", more="    needs: [test]\n")
    files = {".github/workflows/ci.yml": ONE + jobs + job("publish", "run: cargo publish", more=more)}
    context = Context(read(written(tmp_path, files)), table=ToolingTable(ci_workflow="ci.yml"))
    both = ("ci-required", "tests-pass-before-publishing")
    assert sum(len(list(RULES[name].findings(context))) for name in both) == count


@pytest.mark.parametrize(
    ("ci", "release", "count"),
    [
        (("run: cargo test",), ("run: cargo test --locked", "run: cargo publish"), 0),
        (("run: npm test",), ("run: npm run test", "run: npm publish"), 0),
        (("run: cargo test",), ("run: cargo build", "run: cargo publish"), 1),
        (("run: rake test",), ("run: rake test", "run: gem push demo.gem"), 0),
        (("run: mvn -B -ntp verify",), ("run: mvn -B verify", "run: cargo publish"), 0),
        (("run: just check",), ("run: just publish-check", "run: cargo publish"), 1),
        (("run: cargo test", "run: pytest"), ("run: cargo test", "run: cargo publish"), 1),
        (("run: scripts/check",), ("run: scripts/check", "run: cargo publish"), 0),
        (("run: npm ci", "run: ./more-tests.sh"), ("run: npm ci", "run: npm publish"), 1),
        (("run: cargo test", "run: ./more-tests.sh"), ("run: cargo test", "run: cargo publish"), 1),
        (("run: ruff check .", "run: ./more-tests.sh"), ("run: ruff check .", "run: twine upload dist/*"), 1),
        (("run: cargo test",), ('run: "# cargo test"', "run: cargo publish"), 1),
        (("run: cargo test",), ("run: echo cargo test", "run: cargo publish"), 1),
        (("run: cargo test",), ("run: cargo test || true", "run: cargo publish"), 1),
        (("run: cargo test",), ("run: cargo publish", "run: cargo test"), 1),
        (("run: cargo test",), ("run: cargo publish && cargo test",), 1),
        (("run: cargo test",), ("run: cargo test && cargo publish",), 0),
        (("run: cargo test",), ("{run: cargo test, if: github.event_name == 'push'}", "run: cargo publish"), 1),
        (("run: cargo test",), ("{run: cargo test, continue-on-error: true}", "run: cargo publish"), 1),
        (("run: scripts/check",), ("run: cargo test", "run: cargo publish"), 1),
        (("run: uv run python -m unittest discover -s tests",), ("run: python3 -m unittest", "run: twine upload dist/*"), 0),
        (("run: python -m unittest",), ("run: uv build", "run: twine upload dist/*"), 1),
        (("run: go vet ./...", "run: go test ./..."), ("run: go test ./...", "run: gh release create v1 demo"), 0),
    ],
)
def test_a_release_that_runs_the_tests_of_ci_need_not_ask_for_its_run(ci, release, count, tmp_path):
    """What CI would say is proven by the release itself; a suite that only CI runs is not."""
    files = {
        ".github/workflows/ci.yml": "on: push\njobs:\n" + job("test", *ci),
        ".github/workflows/release.yml": 'on: {push: {tags: ["v*"]}}\njobs:\n' + job("publish", *release),
    }
    context = Context(read(written(tmp_path, files)), table=ToolingTable(ci_workflow="ci.yml"))
    assert len(list(RULES["ci-required"].findings(context))) == count


def test_tests_before_a_call_are_those_of_the_called_workflow(tmp_path):
    """What a called workflow publishes comes after what its caller needs."""
    called = "on: workflow_call\njobs:\n" + job("upload", "run: cargo publish")
    call = "  publish:\n    uses: ./.github/workflows/upload.yml\n"
    for needs, count in (("    needs: [test]\n", 0), ("", 1)):
        files = {
            ".github/workflows/ci.yml": "on: push\njobs:\n" + job("test", "run: cargo test"),
            ".github/workflows/release.yml": 'on: {push: {tags: ["v*"]}}\njobs:\n'
            + job("test", "run: cargo test")
            + call
            + needs,
            ".github/workflows/upload.yml": called,
        }
        context = Context(read(written(tmp_path / str(count), files)), table=ToolingTable(ci_workflow="ci.yml"))
        assert len(list(RULES["ci-required"].findings(context))) == count


@pytest.mark.parametrize(
    ("started", "condition", "more", "count"),
    [
        ("[CI]", "github.event.workflow_run.conclusion == 'success'", "", 0),
        ("[CI]", "github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'", "", 0),
        ("[CI]", "github.event.workflow_run.conclusion != 'failure'", "", 1),
        ("[CI]", "github.event.workflow_run.conclusion == 'success' || always()", "", 1),
        ("[CI]", "github.event.workflow_run.event == 'push'", "", 1),
        ("[CI]", "", "", 1),
        ("[Lint]", "github.event.workflow_run.conclusion == 'success'", "", 1),
        ("[CI, Lint]", "github.event.workflow_run.conclusion == 'success'", "", 1),
        ("[CI]", "github.event.workflow_run.conclusion == 'success'", "  workflow_dispatch:\n", 1),
    ],
)
def test_a_release_that_a_green_run_of_ci_starts_need_not_ask_for_it(started, condition, more, count, tmp_path):
    """Nothing may be published where that run ended otherwise, where it was another workflow's, or where there was none."""
    on = f"on:\n  workflow_run:\n    workflows: {started}\n    types: [completed]\n{more}jobs:\n"
    guard = f"    if: {condition}\n" if condition else ""
    files = {
        ".github/workflows/ci.yml": "name: CI\non: push\njobs:\n" + job("test", "run: cargo test"),
        ".github/workflows/lint.yml": "name: Lint\non: push\njobs:\n" + job("lint", "run: cargo fmt --check"),
        ".github/workflows/release.yml": on
        + job("build", "run: cargo build", more=guard)
        + job("publish", "run: cargo publish", more="    needs: [build]\n"),
    }
    context = Context(read(written(tmp_path, files)), table=ToolingTable(ci_workflow="ci.yml"))
    assert len(list(RULES["ci-required"].findings(context))) == count


def test_a_job_beside_the_guarded_one_is_not_guarded(tmp_path):
    """Every job that publishes has to wait for the answer."""
    on = "on:\n  workflow_run:\n    workflows: [CI]\n    types: [completed]\njobs:\n"
    guard = "    if: github.event.workflow_run.conclusion == 'success'\n"
    files = {
        ".github/workflows/ci.yml": "name: CI\non: push\njobs:\n" + job("test", "run: cargo test"),
        ".github/workflows/release.yml": on + job("one", "run: cargo publish", more=guard) + job("two", "run: npm publish"),
    }
    context = Context(read(written(tmp_path, files)), table=ToolingTable(ci_workflow="ci.yml"))
    assert len(list(RULES["ci-required"].findings(context))) == 1


@pytest.mark.parametrize(
    ("table", "env", "count"),
    [
        ('test-command = "python -m unittest discover -s {project}/tests"', "", 0),
        ('test-command = "pytest {project}"', "", 1),
        ('test-command = "python -m unittest"\ntest-skip = "*-macosx_*"', "", 1),
        ('test-command = "python -m unittest || true"', "", 1),
        ("", "    env: {CIBW_TEST_COMMAND: python -m unittest}\n", 0),
        ("", "", 1),
    ],
)
def test_the_tests_of_every_wheel_are_tests_of_the_release(table, env, count, tmp_path):
    """Cibuildwheel runs the command that its configuration names, and fails where it fails."""
    files = {
        ".github/workflows/ci.yml": "name: CI\non: push\njobs:\n" + job("test", "run: python -m unittest discover -s tests"),
        ".github/workflows/release.yml": 'on: {push: {tags: ["v*"]}}\njobs:\n'
        + job("wheels", "run: pipx run cibuildwheel==2.23.3", more=env)
        + job("publish", "run: twine upload dist/*", more="    needs: [wheels]\n"),
        "pyproject.toml": f"[tool.cibuildwheel]\n{table}\n",
    }
    context = Context(read(written(tmp_path, files)), table=ToolingTable(ci_workflow="ci.yml"))
    assert len(list(RULES["ci-required"].findings(context))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("gh release create $env:TAG\nif ($LASTEXITCODE) { throw }\n", 0),
        ('gh release create "$env:TAG\n', 1),
        ('git status "$env:TAG\n', 0),
    ],
)
def test_a_program_that_may_publish_and_cannot_be_read_is_no_program_without_effects(text, count, tmp_path):
    """What could not be made into shell was looked at by no rule: that is said, where it may publish."""
    files = {
        ".github/workflows/release.yml": 'on: {push: {tags: ["v*"]}}\njobs:\n'
        + job("page", "{run: ./scripts/page.ps1, shell: pwsh}", "run: cargo publish"),
        "scripts/page.ps1": text,
    }
    found = [str(each) for each in RULES["publishers-are-recognized"].findings(Context(read(written(tmp_path, files))))]
    assert len(found) == count, found
    assert all(each.startswith("scripts/page.ps1:1: ") and "cannot read" in each for each in found)
