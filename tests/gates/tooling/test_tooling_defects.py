"""A layout that is right, spoiled in one place, is refused by the rule for it and in its words."""

import importlib
import inspect

import pytest

from facts.workflows.assembly import read, written
from gates.tooling.rules import planned_files
from profiles.schema.channels import Channel, File
from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.projects import ONE_RUN, TWO_RUNS

RELEASE, BUILD, PUBLISH = (f".github/workflows/{name}.yml" for name in ("release", "build", "publish"))
SMOKE = "scripts/smoke.sh"
TAP = ToolingTable(tap_jobs=("tap",))
# Layout, file, what is replaced, by what, the rule that refuses, words of its sentence.
SPOILS = [
    (
        TWO_RUNS,
        PUBLISH,
        '        env: {GH_TOKEN: "${{ github.token }}", TAG: "${{ needs.resolve.outputs.tag }}"}',
        '        id: made\n        continue-on-error: true\n        env: {TAG: "${{ steps.made.outcome }}", GH_TOKEN: "${{ github.token }}"}',
        "not_bypassed",
        "of job release may fail",
    ),
    (
        ONE_RUN,
        RELEASE,
        "  crate:\n    needs: [context, build]",
        "  crate:\n    needs: [context]",
        "waits_for_builds",
        "although build (which",
    ),
    (
        ONE_RUN,
        RELEASE,
        "      - run: ./scripts/smoke.sh",
        '      - env: {API_TOKEN: ""}\n        run: if [[ -z "$API_TOKEN" ]]; then exit 1; fi\n      - run: ./scripts/smoke.sh',
        "credentials_given",
        "the credential API_TOKEN is always empty",
    ),
    (ONE_RUN, RELEASE, "  crate:\n", "  crate:\n    if: always()\n", "not_bypassed", "although build ended with failure"),
    (ONE_RUN, RELEASE, "  crate:\n", "  crate:\n    if: ${{ !cancelled() }}\n", "not_bypassed", "crate runs although"),
    (ONE_RUN, RELEASE, "  build:\n", "  build:\n    continue-on-error: true\n", "not_bypassed", "may fail (continue-on-error)"),
    (
        ONE_RUN,
        RELEASE,
        "      - env: {CARGO",
        "      - if: always()\n        env: {CARGO",
        "not_bypassed",
        "an earlier step of its job failed",
    ),
    (
        ONE_RUN,
        RELEASE,
        "cargo publish --locked",
        "cargo publish --locked || true",
        "not_swallowed",
        "cargo publish fails and the job goes on (|| true)",
    ),
    (ONE_RUN, RELEASE, "cargo publish --locked", "cargo publish --locked | tee log", "not_swallowed", "without pipefail"),
    (ONE_RUN, RELEASE, "./scripts/smoke.sh dist/x.tgz", "./scripts/smoke.sh x || echo skipped", "not_swallowed", "smoke.sh"),
    (ONE_RUN, SMOKE, "set -euo pipefail", "true", "not_swallowed", "has no set -e"),
    (ONE_RUN, SMOKE, '"tool $VERSION" ]]', '"tool $VERSION" ]] || true', "not_swallowed", "this test cannot fail (|| true)"),
    (
        ONE_RUN,
        SMOKE,
        'got="',
        'python setup.py check || true\ngot="',
        "not_swallowed",
        "python setup.py fails and the job goes on",
    ),
    (
        ONE_RUN,
        RELEASE,
        "            exit 1\n          fi\n          cargo",
        "            exit 0\n          fi\n          cargo",
        "no_green_skip",
        "ends green",
    ),
    (ONE_RUN, RELEASE, "${{ secrets.CRATES }}", "", "credentials_given", "CARGO_REGISTRY_TOKEN is always empty"),
    (ONE_RUN, RELEASE, "CARGO_REGISTRY_TOKEN", "CRATES_TOKEN", "credentials_reach", "cargo does not read CRATES_TOKEN"),
    (
        ONE_RUN,
        RELEASE,
        "cargo-about --version 0.6.4 --locked",
        "cargo-about",
        "pinned_tools",
        "cargo-about is installed in whatever version",
    ),
    (ONE_RUN, RELEASE, "{pattern: dist-*,", "{name: dist-linux,", "artifacts_match", "dist-linux, which no job uploads"),
    (ONE_RUN, RELEASE, '"dist-${{ matrix.target }}", path', "dist-all, path", "artifacts_match", "uploaded more than once"),
    (
        ONE_RUN,
        RELEASE,
        "unknown-linux-gnu, wheel: false",
        "unknown-linux-gnu, wheel: true",
        "wheel_names",
        "linux_x86_64, which PyPI refuses",
    ),
    (ONE_RUN, RELEASE, "{os: macos-latest", "{os: windows-latest", "runner_fits_target", "cannot build aarch64-apple-darwin"),
    (
        ONE_RUN,
        RELEASE,
        "steps.version.outputs.version }}",
        "steps.versions.outputs.version }}",
        "dead_references",
        "no step with that id",
    ),
    (ONE_RUN, RELEASE, 'run: echo "version=', 'run: echo "tag=', "dead_references", "never writes version"),
    (
        ONE_RUN,
        RELEASE,
        "needs: [context, build, index, crate]",
        "needs: [context, build, index, crates]",
        "readable",
        "needs crates, which does not exist",
    ),
    (ONE_RUN, RELEASE, "  crate:\n", "  crate:\n    if: secrets.CRATES != ''\n", "contexts", "no context secrets"),
    (
        ONE_RUN,
        RELEASE,
        '      - env: {GH_TOKEN: "${{ github.token }}"}\n        run: |\n          found',
        "      - run: |\n          found",
        "gh_has_repository",
        "has no token",
    ),
    (ONE_RUN, RELEASE, '"$found" != "success"', '"$found" != "yes"', "green_ci", "refuses nothing"),
    (
        ONE_RUN,
        RELEASE,
        'echo "error: no section" >&2\n            exit 1',
        "section=none",
        "notes_from_changelog",
        "released with other notes",
    ),
    (ONE_RUN, SMOKE, 'mkdir -p "$root/.scratch"', "true", "temporary_folders", "nobody made"),
    (
        ONE_RUN,
        SMOKE,
        'grep -q package.json <<<"$members"',
        'tar -tzf "$1" | grep -q package.json',
        "pipes_into_quiet",
        "`tar -tzf | grep -q`",
    ),
    (
        ONE_RUN,
        SMOKE,
        '[[ "$got" == "tool $VERSION" ]]',
        '[[ "$got" == *"$VERSION"* ]]',
        "versions_compared_whole",
        "as a substring",
    ),
    (
        ONE_RUN,
        SMOKE,
        "grep -q package.json <<<",
        "rg -q package.json <<<",
        "tools_on_runner",
        "rg is not on the runner of job build",
    ),
    (
        TWO_RUNS,
        PUBLISH,
        "  node:\n    needs: [resolve, credentials, collect, tap]",
        "  node:\n    needs: [resolve, credentials, collect]",
        "waits_for_gates",
        "tap alignment",
    ),
    (TWO_RUNS, PUBLISH, "--name metadata", "--name meta", "artifacts_match", "downloads the artifact meta of the build run"),
    (TWO_RUNS, BUILD, "  dist:\n", "  dist:\n    continue-on-error: true\n", "not_bypassed", "job dist may fail"),
    (
        TWO_RUNS,
        BUILD,
        "      - run: npm pack",
        "      - continue-on-error: true\n        run: npm pack",
        "not_bypassed",
        "the step run of job dist",
    ),
    (TWO_RUNS, PUBLISH, '"$conclusion" != "success"', '"$conclusion" == "skipped"', "build_run_is_checked", "a run that failed"),
    (TWO_RUNS, PUBLISH, '"$name" != "build"', '"$name" == ""', "build_run_is_checked", "any workflow's run"),
    (
        TWO_RUNS,
        PUBLISH,
        "on: {workflow_dispatch:",
        "on: {workflow_run: {workflows: [build]}, workflow_dispatch:",
        "publish_triggers",
        "before the tap",
    ),
    (TWO_RUNS, PUBLISH, "./dist/x.tgz", "dist/x.tgz", "tarball_paths", "for the GitHub repository dist/x"),
    (
        TWO_RUNS,
        PUBLISH,
        'elif grep -q "previously published" log; then\n            echo "already published"\n          ',
        "",
        "survives_a_second_run",
        "fails when it is started again",
    ),
    (TWO_RUNS, PUBLISH, "default: false", "default: true", "dispatch_inputs", "does not publish everything"),
    (
        TWO_RUNS,
        PUBLISH,
        '--repo "$GITHUB_REPOSITORY" --name metadata',
        "--name metadata",
        "gh_has_repository",
        "neither a checkout nor",
    ),
    (
        TWO_RUNS,
        BUILD,
        "git ls-remote --exit-code --tags",
        "git ls-remote --tags",
        "dispatch_inputs",
        "not asked for on the remote",
    ),
    (TWO_RUNS, BUILD, "$(git rev-parse HEAD)", "$GITHUB_SHA", "attests_what_was_built", "head of the branch"),
]
IDS = [f"{row[4]}-{number}" for number, row in enumerate(SPOILS)]


