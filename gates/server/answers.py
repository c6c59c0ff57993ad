"""Questions to the running server, one request each, and what is wrong with its answers."""

import hashlib
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import msgspec

from core.commands import note_request
from core.errors import Undecided
from core.findings import Finding
from facts.builds.project_builds import Builds
from gates.server.server_process import Running, fresh_home, serving_at
from profiles.schema.server_config import IdleTimeout, Question, Serving

_SECONDS = 15.0


@dataclass(frozen=True)
class HttpAnswer:
    """What came back for a question."""

    question: Question
    status: int
    headers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.question.method} {self.question.path} -> {self.status}"


def answer(builds: Builds, serving: Serving, question: Question) -> tuple[HttpAnswer, HttpAnswer]:
    """Ask a fresh server the question, and one that must get another answer; return both."""
    arguments = (*serving.anywhere, *(serving.guarded if question.guarded else ()), *question.arguments)
    with serving_at(fresh_home(builds, serving, question.name), serving, arguments) as server:
        _alive(server, serving)
        contrary = _contrary(question, serving)
        given = [_asked(server, one) for one in _forged(question, server.home.token)]
        worst = next((one for one in given if one.status not in question.expect), given[-1])
        return worst, HttpAnswer(question, _asked(server, contrary).status, {})


def _forged(question: Question, token: str) -> list[Question]:
    """Return the question with every token that a careless comparison takes for the right one; most have just one."""
    if question.token != "wrong":  # noqa: S105
        return [question]
    near = {
        "one character less": token[:-1],
        "one more": f"{token}x",
        "another case": token.swapcase(),
        "another": "no-such-token",
    }
    plain = msgspec.structs.replace(question, token="none")  # noqa: S106
    return [
        msgspec.structs.replace(
            plain, name=f"{question.name}, {how}", headers={**question.headers, "Authorization": f"Bearer {wrong}"}
        )
        for how, wrong in near.items()
    ]


def complaints(given: HttpAnswer) -> list[Finding]:
    """List what is wrong with an answer."""
    question, found = given.question, list[Finding]()
    if given.status not in question.expect:
        wanted = " or ".join(map(str, question.expect))
        got = f"{question.method} {question.path} ({question.name}): {given.status}"
        found.append(Finding("", "", 0, got, wanted, "close it"))
    for name in question.absent_headers:
        if name.lower() in given.headers:
            got = f"{question.name}: the header {name}: {given.headers[name.lower()]}"
            found.append(Finding("", "", 0, got, "no such header", "remove it"))
    return found


def _contrary(question: Question, serving: Serving) -> Question:
    """Return a harmless question whose answer cannot be the right one here: known-bad input for the judgement."""
    path = serving.health if not set(question.expect) & set(range(200, 300)) else "/no-such-address-of-this-server"
    return Question("contrary", path, question.expect, guarded=question.guarded)


def _alive(server: Running, serving: Serving) -> None:
    status = _asked(server, Question("health", serving.health, (200,))).status
    if status != 200:
        raise Undecided(got=f"{status} from {serving.health}", expected="200", advice="start the server manually")


def _asked(server: Running, question: Question) -> HttpAnswer:
    with ExitStack() as held:
        client = httpx.Client(base_url=f"http://{server.address}", timeout=_SECONDS, trust_env=False)
        held.enter_context(client)
        for _ in range(question.held):
            held.enter_context(_stream(client, server, question))
        began = time.monotonic()
        with client.stream(*_request(server, question), **_details(server, question)) as response:  # type: ignore[arg-type]
            digest = hashlib.sha256(str(response.status_code).encode()).hexdigest()
            note_request(question.method, question.path, response.status_code, digest, time.monotonic() - began)
            return HttpAnswer(question, response.status_code, dict(response.headers))


@contextmanager
def _stream(client: httpx.Client, server: Running, question: Question) -> Iterator[None]:
    with client.stream(*_request(server, question), **_details(server, question)) as response:  # type: ignore[arg-type]
        if response.status_code != 200:
            raise Undecided(
                got=f"{response.status_code} for a stream under the limit", expected="200", advice="correct the question's path"
            )
        yield


def _request(server: Running, question: Question) -> tuple[str, str]:
    return question.method, f"http://{server.address}/"


def _details(server: Running, question: Question) -> dict[str, object]:
    target = question.path + (f"?token={server.home.token}" if question.token == "query" else "")  # noqa: S105
    body = b"x" * question.body_bytes or question.body.encode()
    # The path goes out as it is written: a client that tidies `%2e%2e` up would ask something else.
    return {"headers": _headers(server, question), "content": body or None, "extensions": {"target": target.encode()}}


def _headers(server: Running, question: Question) -> dict[str, str]:
    bearer = {"Authorization": f"Bearer {server.home.token}"} if question.token == "right" else {}  # noqa: S105
    long = {"X-Long": "x" * question.header_bytes} if question.header_bytes else {}
    return {**bearer, **long, **question.headers}


def seconds_until_hang_up(builds: Builds, serving: Serving, silence: IdleTimeout) -> float | None:
    """Say half a request and wait; return after how long the server hung up, None where it did not in time."""
    with serving_at(fresh_home(builds, serving, silence.name), serving, (*serving.anywhere, *silence.arguments)) as server:
        began = time.monotonic()
        with socket.create_connection((server.host, server.port), timeout=silence.within) as connection:
            connection.sendall(f"GET {serving.health} HTTP/1.1\r\nHost: {server.address}\r\nX-Half:".encode())
            try:
                ended = _drained(connection, began + silence.within)
            except TimeoutError:
                ended = False
        note_request("GET", "half a request", None, None, time.monotonic() - began)
        return time.monotonic() - began if ended else None


def _drained(connection: socket.socket, deadline: float) -> bool:
    while time.monotonic() < deadline:
        if not connection.recv(4096):
            return True
    return False


def patience_complaints(waited: Sequence[float | None]) -> list[Finding]:
    """List silent clients that the server did not hang up on."""
    return [
        Finding(
            "", "", 0, "the connection of a client that sent half a request stays open", "a closed connection", "add a timeout"
        )
        for one in waited
        if one is None
    ]
