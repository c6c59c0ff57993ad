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
def test_server_tests_pass(builds, part, examine, control):
    """The configured tests of the remote interface ran and passed.

    Why: Clients of the server get wrong answers, or an endpoint is open that should not be.

    Fix: run the failing test alone, and fix it or the server
    """
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


def test_listens_on_loopback_by_default(builds, terms, examine, control):
    """Without an address option, the built program listens only on loopback.

    Why: Whoever starts it to try it out opens it to the network without knowing.

    Fix: bind to loopback by default, and require an option for any other address
    """
    control(binding.public, ("198.51.100.1",), "expected loopback only")
    assert binding.public(examine(binding.own_choice(builds, terms.serving))) == []


def test_graceful_shutdown_on_sigterm(builds, terms, examine, control):
    """The program shuts down gracefully, with exit status 0, on SIGTERM.

    Why: systemd, containers and Kubernetes stop a service with SIGTERM: requests in progress are lost, and the stop counts as
    a crash.

    Fix: handle SIGTERM: finish what has begun, then exit with status 0
    """
    control(binding.unclean, 1, "expected exit status 0")
    (status,) = examine([binding.end_status(builds, terms.serving)])
    assert binding.unclean(status) == []


@pytest.mark.rows("refusal", "server.refusals", key="name")
def test_unsafe_start_is_refused(builds, terms, refusal, examine, control):
    """The program refuses to start on a public address without the options that make it safe.

    Why: A server without authentication or TLS becomes reachable from the network by one mistyped option.

    Fix: refuse to start before binding, with a message that names the missing option
    """
    judge = binding.judging(refusal)
    control(judge, binding.start(builds, terms.serving, ["--help"]), "refuse it before binding")
    (done,) = examine([binding.start(builds, terms.serving, refusal.arguments)])
    assert judge(done) == []


@pytest.mark.rows("question", "server.questions", key="name")
def test_http_responses_are_correct(builds, terms, question, examine, control):
    """HTTP requests that test tokens, limits, host names and origins get the configured responses.

    Why: Tokens, limits and origin checks protect users' data: one wrong answer lets a request through that should be refused.

    Fix: correct the server, or the expected answer in the profile
    """
    given, contrary = answers.answer(builds, terms.serving, question)
    control(answers.complaints, contrary, "expected")
    examine([given])
    assert answers.complaints(given) == []


@pytest.mark.early(3)
@pytest.mark.rows("silence", "server.idle_timeouts", key="name")
def test_idle_connections_time_out(builds, terms, silence, examine, control):
    """A connection that stays idle after half a request is closed in time.

    Why: Anyone can exhaust the server by opening connections and sending nothing more.

    Fix: set a read timeout in the server
    """
    control(answers.patience_complaints, (None,), "expected a closed connection")
    waited = examine([answers.seconds_until_hang_up(builds, terms.serving, silence)])
    assert answers.patience_complaints(waited) == []


@pytest.mark.rows("page", "server.pages", key="name")
def test_page_loads_in_a_browser(builds, terms, page, examine, control):
    """The page renders in a browser, without console errors and without tokens in requested URLs.

    Why: Users see an empty page, and a token in a URL ends up in logs, histories and referrers.

    Fix: open the page in a browser and fix the errors in its console; send tokens in a header
    """
    judge = browser_page.judging(page)
    control(judge, browser_page.visit_bad_page(builds, terms.serving), "console error")
    (done,) = examine([browser_page.visit(builds, terms.serving, page)])
    assert judge(done) == []


@pytest.mark.static
@pytest.mark.subject("base", "reviews")
def test_security_changes_are_reviewed(release, checkout, terms, examine):
    """Every security-relevant line (tokens, TLS, listening addresses, origins, limits) that changed since the base release was reviewed.

    Why: A small change in one of these lines can open the server, and no test may cover it.

    Fix: review each line, and add the sign-off that the finding prints to `release-signoffs.toml`
    """
    examine(security_files.watched(checkout, terms.security_files, terms.security_pattern), minimum=terms.minimum)
    lines = security_files.changed(checkout, release.base_tag, terms.security_files, terms.security_pattern)
    signoffs = Signoffs.read(release.project, release.profile.project.signoffs)
    assert (
        signoffs.missing(
            "server guards",
            [line.finding for line in lines],
            [*map(str, lines)],
            ("security-relevant line", "security-relevant lines"),
        )
        == []
    )
