"""CI tooling contract: the workflows cannot publish what was not built, checked and asked for."""

import pytest

from facts.workflows.assembly import read, shell_trees, stored, stored_machinery, written
from facts.workflows.publication import every_publication
from gates import tooling

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(0), pytest.mark.static, pytest.mark.needs("shfmt>=3.8")]


@pytest.fixture
def table(release):
    """Return what the profile says of the workflows."""
    return release.profile.tooling


@pytest.fixture
def workflows(release, once, workspace):
    """Return workflows and scripts of the project; the parser's work is done once a run and is on every check's record."""
    file = once("tooling shell", lambda: stored(shell_trees(release.project), workspace / "tooling-shell.json"))
    return stored_machinery(release.project, file)


@pytest.fixture
def spoil(workspace):
    """Return a function that writes a rule's known-bad checkout and returns its folder."""
    return lambda rule: written(workspace / rule.__name__, rule.BAD)


@pytest.fixture
def silent(workflows, spoil, examine, control):
    """Return a function that asks a rule: its known-bad checkout, then the project; it returns the findings."""

    def ask(rule, *given, examined=None, bad=None):
        examine(every_publication(workflows) if examined is None else examined)
        control(lambda folder: rule.findings(read(folder), *(given if bad is None else bad)), spoil(rule), rule.REFUSAL)
        return rule.findings(workflows, *given)

    return ask


@pytest.mark.needs("zizmor>=1.30")
def test_no_stranger_can_publish(release, table, workflows, spoil, examine, control):
    """No workflow has a known security hole that lets a stranger publish."""
    control(lambda folder: tooling.zizmor.findings(folder, table), spoil(tooling.zizmor), tooling.zizmor.REFUSAL)
    examine(workflows.checkout.files)
    assert tooling.zizmor.findings(release.project, table) == []


@pytest.mark.needs("actionlint>=1.7")
@pytest.mark.rows("linter", "tooling.linters", key="name")
def test_the_workflow_linter_is_silent(release, linter, workflows, spoil, examine, control):
    """The workflow linter that the profile asks for has nothing to say."""
    control(lambda folder: tooling.actionlint.findings(folder, linter), spoil(tooling.actionlint), tooling.actionlint.REFUSAL)
    examine(workflows.checkout.files)
    assert tooling.actionlint.findings(release.project, linter) == []


def test_every_workflow_and_script_can_be_read(silent, workflows):
    """Every workflow is a file that GitHub accepts, and every script is shell."""
    assert silent(tooling.readable, examined=workflows.checkout.files) == []


def test_contexts_exist_where_they_are_read(silent, workflows):
    """Every expression reads only contexts that exist where it stands."""
    assert silent(tooling.contexts, examined=workflows.checkout.files) == []


def test_what_jobs_read_from_each_other_is_there(silent, workflows):
    """Every output, result and step that a job reads exists and is set."""
    assert silent(tooling.dead_references, examined=workflows.checkout.files) == []


def test_an_irreversible_step_waits_for_every_build(silent):
    """An irreversible step transitively needs every build job of its workflow."""
    assert silent(tooling.waits_for_builds) == []


def test_an_irreversible_step_waits_for_every_gate(silent, table):
    """An irreversible step transitively needs the provenance job, the preflight job and the tap-alignment job."""
    assert silent(tooling.waits_for_gates, table) == []


def test_no_job_result_is_bypassed(silent):
    """In no combination of job results does an irreversible step run although a job that it depends on did not succeed."""
    assert silent(tooling.not_bypassed) == []


def test_no_failure_is_swallowed(silent, workflows):
    """A command that a release stands on ends its job when it fails."""
    assert silent(tooling.not_swallowed, examined=workflows.scripts) == []


def test_a_missing_credential_fails(silent):
    """A missing credential fails the job that needs it instead of skipping it."""
    assert silent(tooling.no_green_skip) == []


def test_credentials_are_given(silent):
    """A step that publishes is given a credential that is not empty by construction."""
    assert silent(tooling.credentials_given) == []


def test_credentials_reach_their_client(silent):
    """A credential is given in a variable that the client really reads."""
    assert silent(tooling.credentials_reach) == []


def test_probes_accept_a_scoped_token(silent, workflows):
    """A probe of a credential accepts what a rightly scoped token answers."""
    assert silent(tooling.probes_accept_scoped_tokens, examined=workflows.scripts) == []


def test_publishing_is_started_on_purpose(silent, table):
    """Publishing never starts from a failed build run, nor before the tap can agree with it."""
    assert silent(tooling.publish_triggers, table) == []


def test_the_build_run_is_checked(silent):
    """Publishing takes only the artifacts of a successful run of the build workflow."""
    assert silent(tooling.build_run_is_checked) == []


def test_a_build_run_attests_the_tags_commit(silent):
    """What a build run says of its source is the commit that it checked out."""
    assert silent(tooling.attests_what_was_built) == []


