"""A GitHub on loopback that the real `gh` accepts: REST below /api/v3/ and GraphQL, over TLS with a CA of its own."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import trustme

from tests.servers.github_world import Answer, World, answer


@dataclass
class GitHub:
    """The running server: how to reach it, what it serves, what it was asked."""

    host: str
    world: World
    env: dict[str, str]
    asked: list[str] = field(default_factory=list)
    player: Any = None  # who plays the workflows' part, where somebody does
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def written(self) -> list[str]:
        """The asks that would have changed something."""
        return [ask for ask in self.asked if not ask.startswith(("GET ", "HEAD ", "POST /api/graphql"))]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: GitHub

    def do_GET(self) -> None:
        """Answer one ask."""
        body = self._body()
        self.hub.asked.append(f"{self.command} {self.path}")
        self._send(self._answer(body))

    do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output quiet."""

    def _answer(self, body: bytes) -> Answer:
        split = urlsplit(self.path)
        if not self.headers.get("authorization") and not split.path.startswith("/blob/"):
            return answer({"message": "Requires authentication"}, 401)
        if split.path == "/api/graphql":
            return self.hub.world.graphql(json.loads(body)["query"])
        if split.path.startswith("/blob/"):
            return self.hub.world.blob(split.path.removeprefix("/blob/"))
        query = {key: values[0] for key, values in parse_qs(split.query).items()}
        if self.hub.player is not None:
            with self.hub.lock:
                played = self._played(unquote(split.path.removeprefix("/api/v3/")), query, body)
            if played is not None:
                return self._addressed(played)
        return self._addressed(self.hub.world.rest(unquote(split.path.removeprefix("/api/v3/")), query, self.hub.host))

    def _addressed(self, told: Answer) -> Answer:
        """Write our own host where a document names the server."""
        body = told.body.replace(b"{host}", self.hub.host.encode()) if told.kind.startswith("application/json") else told.body
        return Answer(told.status, body, told.kind, told.headers)

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _played(self, path: str, query: dict[str, str], body: bytes) -> Answer | None:
        below = path.removeprefix(f"repos/{self.hub.world.repository}").lstrip("/")
        if self.command == "GET":
            found: Answer | None = self.hub.player.read(below)
            return found
        written: Answer = self.hub.player.write(self.command, below, query, body)
        return written

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {"content-type": answer.kind, "content-length": str(len(answer.body)), "X-OAuth-Scopes": "repo"}
        for name, value in {**headers, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


@contextmanager
def github(world: World, folder: Path) -> Iterator[GitHub]:
    """Serve a world; the environment that `gh` needs to reach it is in `env`."""
    authority = trustme.CA()
    server = _server(authority)
    hub = GitHub(f"127.0.0.1:{server.server_address[1]}", world, _environment(authority, folder))
    server.RequestHandlerClass = type("_Bound", (_Handler,), {"hub": hub})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(authority: trustme.CA) -> ThreadingHTTPServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


def _environment(authority: trustme.CA, folder: Path) -> dict[str, str]:
    certificate = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(certificate))
    return {
        "GH_ENTERPRISE_TOKEN": "loopback-token",
        "SSL_CERT_FILE": str(certificate),
        "GH_CONFIG_DIR": str(folder / "gh"),
    }
