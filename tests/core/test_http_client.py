"""The HTTP client: patient where asking again helps, and nowhere else."""

import base64
import itertools
import time

import pytest

from core.commands import capture
from core.errors import Unavailable, Undecided
from core.http_client import Answer, Busy, Denied, Limits, Web, shown
from delivery.staging.loopback import NOT_FOUND, Loopback, Reply, Request
from tests.servers import faulty

QUICK = Limits(budget=2.0, total=1.0, silence=0.5, size=1000, redirects=3)
GOOD = Reply(b'{"name": "demo"}')


def series(*replies: Reply):
    """Answer with these in turn, then with the last for ever."""
    waiting = itertools.chain(replies, itertools.repeat(replies[-1]))
    return lambda request: next(waiting)


def ask(answers, handler=None, limits: Limits = QUICK) -> Answer:
    """One question to one server."""
    with Loopback(answers, faulty.handler(handler)) if handler else Loopback(answers) as server:
        return Web(limits).get(f"{server.url}/x")


def test_an_answer_is_read_as_json():
    """A plain answer arrives, with its digest and as JSON."""
    answer = ask(series(GOOD))
    assert (answer.status, answer.json(), answer.absent) == (200, {"name": "demo"}, False)


def test_not_there_is_an_answer():
    """A 404 settles the question: asked once, never again."""
    asked = []

    def answers(request: Request) -> Reply:
        asked.append(request.path)
        return NOT_FOUND

    assert (ask(answers).absent, len(asked)) == (True, 1)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_is_asked_again(status):
    """A busy or broken server is asked again within the budget."""
    assert ask(series(Reply(status=status), GOOD), limits=Limits(budget=20.0)).status == 200


def test_trouble_without_end_is_named():
    """A server that stays broken ends as Busy, with its status."""
    with pytest.raises(Busy, match="status 503"):
        ask(series(Reply(status=503)))


def test_retry_after_is_kept():
    """Retry-After is waited for."""
    began = time.monotonic()
    patient = Limits(budget=20.0)
    assert ask(series(Reply(status=429, headers={"Retry-After": "1"}), GOOD), limits=patient).status == 200
    assert time.monotonic() - began >= 1


def test_retry_after_beyond_the_budget_is_not_waited_for():
    """A server that asks for an hour is named at once."""
    began = time.monotonic()
    with pytest.raises(Busy, match="status 429"):
        ask(series(Reply(status=429, headers={"Retry-After": "3600"})))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("status", [401, 403, 407])
def test_refused_access_is_an_environment_fault(status):
    """Missing credentials are named as such, without a second ask."""
    with pytest.raises(Denied, match=f"status {status}.*credentials"):
        ask(series(Reply(status=status), GOOD))


@pytest.mark.parametrize("status", [204, 300, 304, 400, 418, 451])
def test_any_other_status_decides_nothing(status):
    """A status that we cannot read is no answer."""
    with pytest.raises(Undecided, match=f"status {status}"):
        ask(series(Reply(status=status)))


@pytest.mark.parametrize("way", [faulty.hang, faulty.drip, faulty.drip_head])
def test_slowness_ends_at_the_deadline(way):
    """Silence, a dripping body and dripping headers all end in bounded time, with a sentence."""
    began = time.monotonic()
    with pytest.raises(Busy, match="no whole answer"):
        ask(series(Reply(b"x" * 500)), way)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("way", [faulty.cut, faulty.wrong_length, faulty.slam])
def test_half_an_answer_is_no_answer(way):
    """A body that is shorter than promised never counts."""
    with pytest.raises(Busy, match="broken connection|no whole answer"):
        ask(series(Reply(b"x" * 500)), way)


def test_a_wrong_encoding_is_named():
    """Plain bytes under a gzip header are refused."""
    with pytest.raises(Undecided, match="encoding it states"):
        ask(series(GOOD), faulty.wrong_encoding)


def test_a_redirect_loop_is_named():
    """A loop ends after a few steps."""
    with pytest.raises(Undecided, match="more than 3 redirects"):
        ask(series(Reply(status=302, headers={"Location": "/x"})))


def test_a_flood_is_cut_off():
    """An answer beyond the size limit is refused."""
    with pytest.raises(Undecided, match="more than 1000 bytes"):
        ask(series(Reply(b"x" * 5000)))


def test_nobody_there_is_an_environment_fault():
    """A closed port is named as a connection, not as an absent package."""
    with Loopback(series(GOOD)) as server:
        url = server.url
    with pytest.raises(Unavailable, match="broken connection"):
        Web(QUICK).get(url)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>log in</html>", "page of HTML"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "NaN is not"),
        (b'{"a": ', "not JSON"),
        (b'{"a": "\xff"}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_not_json_is_named(body, words):
    """HTML, doubled names, NaN, half documents and bad UTF-8 are no JSON."""
    with pytest.raises(Undecided, match=words):
        ask(series(Reply(body)), limits=Limits(budget=1.0)).json()


def test_a_question_is_asked_once_a_run_unless_fresh():
    """The memo answers the second time; `fresh` asks again; a file is never remembered."""
    with Loopback(series(GOOD, NOT_FOUND)) as server:
        web = Web(QUICK)
        seen = [web.get(server.url).status, web.get(server.url).status, web.get(server.url, fresh=True).status]
    assert seen == [200, 200, 404]


def test_credentials_are_not_shown():
    """The address in messages and evidence has no password in it."""
    assert shown("https://me:secret@index.example/simple/") == "https://index.example/simple/"


def test_credentials_in_an_address_are_used_and_never_written():
    """A password in an address is sent to its host, and is in no answer, record or message."""
    heard = []

    def answers(request: Request) -> Reply:
        heard.append(request.headers.get("Authorization", request.headers.get("authorization")))
        return Reply(status=418)

    with Loopback(answers) as server, capture() as page:
        web = Web(QUICK)
        bare = web.bare(server.url.replace("//", "//me:canary@"))
        with pytest.raises(Undecided) as told:
            web.get(bare)
    assert heard == ["Basic " + base64.b64encode(b"me:canary").decode()]
    assert "canary" not in f"{bare} {told.value} {page.commands}"
