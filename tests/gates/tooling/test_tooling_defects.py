"""A layout that is right, spoiled in one place, is refused by the rule for it and in its words."""

import pytest

from profiles.schema.channels import Channel, ReleaseFile
from profiles.schema.tooling import ToolingTable
from tests.gates.tooling.asked import said
from tests.gates.tooling.projects import ONE_RUN, TWO_RUNS

RELEASE, BUILD, PUBLISH = (f".github/workflows/{name}.yml" for name in ("release", "build", "publish"))
SMOKE = "scripts/smoke.sh"
TAP = ToolingTable(tap_jobs=("tap",), ci_workflow="ci.yml", changelog="CHANGELOG.md", promises=("npm",))
# Layout, file, what is replaced, by what, the rule that refuses, words of its sentence.
SPOILS = [
    (
        TWO_RUNS,
        PUBLISH,
        '        env: {GH_TOKEN: "${{ github.token }}", TAG: "${{ needs.resolve.outputs.tag }}"}',
        '        id: made\n        continue-on-error: true\n        env: {TAG: "${{ steps.made.outcome }}", GH_TOKEN: "${{ github.token }}"}',
        "publish-failures-fail-the-job",
        "fails but the job continues: continue-on-error",
    ),
    (
        ONE_RUN,
        RELEASE,
        "  crate:\n    needs: [context, build]",
        "  crate:\n    needs: [context]",
        "publishing-waits-for-builds",
        "although build (which",
    ),
    (
        ONE_RUN,
        RELEASE,
        "      - run: ./scripts/smoke.sh",
        '      - env: {API_TOKEN: ""}\n        run: if [[ -z "$API_TOKEN" ]]; then exit 1; fi\n      - run: ./scripts/smoke.sh',
        "credentials-are-not-empty",
        "the credential API_TOKEN is always empty",
    ),
    (
        ONE_RUN,
        RELEASE,
        "  crate:\n",
        "  crate:\n    if: always()\n",
        "failed-jobs-stop-the-release",
        "although build ended with failure",
    ),
    (
        ONE_RUN,
        RELEASE,
        "  crate:\n",
        "  crate:\n    if: ${{ !cancelled() }}\n",
        "failed-jobs-stop-the-release",
        "crate runs although",
    ),
    (
        ONE_RUN,
        RELEASE,
        "  build:\n",
        "  build:\n    continue-on-error: true\n",
        "failed-jobs-stop-the-release",
        "may fail (continue-on-error)",
    ),
    (
        ONE_RUN,
        RELEASE,
        "      - env: {CARGO",
        "      - if: always()\n        env: {CARGO",
        "failed-jobs-stop-the-release",
        "an earlier step of its job failed",
    ),
    (
        ONE_RUN,
        RELEASE,
        "cargo publish --locked",
        "cargo publish --locked || true",
        "command-failures-fail-the-job",
        "cargo publish fails but the job continues (|| true)",
    ),
    (
        ONE_RUN,
        RELEASE,
        "cargo publish --locked",
        "cargo publish --locked | tee log",
        "command-failures-fail-the-job",
        "without pipefail",
    ),
    (
        ONE_RUN,
        RELEASE,
        "./scripts/smoke.sh dist/x.tgz",
        "./scripts/smoke.sh x || echo skipped",
        "command-failures-fail-the-job",
        "smoke.sh",
    ),
    (ONE_RUN, SMOKE, "set -euo pipefail", "true", "command-failures-fail-the-job", "has no set -e"),
    (
        ONE_RUN,
        SMOKE,
        '"tool $VERSION" ]]',
        '"tool $VERSION" ]] || true',
        "command-failures-fail-the-job",
        "this test cannot fail (|| true)",
    ),
    (
        ONE_RUN,
        SMOKE,
        'got="',
        'python setup.py check || true\ngot="',
        "command-failures-fail-the-job",
        "python setup.py fails but the job continues",
    ),
    (
        ONE_RUN,
        RELEASE,
        "            exit 1\n          fi\n          cargo",
        "            exit 0\n          fi\n          cargo",
        "missing-credentials-fail-the-job",
        "the job succeeds, but nothing is published",
    ),
    (ONE_RUN, RELEASE, "${{ secrets.CRATES }}", "", "credentials-are-not-empty", "CARGO_REGISTRY_TOKEN is always empty"),
    (
        ONE_RUN,
        RELEASE,
        "CARGO_REGISTRY_TOKEN",
        "CRATES_TOKEN",
        "credentials-use-the-right-variable",
        "cargo does not read CRATES_TOKEN",
    ),
    (
        ONE_RUN,
        RELEASE,
        "cargo-about --version 0.6.4 --locked",
        "cargo-about",
        "tools-are-pinned",
        "cargo-about is installed at whatever version",
    ),
    (ONE_RUN, RELEASE, "{pattern: dist-*,", "{name: dist-linux,", "artifact-names-match", "dist-linux, which no job uploads"),
    (ONE_RUN, RELEASE, '"dist-${{ matrix.target }}", path', "dist-all, path", "artifact-names-match", "uploaded more than once"),
    (
        ONE_RUN,
        RELEASE,
        "unknown-linux-gnu, wheel: false",
        "unknown-linux-gnu, wheel: true",
        "wheel-names-are-unique-and-valid",
        "linux_x86_64, which PyPI rejects",
    ),
    (
        ONE_RUN,
        RELEASE,
        "{os: macos-latest",
        "{os: windows-latest",
        "runner-can-build-the-target",
        "cannot build aarch64-apple-darwin",
    ),
    (
        ONE_RUN,
        RELEASE,
        "steps.version.outputs.version }}",
        "steps.versions.outputs.version }}",
        "references-are-defined",
        "no step with that id",
    ),
    (ONE_RUN, RELEASE, 'run: echo "version=', 'run: echo "tag=', "references-are-defined", "never writes version"),
    (
        ONE_RUN,
        RELEASE,
        "needs: [context, build, index, crate]",
        "needs: [context, build, index, crates]",
        "workflows-and-scripts-are-valid",
        "needs crates, which does not exist",
    ),
    (ONE_RUN, RELEASE, "  crate:\n", "  crate:\n    if: secrets.CRATES != ''\n", "contexts-are-available", "no context secrets"),
    (
        ONE_RUN,
        RELEASE,
        '      - env: {GH_TOKEN: "${{ github.token }}"}\n        run: |\n          found',
        "      - run: |\n          found",
        "gh-has-a-repository-and-a-token",
        "has no token",
    ),
    (ONE_RUN, RELEASE, '"$found" != "success"', '"$found" != "yes"', "ci-required", "does not fail the job"),
    (
        ONE_RUN,
        RELEASE,
        'echo "error: no section" >&2\n            exit 1',
        "section=none",
        "notes-from-changelog",
        "released with other notes",
    ),
    (ONE_RUN, SMOKE, 'mkdir -p "$root/.scratch"', "true", "mktemp-directories-exist", "which is not created"),
    (
        ONE_RUN,
        SMOKE,
        'grep -q package.json <<<"$members"',
        'tar -tzf "$1" | grep -q package.json',
        "no-grep-q-under-pipefail",
        "`tar -tzf | grep -q`",
    ),
    (
        ONE_RUN,
        SMOKE,
        '[[ "$got" == "tool $VERSION" ]]',
        '[[ "$got" == *"$VERSION"* ]]',
        "versions-are-compared-in-full",
        "as a substring",
    ),
    (
        ONE_RUN,
        SMOKE,
        "grep -q package.json <<<",
        "rg -q package.json <<<",
        "tools-are-on-the-runner",
        "rg is not on the runner of job build",
    ),
    (
        TWO_RUNS,
        PUBLISH,
        "  node:\n    needs: [resolve, credentials, collect, tap]",
        "  node:\n    needs: [resolve, credentials, collect]",
        "publishing-waits-for-required-jobs",
        "a job that verifies the Homebrew tap",
    ),
    (TWO_RUNS, PUBLISH, "--name metadata", "--name meta", "artifact-names-match", "downloads the artifact meta of the build run"),
    (TWO_RUNS, BUILD, "  dist:\n", "  dist:\n    continue-on-error: true\n", "failed-jobs-stop-the-release", "job dist may fail"),
    (
        TWO_RUNS,
        BUILD,
        "      - run: npm pack",
        "      - continue-on-error: true\n        run: npm pack",
        "failed-jobs-stop-the-release",
        "the step run of job dist",
    ),
    (
        TWO_RUNS,
        PUBLISH,
        '"$conclusion" != "success"',
        '"$conclusion" == "skipped"',
        "only-successful-builds-are-published",
        "a run that failed",
    ),
    (TWO_RUNS, PUBLISH, '"$name" != "build"', '"$name" == ""', "only-successful-builds-are-published", "any workflow's run"),
    (
        TWO_RUNS,
        PUBLISH,
        "on: {workflow_dispatch:",
        "on: {workflow_run: {workflows: [build]}, workflow_dispatch:",
        "publishing-follows-a-successful-build",
        "before the tap",
    ),
    (TWO_RUNS, PUBLISH, "./dist/x.tgz", "dist/x.tgz", "tarball-paths-begin-with-a-dot", "as the GitHub repository dist/x"),
    (
        TWO_RUNS,
        PUBLISH,
        'elif grep -q "previously published" log; then\n            echo "already published"\n          ',
        "",
        "publish-is-idempotent",
        "fails when it is run again",
    ),
    (TWO_RUNS, PUBLISH, "default: false", "default: true", "manual-dispatch-requires-a-tag", "does not publish everything"),
    (
        TWO_RUNS,
        PUBLISH,
        '--repo "$GITHUB_REPOSITORY" --name metadata',
        "--name metadata",
        "gh-has-a-repository-and-a-token",
        "has no checkout, --repo or GH_REPO",
    ),
    (
        TWO_RUNS,
        BUILD,
        "git ls-remote --exit-code --tags",
        "git ls-remote --tags",
        "manual-dispatch-requires-a-tag",
        "not checked on the remote",
    ),
    (TWO_RUNS, BUILD, "$(git rev-parse HEAD)", "$GITHUB_SHA", "attestations-name-the-built-commit", "head of the branch"),
]
IDS = [f"{row[4]}-{number}" for number, row in enumerate(SPOILS)]


