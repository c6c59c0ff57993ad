"""Questions over HTTP: GET and HEAD only, bounded in time, size and redirects, retried only where asking again helps.

A 404 is an answer, not a fault. Only 429, 5xx and a broken transport are asked again, within a budget; whatever is
wrong stays wrong. Nothing is cached on disk: an old answer read again would be a false pass. Within one run the same
question is asked once, unless `fresh` is said.
"""

import hashlib
import os
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import stamina

from core import strict_json
from core.commands import note_request
from core.errors import Fault, Undecided
from core.http_refusals import Busy as Busy
from core.http_refusals import Denied as Denied
from core.http_refusals import wrong

ABSENT = frozenset({404, 410})
_AGAIN = frozenset({429, 500, 502, 503, 504})
_DENIED = frozenset({401, 403, 407})


@dataclass(frozen=True)
class Limits:
    """How much patience one question gets."""

    budget: float = 30.0  # seconds for all attempts together
    total: float = 60.0  # seconds for one attempt, however slowly it drips
    silence: float = 10.0  # seconds without a single byte
    size: int = 64 * 2**20  # decoded bytes
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """What came back: every status that settles the question, 404 and 410 among them."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def absent(self) -> bool:
        """Whether the server says that there is no such thing."""
        return self.status in ABSENT

    @property
    def sha256(self) -> str:
        """Digest of the body."""
        return hashlib.sha256(self.body).hexdigest()

    def json(self) -> Any:
        """The body as strict JSON."""
        return strict_json.parse(self.body, shown(self.url))


@dataclass
class Web:
    """A small client with a memory of one run."""

    limits: Limits = field(default_factory=Limits)
    _logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    _memo: dict[tuple[str, str, str], Answer] = field(default_factory=dict)

    def bare(self, url: str) -> str:
        """Take the credentials out of an address and keep them for its host: they are in no message, record or file."""
        parsed = httpx.URL(url)
        if parsed.userinfo:
            self._logins[parsed.netloc.decode()] = (parsed.username, parsed.password)
        return shown(url)

    def get(self, url: str, accept: str = "*/*", *, fresh: bool = False) -> Answer:
        """Ask for a document."""
        return self._ask("GET", url, accept, fresh)

    def fetch(self, url: str) -> Answer:
        """Ask for a file as it lies there, not remembered: its bytes are what counts, so no transfer coding is offered."""
        return self._persist("GET", url, {"Accept": "*/*", "Accept-Encoding": "identity"})

    def head(self, url: str, accept: str = "*/*", *, fresh: bool = False) -> Answer:
        """Ask only whether it is there, and how large."""
        return self._ask("HEAD", url, accept, fresh)

    def _ask(self, method: str, url: str, accept: str, fresh: bool) -> Answer:
        key = (method, url, accept)
        if fresh or key not in self._memo:
            self._memo[key] = self._persist(method, url, {"Accept": accept})
        return self._memo[key]

    def _persist(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        deadline = time.monotonic() + self.limits.budget
        attempts = stamina.retry_context(
            on=lambda fault: _patience(fault, deadline),
            attempts=None,
            timeout=self.limits.budget,
            wait_initial=0.2,
            wait_jitter=0.2,
        )
        for attempt in attempts:
            with attempt:
                return _once(Ask(method, url, headers, self._logins.get(httpx.URL(url).netloc.decode())), self.limits)
        raise AssertionError("stamina ends only by an answer or an exception")


def shown(url: str) -> str:
    """The address without the credentials in it."""
    parsed = httpx.URL(url)
    return str(parsed.copy_with(username=None, password=None)) if parsed.userinfo else url


def _patience(fault: Exception, deadline: float) -> bool | float:
    if not isinstance(fault, Busy):
        return False
    if fault.wait is None:
        return True
    return fault.wait if time.monotonic() + fault.wait < deadline else False


@dataclass(frozen=True)
class Ask:
    """One question, with what a host needs to answer it."""

    method: str
    url: str
    headers: Mapping[str, str]
    login: tuple[str, str] | None = None


def _once(ask: Ask, limits: Limits) -> Answer:
    began = time.monotonic()
    try:
        answer = _exchange(ask, limits)
    except Fault:
        note_request(ask.method, shown(ask.url), None, None, time.monotonic() - began)
        raise
    note_request(ask.method, shown(ask.url), answer.status, answer.sha256, time.monotonic() - began)
    return _settled(answer)


def _exchange(ask: Ask, limits: Limits) -> Answer:
    late = threading.Event()
    try:
        with (
            _client(limits, late) as client,
            client.stream(ask.method, ask.url, headers=ask.headers, auth=ask.login) as response,
        ):
            body = b"".join(_bounded(response, limits))
            return Answer(str(response.url), response.status_code, response.headers, body)
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, RuntimeError, OSError) as error:
        # RuntimeError and OSError: what httpx raises when the deadline closed the client under it.
        raise _named(error, ask.url, limits, late.is_set()) from error


@contextmanager
def _client(limits: Limits, late: threading.Event) -> Iterator[httpx.Client]:
    """A client that closes itself at the deadline: a server may drip a byte a second for ever."""
    client = httpx.Client(timeout=limits.silence, follow_redirects=True, max_redirects=limits.redirects, verify=_trust())
    timer = threading.Timer(limits.total, _hang_up, (client, late))
    timer.daemon = True
    timer.start()
    try:
        with client:
            yield client
    finally:
        timer.cancel()


def _hang_up(client: httpx.Client, late: threading.Event) -> None:
    late.set()
    client.close()


def _trust() -> ssl.SSLContext:
    bundle = os.environ.get("PIP_CERT")  # a company's own authority, where only the Python client was told of it
    return ssl.create_default_context(cafile=bundle) if bundle else httpx.create_ssl_context()


def _bounded(response: httpx.Response, limits: Limits) -> Iterator[bytes]:
    deadline, size = time.monotonic() + limits.total, 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limits.size:
            raise Undecided(
                got=f"more than {limits.size} bytes from {shown(str(response.url))}",
                expected="an answer within the limit",
                advice="check what is served there",
            )
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the deadline passed")
        yield chunk


def _named(error: Exception, url: str, limits: Limits, late: bool) -> Fault:
    where = shown(url)
    if late or isinstance(error, httpx.ReadTimeout):
        return Busy(got=f"no whole answer from {where} within {limits.total:g} s ({limits.silence:g} s without a byte)")
    if isinstance(error, httpx.TooManyRedirects):
        return wrong(f"more than {limits.redirects} redirects from {where}", "a URL that exists")
    if isinstance(error, httpx.DecodingError):
        return wrong(f"an answer from {where} that is not in the encoding it states", "a readable answer")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return wrong(f"the URL {where}", "an http or https URL")
    return Busy(got=f"a broken connection to {where} ({error})")


def _settled(answer: Answer) -> Answer:
    where = shown(answer.url)
    if answer.status in _AGAIN:
        raise Busy(got=f"status {answer.status} from {where}", wait=_retry_after(answer))
    if answer.status in _DENIED:
        raise Denied(answer.status, where)
    if answer.status == 200 or answer.absent:
        return answer
    raise wrong(f"status {answer.status} from {where}", "200, 404 or 410")


def _retry_after(answer: Answer) -> float | None:
    """Seconds of RFC 9110 10.2.3; a date there is rare and waits our own time."""
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None
