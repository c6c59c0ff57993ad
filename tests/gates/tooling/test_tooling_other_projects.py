"""What well-run projects do otherwise than the examples: each beside the nearest thing that stays refused."""

import pytest

from core.findings import Finding
from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling import zizmor
from gates.tooling.repeated_findings import once_per_sentence
from gates.tooling.rule_context import Context
from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.sound_workflows import CHECKOUT, HEAD, job

RULES = load("gates.tooling.rules")
PULLS = "on: {push: {branches: [main]}, pull_request: {}}\njobs:\n"


def judged(folder, rule, files, ci=""):
    """Return what a rule says of a checkout."""
    context = Context(read(written(folder, files)), table=ToolingTable(ci_workflow=ci))
    return list(RULES[rule].findings(context))


def of_message(pattern, log="git log -1 --pretty=%B", options=""):
    """Make a step that publishes if the message of the commit is like a pattern."""
    lines = (f'if {log} | grep {options}"{pattern}"; then', "  npm publish", "fi")
    return "run: |\n" + "\n".join(f"          {line}" for line in lines)


@pytest.mark.parametrize(
    ("first", "step", "count"),
    [
        (CHECKOUT, of_message(r"^[0-9]\+\.[0-9]\+\.[0-9]\+$"), 0),
        (CHECKOUT, of_message("^v1", options="-q "), 0),
        (CHECKOUT, of_message(r"[0-9]\+\.[0-9]\+"), 1),
        (CHECKOUT, of_message("^[0-9]*"), 1),
        (CHECKOUT, of_message(r"^[0-9]\?release"), 1),
        (CHECKOUT, of_message("^[[:upper:]]"), 1),
        (CHECKOUT, of_message("^[^0-9]"), 1),
        (CHECKOUT, of_message("^m"), 1),
        (CHECKOUT, of_message("^[0-9]|release", options="-E "), 1),
        (CHECKOUT, of_message("^[0-9]", options="-v "), 1),
        (CHECKOUT, of_message("^[0-9]", log="git log -5 --pretty=%B"), 1),
        (CHECKOUT, of_message("^[0-9]", log="git log -1 --pretty=%h"), 1),
        (CHECKOUT, of_message("^[0-9]", log="git show"), 1),
        ("uses: actions/checkout@v4\n        with: {ref: '${{ github.event.pull_request.head.sha }}'}", of_message("^[0-9]"), 1),
    ],
)
def test_a_merge_of_a_pull_request_has_a_message_of_its_own(first, step, count, tmp_path):
    """What is published only for a commit that is named after a version is not published by a pull request."""
    files = {".github/workflows/ci.yml": PULLS + job("publish", first, step)}
    assert len(judged(tmp_path, "publishing-requires-a-trusted-trigger", files)) == count


GROUP = """\
on: {push: {branches: [main], tags: ["v*"]}, workflow_dispatch: {}}
concurrency: {group: "${{ github.workflow }}-${{ github.ref }}", cancel-in-progress: true}
jobs:
"""
FOR_TAGS = "startsWith(github.ref, 'refs/tags/')"


@pytest.mark.parametrize(
    ("before", "condition", "step", "count"),
    [
        (FOR_TAGS, "", "", 0),
        ("", FOR_TAGS, "", 0),
        ("", "", f"\n        if: {FOR_TAGS}", 0),
        ("", "", "", 1),
        ("github.ref == 'refs/heads/main'", "", "", 1),
        (FOR_TAGS, "always()", "", 1),
        ("", "", "\n        if: steps.asked.outputs.deploy", 1),
    ],
)
def test_a_group_of_one_tag_cancels_no_other_release(before, condition, step, count, tmp_path):
    """Also where an earlier job, or the step itself, asks whether it is a tag."""
    asked = f"    if: {before}\n" if before else ""
    own = f"    if: {condition}\n" if condition else ""
    jobs = job("first", "run: make", more=asked) + job("publish", f"run: cargo publish{step}", more=f"    needs: [first]\n{own}")
    assert len(judged(tmp_path, "publishing-is-not-cancelled", {".github/workflows/ci.yml": GROUP + jobs})) == count


@pytest.mark.parametrize(
    ("events", "count"), [("[pull_request]", 0), ("[push, pull_request]", 1), ("[pull_request_target]", 1), ("[schedule]", 1)]
)
def test_what_a_pull_request_saves_no_release_restores(events, count, tmp_path):
    """A cache of another branch is out of reach; one of the default branch is not."""
    cached = "uses: actions/setup-node@v4\n        with: {cache: npm}"
    files = {
        ".github/workflows/ci.yml": f"on: {events}\njobs:\n" + job("test", cached, "run: npm test"),
        ".github/workflows/release.yml": HEAD + job("publish", cached, "run: npm publish"),
    }
    assert len(judged(tmp_path, "release-builds-use-no-shared-cache", files)) == count