@pytest.mark.parametrize(("layout", "file", "old", "new", "name", "words"), SPOILS, ids=IDS)
def test_one_spoil_is_refused_for_its_reason(layout, file, old, new, name, words, tmp_path):
    """The rule finds the one defect that was put in."""
    assert old in layout[file], "the layout has changed"
    spoiled = {**layout, file: layout[file].replace(old, new, 1)}
    judge = importlib.import_module(f"gates.tooling.{name}").findings
    given = [TAP] if "table" in inspect.signature(judge).parameters else []
    found = judge(read(written(tmp_path, spoiled)), *given)
    assert [line for line in found if words in line], found


@pytest.mark.parametrize(
    "line",
    [
        "rm -r old || true",
        "docker rmi old || true",
        "git push origin :nightly || true",
        "git config --unset user.name || :",
        "find . -name x || true",
        "gcc --version || true",
        f"node -e '{'const x = 1; ' * 40}'",
        "[[ -n $x ]] && notify || true",
        'found="$(grep x sums || true)"',
        'found="$(curl -s localhost | jq .x)" || true',
        'found="$(find . -name x | wc -l)" || true',
        "stop() { echo gone; exit 1; }\nstop || true",
    ],
)
def test_what_a_release_can_do_without_may_fail(line, tmp_path):
    """Clearing away, looking, showing, a choice and a command that ends the script by itself are nobody's failure."""
    layout = {**ONE_RUN, SMOKE: ONE_RUN[SMOKE].replace('got="', f'{line}\ngot="')}
    assert importlib.import_module("gates.tooling.rules.not_swallowed").findings(read(written(tmp_path, layout))) == []