def test_a_dispatch_names_an_existing_tag(silent):
    """A manual dispatch fails when its tag does not exist, and publishes everything unless told otherwise."""
    assert silent(tooling.dispatch_inputs) == []


def test_publishing_survives_a_second_run(silent):
    """A publish job that is started again takes what is already published for success."""
    assert silent(tooling.survives_a_second_run) == []


def test_every_gh_call_has_repository_and_token(silent, workflows):
    """Every gh call has a repository and a token."""
    assert silent(tooling.gh_has_repository, examined=workflows.checkout.files) == []


def test_every_tool_is_on_the_runner(silent, workflows):
    """Every tool that a release script calls is on the runner, is installed there, or has a fallback."""
    assert silent(tooling.tools_on_runner, examined=workflows.scripts) == []


def test_tools_are_pinned(silent, workflows):
    """Every tool that a release installs is pinned to a version."""
    assert silent(tooling.pinned_tools, examined=workflows.scripts) == []


def test_uploads_meet_downloads(silent, table):
    """What one job uploads another downloads after it, under one name that nothing else has."""
    assert silent(tooling.artifacts_match, table.targets) == []


def test_wheels_have_names_that_the_index_takes(silent, table):
    """Wheels of different runners have names of their own, and names that the Python index takes."""
    assert silent(tooling.wheel_names, table.targets) == []


def test_what_is_demanded_is_built(silent, table, workflows):
    """Every file that a script or a formula demands of a release is built by some row of the matrix."""
    assert silent(tooling.platforms_built, table.targets, examined=workflows.scripts) == []


def test_what_is_planned_is_built(channels, silent, table):
    """Every file that the profile plans for a channel is built by some row of the matrix."""
    assert silent(tooling.planned_files, channels, table.targets, bad=()) == []


def test_execute_bits_survive(silent):
    """Programs that go through an artifact get their execute bit back before they are packed."""
    assert silent(tooling.execute_bits) == []


def test_runners_fit_their_targets(silent, table):
    """Every target is built on a runner that can build it."""
    assert silent(tooling.runner_fits_target, table.targets) == []


def test_folders_have_the_layout_that_is_read(silent, workflows):
    """A folder that is handed to a script has the layout that the script reads."""
    assert silent(tooling.layouts_match, examined=workflows.scripts) == []


def test_tarballs_are_taken_for_files(silent, table, workflows):
    """A tarball that is given to its client is taken for a file, not for a repository."""
    assert silent(tooling.tarball_paths, table, examined=workflows.scripts) == []


def test_no_pipe_dies_of_its_match(silent, table, workflows):
    """No script pipes a producer into a quiet matcher under pipefail."""
    assert silent(tooling.pipes_into_quiet, table, examined=workflows.scripts) == []


def test_temporary_folders_exist(silent, table, workflows):
    """Every mktemp makes its file in a folder that is there on a fresh runner."""
    assert silent(tooling.temporary_folders, table, examined=workflows.scripts) == []


def test_no_function_switches_errexit_on(silent, table, workflows):
    """No function switches set -e back on for a caller that switched it off."""
    assert silent(tooling.errexit_switched_on, table, examined=workflows.scripts) == []


def test_no_condition_switches_errexit_off(silent, table, workflows):
    """No function in which a failing command must end the work is asked by a condition."""
    assert silent(tooling.errexit_switched_off, table, examined=workflows.scripts) == []


def test_versions_are_compared_whole(silent, table, workflows):
    """No version is compared by substring."""
    assert silent(tooling.versions_compared_whole, table, examined=workflows.scripts) == []


def test_smokes_install_what_they_vouch_for(silent, table, workflows):
    """A delivery smoke installs from every channel that it vouches for."""
    assert silent(tooling.smokes_install, table, examined=workflows.scripts) == []


def test_smokes_ask_the_channel(silent, table, workflows):
    """A delivery smoke asks the channel, not a copy on its own host."""
    assert silent(tooling.smokes_ask_the_channel, table, examined=workflows.scripts) == []


def test_smokes_demand_what_was_built(silent, table, workflows):
    """A smoke demands of a channel only what was built for its own platform."""
    assert silent(tooling.smokes_fit_platform, table.targets, examined=workflows.checkout.files) == []


def test_every_promised_channel_has_a_job(silent, table):
    """Every channel that the profile promises has a job that publishes to it."""
    assert silent(tooling.channels_published, table.promises, examined=table.promises) == []


def test_a_release_needs_a_green_ci_run(silent, table):
    """A release is built only from a commit whose CI workflow is green."""
    assert silent(tooling.green_ci, table.ci_workflow, examined=table.ci_workflow.split()) == []


def test_release_notes_are_the_changelog_section(silent, table):
    """The notes of a GitHub release are the changelog's section for the tag, and without one there is no release."""
    assert silent(tooling.notes_from_changelog, table.changelog, examined=table.changelog.split()) == []
