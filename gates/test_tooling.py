"""CI tooling contract: the workflows cannot publish what was not built, checked and asked for."""

import pytest

from facts.workflows.machinery import machinery, read, shell_trees, written
from facts.workflows.publication import publications
from gates.tooling import actionlint, readable, waits_for_builds, zizmor
from plugins.profile_tables.tooling import Table

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(0), pytest.mark.static, pytest.mark.needs("shfmt>=3.8")]


@pytest.fixture
def table(release):
    """Return what the profile says of the workflows."""
    return release.profile.tooling or Table()


@pytest.fixture(scope="module")
def shelf():
    """Return a place for what one process reads once."""
    return {}


@pytest.fixture
def workflows(release, once, shelf):
    """Workflows and scripts of the project; the parser's work is done once a run and on every check's record."""
    trees = once("tooling shell", lambda: shell_trees(release.project))
    if "workflows" not in shelf:
        shelf["workflows"] = machinery(release.project, trees)
    return shelf["workflows"]


@pytest.fixture
def irreversible(workflows):
    """Return every irreversible step."""
    return [found for workflow in workflows.workflows for found in publications(workflows, workflow)]


@pytest.fixture
def spoil(workspace):
    """Return the known-bad checkout of a rule, as a folder."""
    return lambda rule: written(workspace / rule.__name__, rule.BAD)


@pytest.fixture
def refuses(spoil, control):
    """Return the rule's own control: it must refuse its known-bad checkout, for its own reason."""
    return lambda rule: control(lambda folder: rule.findings(read(folder)), spoil(rule), rule.REFUSAL)


def test_every_workflow_and_script_can_be_read(workflows, examine, refuses):
    """Every workflow is a file that GitHub accepts, and every script that a workflow calls is shell."""
    refuses(readable)
    examine(workflows.checkout.files)
    assert readable.findings(workflows) == []


@pytest.mark.needs("zizmor>=1.30")
def test_no_stranger_can_publish(release, table, workflows, spoil, examine, control):
    """No workflow has a known security hole that lets a stranger publish."""
    control(lambda folder: zizmor.findings(folder, table), spoil(zizmor), zizmor.REFUSAL)
    examine(workflows.checkout.files)
    assert zizmor.findings(release.project, table) == []


@pytest.mark.needs("actionlint>=1.7")
@pytest.mark.rows("linter", "tooling.linters", key="name")
def test_the_workflow_linter_is_silent(release, workflows, linter, spoil, examine, control):
    """The workflow linter that the profile asks for has nothing to say."""
    control(lambda folder: actionlint.findings(folder, linter), spoil(actionlint), actionlint.REFUSAL)
    examine(workflows.checkout.files)
    assert actionlint.findings(release.project, linter) == []


def test_an_irreversible_step_waits_for_every_build(workflows, irreversible, examine, refuses):
    """An irreversible step transitively needs every build job of its workflow."""
    refuses(waits_for_builds)
    examine(irreversible)
    assert waits_for_builds.findings(workflows) == []
