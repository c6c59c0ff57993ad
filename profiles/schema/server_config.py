"""What is asked of a server of the project: how it is started, each question, and the answers that are right."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.suites import Name

_Words = tuple[str, ...]


class Serving(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the server is started; `{home}` is a fresh folder with a secret `token` in it, `{port}` a free port."""

    argv: Annotated[_Words, msgspec.Meta(min_length=1)]  # the command that starts it
    ready: str  # the file that gets the address; `stdout`: it is the first line; `port`: somebody answers at {port}
    port: int = 0  # the one that it takes by itself, where `ready` is `port`
    anywhere: _Words = ()  # arguments for any free port on loopback
    unaddressed: _Words = ()  # arguments that leave the choice of the address to it
    guarded: _Words = ()  # arguments with which it demands the token
    after: _Words = ()  # steps of `[builds]` that must be done first
    env: dict[str, str] = {}
    prepare: tuple[_Words, ...] = ()  # commands that lay something under {home} first
    health: str = "/healthz"  # a path that answers 200 once it serves


class RefusedStart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to start the server that it must refuse, before it listens."""

    name: Name
    arguments: _Words  # what makes the start unsafe
    expect_output: Annotated[str, msgspec.Meta(min_length=3)]  # a word of the reason it must give
    status: int = 2  # the exit status of a refusal


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One request, and the statuses that are right answers to it."""

    name: Name
    path: str  # the path that is requested
    expect: Annotated[tuple[int, ...], msgspec.Meta(min_length=1)]  # statuses that are right
    method: str = "GET"  # the HTTP method
    guarded: bool = True  # asked of a server that demands a token
    token: Literal["none", "wrong", "right", "query"] = "right"  # noqa: S105 - how it is sent, not a secret
    arguments: _Words = ()  # more arguments for the server
    headers: dict[str, str] = {}  # more headers of the request
    body: str = ""  # the body of the request
    body_bytes: int = 0  # a body of so many bytes instead
    header_bytes: int = 0  # one more header of so many bytes
    held: int = 0  # so many streams of the same path are open meanwhile
    absent_headers: tuple[str, ...] = ()  # headers that the answer must not have


class IdleTimeout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A client that sends half a request and then is idle: the server must close the connection."""

    name: Name
    within: Annotated[float, msgspec.Meta(gt=0)]  # seconds after which the connection must be closed
    arguments: _Words = ()  # more arguments for the server


class BrowserPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page that a browser opens: it must load without a console error."""

    name: Name
    path: str  # the path that is opened
    contains: str  # text that the page must show
    arguments: _Words = ()  # more arguments for the server