IMAGE = """\
uses: docker/build-push-action@v6
        with: {context: ., platforms: "PLATFORMS", push: "${{ github.event_name != 'pull_request' }}", tags: "ghcr.io/a/b:1"}"""


@pytest.mark.parametrize(
    ("events", "platforms", "more", "count"),
    [
        ("pull_request: {}", "linux/amd64,linux/arm64", "", 0),
        ("pull_request: {}", "linux/amd64,linux/arm64", "    if: github.event_name == 'push'\n", 1),
        ("workflow_dispatch: {}", "linux/amd64,linux/arm64", "", 1),
    ],
)
def test_an_image_that_every_pull_request_builds_can_be_built(events, platforms, more, count, tmp_path):
    """A builder may bring an emulation of its own; where nothing tries it before the release, nobody knows."""
    steps = (CHECKOUT, "uses: docker/setup-buildx-action@v3", IMAGE.replace("PLATFORMS", platforms))
    head = f'on: {{push: {{tags: ["v*"]}}, {events}}}\njobs:\n'
    files = {
        ".github/workflows/image.yml": head + job("image", *steps, more=more),
        "Dockerfile": "FROM alpine\nRUN apk add git\n",
    }
    assert len(judged(tmp_path, "targets-are-installed", files)) == count


def test_a_tool_is_named_once_in_a_file(tmp_path):
    """However many jobs install it; another tool is another finding."""
    jobs = (
        job("a", "run: pip install tox")
        + job("b", "run: pip install tox")
        + job("p", "run: pip install twine", "run: twine upload dist/*")
    )
    found = judged(
        tmp_path, "tools-are-pinned", {".github/workflows/r.yml": HEAD + jobs.replace("  p:\n", "  p:\n    needs: [a, b]\n")}
    )
    assert sorted(each.got.partition(" is installed")[0] + each.got.partition("release time")[2] for each in found) == [
        "tox, in 2 places",
        "twine",
    ]


@pytest.mark.parametrize(
    ("condition", "count"),
    [("!startsWith(github.ref, 'refs/tags/')", 0), (FOR_TAGS, 1), ("matrix.x", 1), ("github.event_name == 'push'", 1)],
)
def test_what_a_release_leaves_out_it_does_not_install(condition, count, tmp_path):
    """A step that runs only for branches installs nothing at release time."""
    steps = (f"run: pip install expandvars\n        if: ${{{{ {condition} }}}}", "run: make")
    jobs = job("test", *steps) + job("publish", "run: cargo publish", more=f"    needs: [test]\n    if: {FOR_TAGS}\n")
    assert len(judged(tmp_path, "tools-are-pinned", {".github/workflows/ci.yml": GROUP + jobs})) == count


ROWS = "    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n"


@pytest.mark.parametrize(
    ("condition", "rows", "count"),
    [
        ("matrix.os == 'ubuntu-latest'", ROWS, 0),
        ("matrix.os == 'macos-latest'", ROWS, 1),
        ("matrix.os == 'ubuntu-latest' && github.event_name == 'pull_request'", ROWS, 1),
        ("matrix.os == 'ubuntu-latest'", '    strategy: {matrix: "${{ fromJSON(needs.x.outputs.y) }}"}\n', 1),
        ("github.event_name == 'pull_request'", "", 1),
    ],
)
def test_a_step_for_some_rows_of_a_matrix_runs_in_every_run(condition, rows, count, tmp_path):
    """The tests are run where a written row meets the condition; an event that is no release meets none."""
    jobs = job("test", f"run: npm test\n        if: {condition}", more=rows) + job(
        "publish", "run: npm publish", more="    needs: [test]\n"
    )
    files = {".github/workflows/ci.yml": 'on: {push: {tags: ["v*"]}, pull_request: {}}\njobs:\n' + jobs}
    assert len(judged(tmp_path, "ci-required", files, "ci.yml")) == count


TAKES = """\
on: {workflow_dispatch: {inputs: {run: {required: true}}}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          CHECK
          gh run download "$RUN"
          twine upload dist/*
"""


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("true", "also of a run that failed or of another workflow"),
        ('test "$(gh run view "$RUN" --json conclusion --jq .conclusion)" = success', "of any workflow's run"),
    ],
)
def test_a_run_that_somebody_names_is_one_finding(check, said, tmp_path):
    """What is not asked of it is said in one line."""
    (found,) = judged(
        tmp_path, "only-successful-builds-are-published", {".github/workflows/p.yml": TAKES.replace("CHECK", check)}
    )
    assert said in found.got


def test_a_block_of_permissions_is_one_finding():
    """Each other weakness of a file stays apart."""
    at = ".github/workflows/r.yml"
    broad = [
        Finding("zizmor-excessive-permissions", at, line, f"overly broad ({word}: write)")
        for line, word in ((3, "contents"), (4, "id-token"))
    ]
    holes = [Finding("zizmor-template-injection", at, line, f"expands {word}") for line, word in ((9, "a"), (12, "b"))]
    folded = zizmor._folded([*broad, *holes])
    assert [(each.line, each.got) for each in folded] == [
        (3, "overly broad (contents: write; id-token: write)"),
        (9, "expands a"),
        (12, "expands b"),
    ]


