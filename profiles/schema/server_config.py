"""What is asked of a server of the project: how it is started, each question, and the answers that are right."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.suites import Name

_Words = tuple[str, ...]


class Serving(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the server is started; `{home}` is a fresh directory with a secret in its file `token`, `{port}` a free port."""

    argv: Annotated[_Words, msgspec.Meta(min_length=1)]  # the command that starts it
    ready: str  # the file that it writes its address to; `stdout`: the first line; `port`: {port} accepts connections
    port: int = 0  # its default port, if `ready` is `port`
    anywhere: _Words = ()  # arguments for any free port on loopback
    unaddressed: _Words = ()  # arguments without an address
    guarded: _Words = ()  # arguments to require the token
    after: _Words = ()  # steps of `[builds]` that must run first
    env: dict[str, str] = {}
    prepare: tuple[_Words, ...] = ()  # commands that prepare {home} first
    health: str = "/healthz"  # a path that returns 200 once it is ready


class RefusedStart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arguments with which the server must refuse to start."""

    name: Name
    arguments: _Words  # the unsafe arguments
    expect_output: Annotated[str, msgspec.Meta(min_length=3)]  # text that its message must contain
    status: int = 2  # its exit status


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `questions`: an HTTP request to the server, and the correct statuses of its response."""

    name: Name
    path: str  # the path to request
    expect: Annotated[tuple[int, ...], msgspec.Meta(min_length=1)]  # correct statuses
    method: str = "GET"  # the HTTP method
    guarded: bool = True  # sent to a server that requires a token
    token: Literal["none", "wrong", "right", "query"] = "right"  # noqa: S105 - how it is sent, not a secret
    arguments: _Words = ()  # additional arguments for the server
    headers: dict[str, str] = {}  # additional headers of the request
    body: str = ""  # the body of the request
    body_bytes: int = 0  # size of a generated body, in bytes
    header_bytes: int = 0  # size of an additional header, in bytes
    held: int = 0  # number of streams to the same path held open during the request
    absent_headers: tuple[str, ...] = ()  # headers that the response must not have


class IdleTimeout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A client that sends half a request and then stays idle: the server must close the connection."""

    name: Name
    within: Annotated[float, msgspec.Meta(gt=0)]  # seconds within which the connection must be closed
    arguments: _Words = ()  # additional arguments for the server


class BrowserPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page to open in a browser: it must load without console errors."""

    name: Name
    path: str  # the path to open
    contains: str  # text that the page must show
    arguments: _Words = ()  # additional arguments for the server