@pytest.mark.parametrize(("layout", "file", "old", "new", "name", "words"), SPOILS, ids=IDS)
def test_one_spoil_is_refused_for_its_reason(layout, file, old, new, name, words, tmp_path):
    """The rule finds the one defect that was put in."""
    assert old in layout[file], "the layout has changed"
    spoiled = {**layout, file: layout[file].replace(old, new, 1)}
    found = said(name, tmp_path, spoiled, TAP)
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
    assert said("command-failures-fail-the-job", tmp_path, layout) == []


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
    channel = Channel("tool", files=tuple(ReleaseFile(name) for name in FILES + added))
    found = said("planned-files-are-built", tmp_path, layout, channels={"github": channel})
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
        (FORMULA.replace("tool_1.0.0_x86", "tool-x86"), ["tool-x86_64-unknown-linux-gnu.tar.gz, which no matrix job builds"]),
        (FORMULA.replace("linux-gnu", "linux-musl"), ["Formula/tool.rb:3: requires tool_*_x86_64-unknown-linux-musl.tar.gz"]),
        (FORMULA.replace("< Formula", "< Recipe").replace("linux-gnu", "linux-musl"), []),
    ],
    ids=["right", "interpolated", "another-name", "another-target", "no-formula"],
)
def test_a_formula_names_what_is_built(text, words, tmp_path):
    """An archive that no row makes is named with the formula's line; a resource of others and other Ruby are left alone."""
    layout = {**ONE_RUN, "Formula/tool.rb": text}
    found = said("required-files-are-built", tmp_path, layout)
    assert [word in line for word, line in zip(words, found, strict=True)] == [True] * len(words), found