INSTALLS = """run: |
          if GUARD; then
            install -Dm755 a dist/a
            install -Dm644 b dist/b
          fi"""


@pytest.mark.parametrize(
    ("guard", "count"),
    [
        ('[ -n "${{ steps.vars.outputs.DEB }}" ]', 0),
        ('[ "$RUNNER_OS" = Linux ]', 0),
        ('[ -n "${{ steps.other.outputs.DEB }}" ]', 1),
        ('[ -n "$DEB" ]', 1),
        ("true", 1),
    ],
)
def test_a_command_for_one_system_stands_behind_what_was_told_from_it(guard, count, tmp_path):
    """A step may tell from the row what is for it; the same tool twice is one finding."""
    tells = """{id: vars, run: 'case ${{ matrix.os }} in ubuntu*) echo "DEB=x" >> "$GITHUB_OUTPUT" ;; esac', shell: bash}"""
    other = """{id: other, run: 'echo "DEB=x" >> "$GITHUB_OUTPUT"', shell: bash}"""
    rows = "    strategy: {matrix: {os: [ubuntu-24.04, macos-15]}}\n"
    build = job("build", tells, other, INSTALLS.replace("GUARD", guard), "run: cargo build --release", more=rows)
    build = build.replace("runs-on: ubuntu-24.04", "runs-on: ${{ matrix.os }}")
    files = {".github/workflows/r.yml": HEAD + build + job("publish", "run: cargo publish", more="    needs: [build]\n")}
    found = judged(tmp_path, "commands-exist-on-every-runner-os", files)
    assert [each.got.endswith("(job build), in 2 places") for each in found] == [True] * count


STAGES = "FROM golang AS base\nCOPY . .\nFROM base AS test\nRUN go test -v ./...\nFROM base AS build\nRUN go build -o /a .\n"
PUSHED = "{uses: docker/build-push-action@v6, with: {context: ., push: true, tags: 'a/b:1'}}"


@pytest.mark.parametrize(
    ("elsewhere", "count"),
    [
        ("run: go test ./...", 0),
        ("run: docker build --target test .", 0),
        ("run: make check", 1),
        ("run: pytest", 1),
        ("run: go test ./... || true", 1),
        ("uses: docker/bake-action@v5", 1),
    ],
)
def test_a_stage_of_tests_may_be_run_elsewhere(elsewhere, count, tmp_path):
    """The same tests in another workflow are run; two images of one file with tests that nobody runs are one finding."""
    files = {
        ".github/workflows/pr.yml": "on: pull_request\njobs:\n" + job("check", elsewhere),
        ".github/workflows/r.yml": HEAD + job("one", CHECKOUT, PUSHED) + job("two", CHECKOUT, PUSHED),
        "Dockerfile": STAGES,
    }
    assert len(judged(tmp_path, "docker-test-stages-are-built", files)) == count


@pytest.mark.parametrize(
    ("version", "said"),
    [("v4", "(also .github/workflows/r.yml:6, .github/workflows/r.yml:14), and the second"), ("v3", ""), ("v31", "second")],
)
def test_an_artifact_of_one_name_is_one_finding(version, said, tmp_path):
    """However many jobs upload it; the old action put all of one name into one artifact."""
    up = f"{{uses: actions/upload-artifact@{version}, with: {{name: dist, path: x}}}}"
    jobs = "".join(job(name, up) for name in "abc") + job("publish", "run: twine upload x", more="    needs: [a, b, c]\n")
    found = [each.got for each in judged(tmp_path, "artifact-names-match", {".github/workflows/r.yml": HEAD + jobs})]
    assert len(found) == bool(said)
    assert said in "".join(found)


def test_what_is_gone_is_named_once(tmp_path):
    """An action that is switched off, however many steps use it; a runner apart from it."""
    gone = "{uses: actions/upload-artifact@v2, with: {name: x, path: x}}"
    old = job("old", gone).replace("ubuntu-24.04", "ubuntu-20.04")
    jobs = job("a", gone) + job("b", gone) + old + job("publish", "run: cargo publish", more="    needs: [a, b, old]\n")
    found = judged(tmp_path, "runners-exist", {".github/workflows/r.yml": HEAD + jobs})
    assert sorted(each.got.rpartition(", ")[2] for each in found) == ["in 3 places", "which GitHub retired in 2025-04"]


def test_a_job_that_is_not_needed_is_one_finding(tmp_path):
    """However often a condition reads it, and whichever rule could say so."""
    jobs = job("look", "run: make") + job("test", "run: make", more="    if: needs.look.outputs.a != needs.look.outputs.b\n")
    files = {".github/workflows/r.yml": "on: schedule\njobs:\n" + jobs}
    assert len(judged(tmp_path / "a", "references-are-defined", files)) == 1
    assert judged(tmp_path / "b", "outputs-exist", files) == []


