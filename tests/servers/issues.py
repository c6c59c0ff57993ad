"""The issues of one repository on loopback, as `gh api` reads and writes them; it ignores what it does not know."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme

from tests.servers.github import _environment, _server

_PAGE = 2  # small, so that every list has several pages


@dataclass
class Issues:
    """What the repository holds; a test may make one write fail after it was carried out, or have texts overwritten."""

    host: str
    env: dict[str, str]
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    late_failures: int = 0
    undone: int = 0
    undoes: dict[int, int] = field(default_factory=dict)  # a text that is written, and the one that is overwritten with it
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, method: str, path: list[str], sent: dict[str, Any]) -> Any:
        """Create or change an issue, or comment on one."""
        if path[-1] == "comments":
            self.comments.append(sent["body"])
            return {"id": len(self.comments)}
        if method == "PATCH" and "body" in sent and self.undone:
            self.undone -= 1
            sent["body"] = "written by another machine"
        if method == "PATCH" and "body" in sent and int(path[-1]) in self.undoes:
            self.issues[self.undoes.pop(int(path[-1])) - 1]["body"] = "written by another machine"
        if method == "PATCH":
            self.issues[int(path[-1]) - 1].update(sent)
            return self.issues[int(path[-1]) - 1]
        labels = [{"name": name} for name in sent["labels"]]
        fresh = {"number": len(self.issues) + 1, "state": "open", "state_reason": None, **sent, "labels": labels}
        self.issues.append(fresh)
        return fresh

    def listed(self, label: str) -> list[dict[str, Any]]:
        """Return the issues with a label, newest first."""
        return [issue for issue in reversed(self.issues) if label in {one["name"] for one in issue["labels"]}]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Issues

    def do_GET(self) -> None:
        """Answer with a page of issues or one of them."""
        split = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(split.query).items()}
        last = split.path.rsplit("/", 1)[-1]
        if last == "issues":
            self._page(query)
        else:
            self._send(200, self.hub.issues[int(last) - 1])

    def do_POST(self) -> None:
        """Carry out a write, and fail afterwards where a test asked for it."""
        sent = json.loads(b"".join(self._chunks()))
        with self.hub.lock:
            answer = self.hub.write(self.command, urlsplit(self.path).path.split("/"), sent)
        late = self.hub.late_failures > 0
        self.hub.late_failures -= late
        self._send(502 if late else 201, {"message": "Bad gateway"} if late else answer)

    do_PATCH = do_POST

    def _chunks(self) -> Iterator[bytes]:
        """Read a body of unknown length, as `gh` sends what it reads from a pipe."""
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output quiet."""

    def _page(self, query: dict[str, str]) -> None:
        found, page = self.hub.listed(query["labels"]), int(query.get("page", 1))
        more = f"https://{self.hub.host}{self.path.partition('?')[0]}?labels={query['labels']}&page={page + 1}"
        link = {"Link": f'<{more}>; rel="next"'} if page * _PAGE < len(found) else {}
        self._send(200, found[(page - 1) * _PAGE : page * _PAGE], link)

    def _send(self, status: int, document: Any, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def issues(folder: Path) -> Iterator[Issues]:
    """Serve an empty repository."""
    authority = trustme.CA()
    server = _server(authority)
    hub = Issues(f"127.0.0.1:{server.server_address[1]}", _environment(authority, folder))
    server.RequestHandlerClass = type("_Bound", (_Handler,), {"hub": hub})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
