"""A small web server on loopback: a function from request to reply, and a way to deliver the reply."""

import ssl
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

JSON = "application/json"
FILE = "application/octet-stream"


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    method: str
    path: str  # with the query
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    body: bytes = b""
    status: int = 200
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_FOUND = Reply(b'{"message": "not found"}', 404)
Answers = Callable[[Request], Reply]


class Handler(BaseHTTPRequestHandler):
    """One connection; quiet, because the clients' own logs are the evidence."""

    protocol_version = "HTTP/1.1"
    answers: Answers

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a question."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = Request(self.command, self.path, dict(self.headers.items()), body)
        self.deliver(request, type(self).answers(request))

    do_HEAD = do_POST = do_GET

    def deliver(self, request: Request, reply: Reply) -> None:
        """Send the reply as it is."""
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
            self.send_header(name, value)
        if "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if request.method != "HEAD":
            self.wfile.write(reply.body)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._opened_in = copy_context()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer in the context of who opened the server: what is asked elsewhere for an answer is on their page."""
        self._opened_in.copy().run(super().process_request_thread, request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is no news: what it then says is what counts."""


class Loopback:
    """The server while a `with` block lasts; `url` is where it listens."""

    def __init__(self, answers: Answers, handler: type[Handler] = Handler, tls: ssl.SSLContext | None = None) -> None:
        """Choose a free port of 127.0.0.1."""
        bound = type("Bound", (handler,), {"answers": staticmethod(answers)})
        self._server = _Quiet(("127.0.0.1", 0), bound)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        """Begin to answer."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