TWO_WAYS = "run: npm publish --tag beta\n        if: ${{{{ {0} }}}}", "run: npm publish\n        if: ${{{{ {1} }}}}"


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("github.event.release.prerelease", "!github.event.release.prerelease", 0),
        ("inputs.kind == 'beta'", "inputs.kind == 'stable'", 0),
        ("inputs.kind == 'beta'", "inputs.kind != 'beta'", 0),
        ("contains(github.ref, 'beta')", "!contains(github.ref, 'beta')", 0),
        ("contains(github.ref, 'beta')", "contains(github.ref, 'stable')", 1),
        ("inputs.kind == 'beta'", "inputs.kind != 'stable'", 1),
        ("inputs.kind == 'beta'", "inputs.other == 'stable'", 1),
        ("inputs.kind", "inputs.kind", 1),
    ],
)
def test_one_of_two_ways_publishes_one_package(first, second, count, tmp_path):
    """Of two steps that never both run, one is all that a second run repeats."""
    steps = [each.format(first, second) for each in TWO_WAYS]
    files = {".github/workflows/r.yml": "on: {release: {types: [published]}}\njobs:\n" + job("publish", *steps)}
    assert len(judged(tmp_path / "a", "partial-publish-can-be-resumed", files)) == count
    assert judged(tmp_path / "b", "publish-is-idempotent", files) == []  # the other rule has said it


@pytest.mark.parametrize(
    ("name", "script", "count"),
    [
        ("site", "git clone x\nnpm run docs:build\n", 0),
        ("site", "git clone x\npytest\n", 1),
        ("site", "git clone x\npython run_all_tests.py\n", 1),
        ("verify", "diff a b\n", 1),
        ("site", None, 1),
    ],
)
def test_a_script_that_is_known_to_test_nothing_is_no_suite(name, script, count, tmp_path):
    """What CI runs beside its tests a release need not run; a script that nobody knows may be a suite."""
    files = {
        ".github/workflows/ci.yml": "on: push\njobs:\n" + job("test", f"run: ./scripts/{name}", "run: npm test"),
        ".github/workflows/r.yml": HEAD + job("publish", "run: npm test", "run: npm publish"),
        **({f"scripts/{name}": f"#!/bin/sh -e\n{script}"} if script else {}),
    }
    assert len(judged(tmp_path, "ci-required", files, "ci.yml")) == count


IMAGES = "    strategy: {matrix: {include: [{os: ubuntu-24.04, image: alpine}, {os: macos-15OTHER}]}}\n    container: WANTED\n"


@pytest.mark.parametrize(
    ("wanted", "other", "count"),
    [
        ("${{ matrix.image }}", "", 0),
        ("{image: '${{ matrix.image }}'}", "", 0),
        ("${{ matrix.image }}", ", image: alpine", 1),
        ("alpine", "", 1),
        ("${{ matrix.image || 'alpine' }}", "", 1),
    ],
)
def test_a_row_without_an_image_starts_no_container(wanted, other, count, tmp_path):
    """It runs on the machine itself."""
    build = job("build", "run: make", "{uses: actions/upload-artifact@v4, with: {name: x, path: x}}", more=IMAGES)
    build = build.replace("WANTED", wanted).replace("OTHER", other).replace("runs-on: ubuntu-24.04", "runs-on: ${{ matrix.os }}")
    files = {".github/workflows/r.yml": HEAD + build + job("publish", "run: cargo publish", more="    needs: build\n")}
    assert len(judged(tmp_path, "container-jobs-run-on-linux", files)) == count


@pytest.mark.parametrize(
    ("types", "given", "count"),
    [
        ("[released]", "prerelease: true", 0),
        ("[released]", "prerelease: false", 1),
        ("[released]", "name: x", 1),
        ("[published]", "prerelease: true", 1),
        ("[released, prereleased]", "prerelease: true", 1),
    ],
)
def test_a_pre_release_is_not_what_a_workflow_for_full_releases_waits_for(types, given, count, tmp_path):
    """`released` comes for no pre-release, whosever token makes it."""
    made = f"{{uses: softprops/action-gh-release@v2, with: {{tag_name: nightly, {given}}}}}"
    files = {
        ".github/workflows/nightly.yml": "on: schedule\njobs:\n" + job("nightly", made),
        ".github/workflows/after.yml": f"on: {{release: {{types: {types}}}}}\njobs:\n" + job("publish", "run: cargo publish"),
    }
    assert len(judged(tmp_path, "publish-events-can-start-runs", files)) == count


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("sudo chown $USER ./target 2>/dev/null || true", 0),
        ("chown runner dist || true", 0),
        ('chown "$(id -u)" dist || true', 1),
        ("sudo chown root pkg/usr/bin/a || true", 1),
        ("chmod +x dist/a || true", 1),
    ],
)
def test_whose_a_file_is_on_the_runner_decides_nothing(line, count, tmp_path):
    """What then cannot be read fails itself; who owns a packaged file is part of the package."""
    files = {".github/workflows/r.yml": HEAD + job("publish", f"run: |\n          {line}\n          cargo publish")}
    assert len(judged(tmp_path, "command-failures-fail-the-job", files)) == count