FILES = ("tool_{version}_x86_64-unknown-linux-gnu.tar.gz", "tool-{version}-cp311-cp311-macosx_11_0_arm64.whl")


@pytest.mark.parametrize(
    ("lost", "added", "words"),
    [
        ("", (), []),
        ("          - {os: ubuntu-latest, target: x86_64-unknown-linux-gnu, wheel: false}\n", (), [FILES[0]]),
        ("", ("tool-{version}-py3-none-win_amd64.whl",), ["win_amd64.whl"]),
        ("", ("other_{version}_x86_64.tar.gz", "tool-{version}-py3-none-any.whl", "tool-{version}.tar.gz"), []),
    ],
    ids=["right", "a-row-is-gone", "no-row-for-it", "told-by-no-row"],
)
def test_a_planned_file_that_no_row_makes_is_refused(lost, added, words, tmp_path):
    """A platform that the profile plans and the matrix lost is named; what no row decides is nobody's loss."""
    assert lost in ONE_RUN[RELEASE]
    layout = {**ONE_RUN, RELEASE: ONE_RUN[RELEASE].replace(lost, "", 1) if lost else ONE_RUN[RELEASE]}
    channel = Channel("tool", files=tuple(File(name) for name in FILES + added))
    found = planned_files.findings(read(written(tmp_path, layout)), {"github": channel})
    assert [word in line for word, line in zip(words, found, strict=True)] == [True] * len(words), found


FORMULA = """\
class Tool < Formula
  version "1.0.0"
  url "https://github.com/me/tool/releases/download/v1.0.0/tool_1.0.0_x86_64-unknown-linux-gnu.tar.gz"
  resource "other" do
    url "https://github.com/you/other/releases/download/v2.0.0/other-x86_64.tar.gz"
  end
end
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FORMULA, []),
        (FORMULA.replace("v1.0.0/tool_1.0.0_", "v#{version}/tool_#{version}_"), []),
        (FORMULA.replace("tool_1.0.0_x86", "tool-x86"), ["tool-x86_64-unknown-linux-gnu.tar.gz, which no row of a build builds"]),
        (FORMULA.replace("linux-gnu", "linux-musl"), ["Formula/tool.rb:3: asks for tool_*_x86_64-unknown-linux-musl.tar.gz"]),
        (FORMULA.replace("< Formula", "< Recipe").replace("linux-gnu", "linux-musl"), []),
    ],
    ids=["right", "interpolated", "another-name", "another-target", "no-formula"],
)
def test_a_formula_names_what_is_built(text, words, tmp_path):
    """An archive that no row makes is named with the formula's line; a resource of others and other Ruby are left alone."""
    layout = {**ONE_RUN, "Formula/tool.rb": text}
    found = importlib.import_module("gates.tooling.rules.platforms_built").findings(read(written(tmp_path, layout)))
    assert [word in line for word, line in zip(words, found, strict=True)] == [True] * len(words), found
