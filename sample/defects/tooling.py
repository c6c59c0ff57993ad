"""What gate 0 refuses: workflows that can publish what was not built, proven or asked for."""

from sample.defects.registry import refused_by
from sample.written_tree import WrittenTree

_CI = ".github/workflows/ci.yml"
_RELEASE = ".github/workflows/release.yml"
_PUBLISH = ".github/workflows/release-publish.yml"
_NEEDS = "    needs: [preflight, provenance, build]\n"
_GATE = "pre_release/"


@refused_by(f"{_GATE}test_tooling::test_rule[publishing-waits-for-builds]")
def publish_without_build_need(draft: WrittenTree) -> None:
    """The publish job does not wait for the job that hands over what was built."""
    draft.replace(_PUBLISH, _NEEDS, "    needs: [preflight, provenance]\n")


@refused_by(f"{_GATE}test_tooling::test_rule[publishing-waits-for-required-jobs]")
def publish_without_provenance(draft: WrittenTree) -> None:
    """Nothing in the publish job's needs leads to the provenance job."""
    needs = {"    needs: [provenance]\n": "    needs: [preflight]\n", _NEEDS: "    needs: [preflight, build]\n"}
    for old, new in needs.items():
        draft.replace(_PUBLISH, old, new)


@refused_by(f"{_GATE}test_tooling::test_rule[failed-jobs-stop-the-release]")
def always_on_publish(draft: WrittenTree) -> None:
    """The publish job runs although a job before it failed."""
    draft.replace(_PUBLISH, _NEEDS, _NEEDS + "    if: always()\n")


@refused_by(f"{_GATE}test_tooling::test_rule[failed-jobs-stop-the-release]")
def continue_on_error_gate(draft: WrittenTree) -> None:
    """A failed provenance job counts as a success."""
    draft.replace(_PUBLISH, "    needs: [preflight]\n", "    needs: [preflight]\n    continue-on-error: true\n")


@refused_by(f"{_GATE}test_tooling::test_rule[command-failures-fail-the-job]")
def swallowed_failure(draft: WrittenTree) -> None:
    """The provenance step is green whatever the script in it says."""
    draft.replace(_PUBLISH, "release-metadata/metadata.json\n", "release-metadata/metadata.json || true\n")


@refused_by(f"{_GATE}test_linters::test_workflow_security")
def unpinned_action(draft: WrittenTree) -> None:
    """The upload is done by whatever a branch of somebody else's repository holds that day."""
    draft.edit(_PUBLISH, lambda text: text.replace("76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4", "release/v1"))


@refused_by(f"{_GATE}test_linters::test_workflow_security")
def stranger_runs_code(draft: WrittenTree) -> None:
    """CI runs the title of anybody's pull request as a command, with the project's rights."""
    draft.replace(_CI, "  pull_request:\n", "  pull_request_target:\n")
    draft.replace(_CI, "        run: python -m", "        run: echo '${{ github.event.pull_request.title }}' && python -m")


@refused_by(f"{_GATE}test_tooling::test_rule[workflows-and-scripts-are-valid]")
def script_is_no_shell(draft: WrittenTree) -> None:
    """A script of the release lacks its last word."""
    draft.edit("scripts/require_remote_tag.sh", lambda text: text.removesuffix("fi\n"))


@refused_by(f"{_GATE}test_tooling::test_rule[contexts-are-available]")
def secret_in_a_condition(draft: WrittenTree) -> None:
    """A job's condition reads a secret, which makes the whole workflow invalid."""
    draft.replace(_PUBLISH, _NEEDS, _NEEDS + "    if: secrets.INDEX_TOKEN != ''\n")


@refused_by(f"{_GATE}test_tooling::test_rule[attestations-name-the-built-commit]")
def metadata_of_the_trigger(draft: WrittenTree) -> None:
    """The metadata names the commit that the run was started from, not the one that was checked out."""
    told = """printf '{"source_sha": "%s"}' "$GITHUB_SHA" > release-metadata/metadata.json"""
    draft.replace(_RELEASE, 'run: scripts/release_metadata.sh "$TAG"', f"run: |\n          {told}")


@refused_by(f"{_GATE}test_tooling::test_rule[gh-has-a-repository-and-a-token]")
def gh_without_token(draft: WrittenTree) -> None:
    """The build run is asked for without a token."""
    step = "        env:\n          GH_TOKEN: ${{ github.token }}\n        run: scripts/verify_release_run.sh"
    draft.replace(_PUBLISH, step, "        run: scripts/verify_release_run.sh")


@refused_by(f"{_GATE}test_tooling::test_rule[artifact-names-match]")
def artifact_renamed(draft: WrittenTree) -> None:
    """The publish job downloads an artifact that no job uploads."""
    draft.replace(
        _PUBLISH,
        "          name: publish-inputs\n          path: dist\n",
        "          name: publish-input\n          path: dist\n",
    )


@refused_by(f"{_GATE}test_tooling::test_rule[no-grep-q-under-pipefail]")
def quiet_grep_in_a_pipe(draft: WrittenTree) -> None:
    """A script pipes into grep -q under pipefail, and fails now and then although it matches."""
    old = 'if ! git ls-remote --exit-code --tags origin "refs/tags/${tag}" > /dev/null; then'
    draft.replace("scripts/require_remote_tag.sh", old, 'if ! git ls-remote --tags origin | grep -q "refs/tags/${tag}$"; then')


@refused_by(f"{_GATE}test_tooling::test_rule[manual-dispatch-requires-a-tag]")
def partial_by_default(draft: WrittenTree) -> None:
    """A plain dispatch leaves the index out."""
    skip = "      skip_index:\n        description: Leave the index out.\n        type: boolean\n        default: true\n"
    draft.replace(_PUBLISH, "    inputs:\n", f"    inputs:\n{skip}")


@refused_by(f"{_GATE}test_tooling::test_rule[ci-required]")
def red_ci_ignored(draft: WrittenTree) -> None:
    """Nobody asks whether CI was green for the commit."""
    draft.replace(_PUBLISH, '        run: scripts/require_green_ci.sh "$TAG"\n', '        run: echo "$TAG"\n')


@refused_by(f"{_GATE}test_tooling::test_rule[every-channel-has-a-publish-job]")
def no_publish_job(draft: WrittenTree) -> None:
    """The workflow that should publish ends before it does."""
    draft.edit(_PUBLISH, lambda text: text[: text.index("  publish:\n")])