@pytest.mark.parametrize(
    ("wanted", "count"),
    [("^1.4.0", 0), (">=1.0.0 <2", 0), ("~1.4", 0), ("^1.4.2", 1), ("1.4.2", 1), ("workspace:^", 1), ("*", 1), ("^2.0.0", 1)],
)
def test_a_range_that_an_older_release_meets_asks_for_no_order(wanted, count, tmp_path):
    """What is in the registry already does as well; the new version alone does not."""
    jobs = "".join(job(name, f"{{run: npm publish, working-directory: {name}}}") for name in ("b", "a"))
    files = {
        ".github/workflows/r.yml": HEAD + jobs,
        "package.json": '{"private": true, "workspaces": ["a", "b"]}',
        "a/package.json": '{"name": "a", "version": "1.4.2"}',
        "b/package.json": f'{{"name": "b", "version": "3.0.0", "peerDependencies": {{"a": "{wanted}"}}}}',
    }
    assert len(judged(tmp_path, "dependencies-are-published-first", files)) == count


@pytest.mark.parametrize(
    ("name", "exports", "count"),
    [("jsr.json", "./src/index.ts", 0), ("jsr.json", "./src/gone.ts", 1), ("deno.json", "./dist/index.ts", 1)],
)
def test_jsr_gets_what_its_own_manifest_names(name, exports, count, tmp_path):
    """It takes sources: what `package.json` names is built for another registry."""
    files = {
        ".github/workflows/r.yml": HEAD + job("publish", CHECKOUT, "run: npx jsr publish"),
        "package.json": '{"name": "x", "main": "dist/index.js"}',
        "src/index.ts": "export const a = 1;\n",
        name: f'{{"name": "@a/x", "version": "1.0.0", "exports": "{exports}"}}',
    }
    assert len(judged(tmp_path, "published-directory-has-built-files", files)) == count


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ('gh release create "$TAG" --title "$TAG" --generate-notes --prerelease', 0),
        ('gh release create "$TAG" --notes none', 0),
        ('gh release create "$TAG" --notes-file CHANGELOG.md', 1),
        ('gh release create "$TAG" dist/a.zip --generate-notes', 1),
        ('cargo build && gh release create "$TAG" --generate-notes', 1),
    ],
)
def test_a_release_of_notes_alone_takes_nothing_from_the_checkout(line, count, tmp_path):
    """Which commit lies there decides nothing then."""
    step = f"{{env: {{TAG: '${{{{ inputs.tag }}}}'}}, run: {line!r}}}" if "'" not in line else line
    text = "on: {workflow_dispatch: {inputs: {tag: {required: true}}}}\njobs:\n" + job("release", CHECKOUT, step)
    assert len(judged(tmp_path, "builds-use-the-release-commit", {".github/workflows/r.yml": text})) == count


def test_the_same_sentence_about_other_jobs_is_one_finding():
    """Another file, another sentence and a name that is no job stay apart."""
    said = [
        ("r.yml", 3, "job a takes x"),
        ("r.yml", 9, "job b takes x"),
        ("r.yml", 12, "job b takes y"),
        ("s.yml", 3, "job a takes x"),
        ("r.yml", 15, "job c takes x"),
    ]
    folded = once_per_sentence([Finding("rule", path, line, got) for path, line, got in said], {"a", "b"})
    assert [(each.path, each.line, each.got) for each in folded] == [
        ("r.yml", 3, "job a takes x; the same in line 9"),
        ("r.yml", 12, "job b takes y"),
        ("s.yml", 3, "job a takes x"),
        ("r.yml", 15, "job c takes x"),
    ]


CROSSED = """\
    strategy: {matrix: {include: [{os: ubuntu-latest, target: aarch64-unknown-linux-gnu}]}}
"""


