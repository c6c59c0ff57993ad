"""Server and web UI security: closed by default, open only as told, and bounded in everything."""

import pytest

from facts.test_runs.suite_run import flaws
from facts.vcs.signoffs import Signoffs
from gates.server import answers, binding, browser_page, security_files

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(9), pytest.mark.subject("server")]


@pytest.fixture
def terms(release):
    """Return the profile's table."""
    return release.profile.server


@pytest.mark.rows("part", "server.parts", key="name")
def test_the_remote_tests_ran_and_passed(builds, part, examine, control):
    """The tests of the remote interface that the profile names were executed and passed."""
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


def test_it_listens_on_loopback_by_default(builds, terms, examine, control):
    """Told nothing about addresses, the built program listens on loopback and nowhere else."""
    control(binding.public, ("198.51.100.1",), "expected loopback only")
    assert binding.public(examine(binding.own_choice(builds, terms.serving))) == []


def test_it_ends_when_told(builds, terms, examine, control):
    """The program ends by itself, with status 0, when the service manager says so."""
    control(binding.unclean, 1, "expected 0")
    (status,) = examine([binding.end_status(builds, terms.serving)])
    assert binding.unclean(status) == []


@pytest.mark.rows("refusal", "server.refusals", key="name")
def test_an_unsafe_start_is_refused(builds, terms, refusal, examine, control):
    """A public address without what makes it safe is refused before anything listens."""
    judge = binding.judging(refusal)
    control(judge, binding.start(builds, terms.serving, ["--help"]), "refuse it before binding")
    (done,) = examine([binding.start(builds, terms.serving, refusal.arguments)])
    assert judge(done) == []


@pytest.mark.rows("question", "server.questions", key="name")
def test_the_question_gets_the_right_answer(builds, terms, question, examine, control):
    """Tokens, limits, pool names and origins are handled as the profile asks."""
    given, contrary = answers.answer(builds, terms.serving, question)
    control(answers.complaints, contrary, "expected")
    examine([given])
    assert answers.complaints(given) == []


@pytest.mark.early(3)
@pytest.mark.rows("silence", "server.idle_timeouts", key="name")
def test_a_silent_client_is_not_held(builds, terms, silence, examine, control):
    """A client that says half a request and no more is hung up on in time."""
    control(answers.patience_complaints, (None,), "expected a hang-up")
    waited = examine([answers.seconds_until_hang_up(builds, terms.serving, silence)])
    assert answers.patience_complaints(waited) == []


@pytest.mark.rows("page", "server.pages", key="name")
def test_the_page_loads_in_a_browser(builds, terms, page, examine, control):
    """The page renders in a browser, with no console error and no token in an address it asks."""
    judge = browser_page.judging(page)
    control(judge, browser_page.visit_bad_page(builds, terms.serving), "console error")
    (done,) = examine([browser_page.visit(builds, terms.serving, page)])
    assert judge(done) == []


@pytest.mark.static
@pytest.mark.subject("base")
def test_a_changed_guard_is_signed_off(release, checkout, terms, examine):
    """Every changed line about tokens, TLS, addresses, origins and limits since the base was reviewed."""
    examine(security_files.watched(checkout, terms.security_files, terms.security_pattern), minimum=terms.minimum)
    lines = [
        str(line) for line in security_files.changed(checkout, release.base_tag, terms.security_files, terms.security_pattern)
    ]
    signoffs = Signoffs.read(release.project, release.profile.project.signoffs)
    assert signoffs.missing("server guards", lines, lines) == []