@pytest.mark.parametrize(
    ("given", "count"),
    [("use-cross: true", 0), ("use-cross: false", 1), ("command: build", 1), ("use-cross: '${{ matrix.cross }}'", 0)],
)
def test_an_action_that_is_told_to_cross_compiles_for_the_target(given, count, tmp_path):
    """Its input says so, not a command."""
    step = f"{{uses: actions-rs/cargo@v1, with: {{{given}, args: '--target ${{{{ matrix.target }}}}'}}}}"
    up = "{uses: actions/upload-artifact@v4, with: {name: x, path: x}}"
    build = job("build", step, up, more=CROSSED).replace("runs-on: ubuntu-24.04", "runs-on: ${{ matrix.os }}")
    files = {".github/workflows/r.yml": HEAD + build + job("publish", "run: cargo publish", more="    needs: build\n")}
    assert len(judged(tmp_path, "runner-can-build-the-target", files)) == count


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ("git fetch --tags", 0),
        ("git -c protocol.version=2 fetch \\\n            --deepen=5 origin \\\n            refs/tags/x:refs/tags/x", 0),
        ("git -C . fetch --unshallow", 0),
        ("git fetch origin main", 1),
        ("git -c fetch.x=1 status --tags", 1),
    ],
)
def test_a_history_may_be_fetched_with_settings_and_over_several_lines(command, count, tmp_path):
    """However the command is spelled; one that fetches no history is no help."""
    steps = (CHECKOUT, f"run: |\n            {command}", "run: uv build", "run: uv publish")
    files = {
        ".github/workflows/r.yml": "on: workflow_dispatch\njobs:\n" + job("publish", *steps),
        "pyproject.toml": '[build-system]\nrequires = ["setuptools-scm>=8"]\n[project]\nname = "a"\ndynamic = ["version"]\n',
    }
    assert len(judged(tmp_path, "git-history-is-fetched", files)) == count


def test_a_job_that_runs_whatever_happened_is_one_finding(tmp_path):
    """It publishes and is on the way of what publishes: one condition, one sentence."""
    jobs = job("build", "run: make", "{uses: actions/upload-artifact@v4, with: {name: x, path: x}}")
    jobs += job(
        "publish",
        "{uses: actions/upload-artifact@v4, with: {name: y, path: y}}",
        "run: twine upload x",
        more="    needs: build\n    if: always()\n",
    )
    found = judged(tmp_path, "failed-jobs-stop-the-release", {".github/workflows/r.yml": HEAD + jobs})
    assert [each.got for each in found] == ["job publish runs although build ended with failure, and an irreversible step runs"]


def test_tests_that_nobody_awaits_are_one_finding(tmp_path):
    """However many channels the job publishes to; another job is another finding."""
    jobs = job("test", "run: pytest") + job("one", "run: twine upload x", "run: npm publish") + job("two", "run: cargo publish")
    assert len(judged(tmp_path, "tests-pass-before-publishing", {".github/workflows/r.yml": HEAD + jobs})) == 2


BOTH = "    strategy: {matrix: {os: [a, b]}}\n"


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("run: docker push localhost:5000/x/y:1", 0),
        ("run: docker buildx build --push -t localhost:5000/x/y:1 .", 0),
        ("run: docker push ghcr.io/x/y:1", 1),
        ("run: docker buildx build --push -t localhost:5000/x/y:1 -t ghcr.io/x/y:1 .", 1),
        ("{uses: docker/build-push-action@v6, with: {push: true, tags: 'localhost:5000/x/y:1'}}", 0),
        ("{uses: docker/build-push-action@v6, with: {push: true, tags: 'ghcr.io/localhost/y:1'}}", 1),
    ],
)
def test_a_registry_of_the_runner_ends_with_the_job(step, count, tmp_path):
    """Nobody else gets what is pushed to it; one name that leaves the runner is enough."""
    files = {".github/workflows/r.yml": HEAD + job("image", step, more=BOTH)}
    assert len(judged(tmp_path, "matrix-image-tags-are-unique", files)) == count


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("startsWith(github.ref, 'refs/tags/a-0')", "startsWith(github.ref, 'refs/tags/b-0')", 0),
        ("startsWith(github.ref, 'refs/tags/a-0')", "startsWith(github.ref, 'refs/tags/')", 1),
        ("startsWith(github.ref, 'refs/tags/b-0')", "startsWith(github.ref, 'refs/tags/b-0')", 1),
        ("github.event_name == 'push'", "github.event_name == 'push'", 1),
    ],
)
def test_jobs_for_tags_of_their_own_have_no_order(first, second, count, tmp_path):
    """One run publishes one of them; where one tag starts both, the order counts."""
    jobs = job("b", "run: cargo publish -p b", more=f"    if: {first}\n") + job(
        "a", "run: cargo publish -p a", more=f"    if: {second}\n"
    )
    crate = '[package]\nname = "{0}"\nversion = "1.0.0"\n'
    files = {
        ".github/workflows/r.yml": 'on: {push: {tags: ["a-*", "b-*"]}}\njobs:\n' + jobs,
        "a/Cargo.toml": crate.format("a"),
        "b/Cargo.toml": crate.format("b") + '[dependencies]\na = { version = "1.0.0", path = "../a" }\n',
    }
    assert len(judged(tmp_path, "dependencies-are-published-first", files)) == count


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("{uses: acme/wait-on-check@v1, with: {check-name: Tests on stable}}", 0),
        ("{uses: acme/wait-on-check@v1, with: {check-name: Tests on stable}, continue-on-error: true}", 1),
        ("{uses: acme/wait-on-check@v1, with: {check-name: Pages}}", 1),
        ("{uses: acme/notify@v1, with: {title: Tests on stable}}", 1),
        ("run: echo Tests on stable", 1),
    ],
)
def test_an_action_may_wait_for_the_check_of_ci(step, count, tmp_path):
    """It is told what the forge calls the job of CI; any other name is no job of CI."""
    test = job("test", "run: cargo test").replace("  test:\n", "  test:\n    name: Tests on ${{ matrix.rust }}\n")
    files = {
        ".github/workflows/ci.yml": "on: push\njobs:\n" + test,
        ".github/workflows/r.yml": HEAD + job("wait", step) + job("publish", "run: cargo publish", more="    needs: wait\n"),
    }
    assert len(judged(tmp_path, "ci-required", files, "ci.yml")) == count


@pytest.mark.parametrize(
    ("step", "script", "count"),
    [
        ("pnpm send --dry-run", "jsr publish", 0),
        ("yarn send --dry-run", "tsc && jsr publish", 0),
        ("npm run send -- --dry-run", "jsr publish", 0),
        ("npm run send --dry-run", "jsr publish", 1),
        ("pnpm send --dry-run", "jsr publish && node after.mjs", 1),
        ("pnpm send", "jsr publish", 1),
        ("pnpm send --verbose", "jsr publish", 1),
        ("pnpm --filter core only --dry-run", "true", 0),
        ("pnpm --filter core only", "true", 1),
    ],
)
def test_a_flag_behind_a_script_is_its_last_commands(step, script, count, tmp_path):
    """A manager of packages hands it on; npm keeps what stands before the dashes to itself."""
    files = {
        ".github/workflows/ci.yml": "on: pull_request\njobs:\n" + job("check", f"run: {step}"),
        "package.json": f'{{"private": true, "workspaces": ["core"], "scripts": {{"send": "{script}", "only": "jsr publish"}}}}',
        "core/package.json": '{"name": "core", "version": "1.0.0", "scripts": {"only": "jsr publish"}}',
    }
    assert len(judged(tmp_path, "publishing-requires-a-trusted-trigger", files)) == count


@pytest.mark.parametrize(
    ("what", "count"), [("cargo publish", 0), ("npm publish", 1), ("gh release create v1 a.zip --notes x", 1)]
)
def test_a_cache_is_in_no_crate(what, count, tmp_path):
    """crates.io gets sources; every other channel gets what the job made."""
    cached = "uses: swatinem/rust-cache@v2"
    files = {
        ".github/workflows/ci.yml": "on: push\njobs:\n" + job("test", cached, "run: cargo test"),
        ".github/workflows/r.yml": HEAD + job("publish", cached, f"run: {what}"),
    }
    assert len(judged(tmp_path, "release-builds-use-no-shared-cache", files)) == count


@pytest.mark.parametrize(
    ("args", "count"), [("release --clean --snapshot", 0), ("release --clean", 1), ("release --skip=publish", 0)]
)
def test_a_rehearsal_of_a_release_needs_no_right_to_write(args, count, tmp_path):
    """What stays on the machine asks nobody."""
    step = f"{{uses: goreleaser/goreleaser-action@v6, with: {{args: {args}}}, env: {{GITHUB_TOKEN: '${{{{ github.token }}}}'}}}}"
    files = {".github/workflows/r.yml": HEAD + job("release", step, more="    permissions: {contents: read}\n")}
    assert len(judged(tmp_path, "job-permissions-are-sufficient", files)) == count


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ('echo "FLAGS=--target x86_64-unknown-linux-musl" >> $GITHUB_ENV', 0),
        ('echo "OTHER=--target x" >> $GITHUB_ENV', 1),
        ('echo "FLAGS=--target x" >> notes.txt', 1),
    ],
)
def test_a_variable_that_a_step_writes_anew_is_not_what_the_job_began_with(before, count, tmp_path):
    """What it is then is not known; one that nothing writes is what the job says."""
    steps = (CHECKOUT, f"run: {before!r}" if "'" not in before else before, "run: cargo build --release $FLAGS")
    up = "{uses: softprops/action-gh-release@v2, with: {files: target/x86_64-unknown-linux-musl/release/a}}"
    files = {
        ".github/workflows/r.yml": HEAD + job("publish", *steps, up, more="    env: {FLAGS: ''}\n"),
        "Cargo.toml": "[package]\nname = 'a'\n",
    }
    assert len(judged(tmp_path, "build-output-paths-match", files)) == count


SCRIPT = "from setuptools import setup\nsetup(ext_modules=[1])\n"


@pytest.mark.parametrize(
    ("backend", "count"),
    [("flit_core.buildapi", 0), ("hatchling.build", 0), ("setuptools.build_meta", 1), ("maturin", 1), ("", 1)],
)
def test_only_setuptools_runs_a_setup_script(backend, count, tmp_path):
    """Another backend builds what its own table says, whatever lies beside it."""
    steps = (CHECKOUT, "run: python -m build", "{uses: pypa/gh-action-pypi-publish@release/v1}")
    said = f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n' if backend else ""
    files = {
        ".github/workflows/r.yml": HEAD + job("publish", *steps),
        "setup.py": SCRIPT,
        "pyproject.toml": f"{said}[project]\nname = 'a'\n",
    }
    assert len(judged(tmp_path, "wheel-names-are-unique-and-valid", files)) == count


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ('echo "//npm.example.invalid/:_authToken=$NPM_TOKEN" >> ~/.npmrc', 0),
        ("npm config set //npm.example.invalid/:_authToken ${NPM_TOKEN}", 0),
        ('echo "//npm.example.invalid/:_authToken=$OTHER" >> ~/.npmrc', 1),
        ('echo "$NPM_TOKEN" > notes.txt', 1),
    ],
)
def test_a_token_may_be_written_into_the_clients_own_file(line, count, tmp_path):
    """Another secret of the step is then for something else; a name that is no secret of the step gives none."""
    env = 'env: {NPM_TOKEN: "${{ secrets.NPM_TOKEN }}", GITHUB_TOKEN: "${{ secrets.GITHUB_TOKEN }}"}'
    step = f"{env}\n        run: |\n          {line}\n          npm publish"
    files = {".github/workflows/r.yml": HEAD + job("publish", step)}
    assert (len(judged(tmp_path, "credentials-use-the-right-variable", files)) > 0) == bool(count)


def test_a_command_that_goes_on_is_one_finding(tmp_path):
    """That its script has no `set -e` is why, and no second wrong."""
    files = {
        ".github/workflows/r.yml": HEAD + job("publish", CHECKOUT, "run: ./build.sh", "run: cargo publish"),
        "build.sh": "#!/bin/sh\n. ./common.sh\ncargo build\n",
        "common.sh": "set -u\n",
    }
    found = judged(tmp_path, "command-failures-fail-the-job", files)
    assert len({(each.path, each.line) for each in found}) == len(found) == 1


@pytest.mark.parametrize(
    ("uses", "needs", "count"),
    [
        ("a/b/.github/workflows/proof.yml@v1", "[build, proof]", 0),
        ("a/b/.github/workflows/proof.yml@v1", "[build]", 1),
        ("./.github/workflows/gone.yml", "[build, proof]", 1),
    ],
)
def test_a_workflow_of_another_repository_may_upload(uses, needs, count, tmp_path):
    """What it uploads is not read here; a job that does not wait for it gets nothing."""
    build = job("build", "{uses: actions/upload-artifact@v4, with: {name: dist, path: dist}}")
    proof = f"  proof:\n    needs: build\n    uses: {uses}\n"
    takes = "{uses: actions/download-artifact@v4, with: {name: proof.json}}"
    files = {
        ".github/workflows/r.yml": HEAD
        + build
        + proof
        + job("publish", takes, "run: twine upload dist/*", more=f"    needs: {needs}\n")
    }
    assert len(judged(tmp_path, "artifact-names-match", files)) == count


@pytest.mark.parametrize(
    ("rows", "file", "count"),
    [
        ("[ubuntu-latest, windows-latest]", "setup.exe", 0),
        ("[ubuntu-latest, macos-latest]", "setup.exe", 1),
        ("[windows-2022, windows-2025]", "setup.exe", 1),
        ("[ubuntu-latest, windows-latest]", "setup.zip", 1),
        ("[ubuntu-24.04, ubuntu-22.04, macos-15]", "a.deb", 1),
    ],
)
def test_an_installer_is_of_the_row_of_its_system(rows, file, count, tmp_path):
    """The other rows have no such file; two rows of that system have one each."""
    step = f"{{uses: softprops/action-gh-release@v2, with: {{files: {file}}}}}"
    build = job("build", "run: make", step, more=f"    strategy: {{matrix: {{os: {rows}}}}}\n")
    files = {".github/workflows/r.yml": HEAD + build.replace("runs-on: ubuntu-24.04", "runs-on: ${{ matrix.os }}")}
    assert len(judged(tmp_path, "matrix-asset-names-are-unique", files)) == count


@pytest.mark.parametrize(("env", "count"), [("CARGO_REGISTRY_TOKEN", 0), ("OTHER_TOKEN", 1)])
def test_a_secret_of_the_registry_needs_no_identity(env, count, tmp_path):
    """An action that takes either is given one of them; a variable that it does not read is neither."""
    step = f"{{uses: release-plz/action@v0.5, env: {{{env}: '${{{{ secrets.TOKEN }}}}'}}}}"
    files = {".github/workflows/r.yml": HEAD + job("release", step, more="    permissions: {contents: write}\n")}
    assert len(judged(tmp_path, "job-permissions-are-sufficient", files)) == count
