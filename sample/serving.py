"""The sample's wheel and sdist as a Python index on loopback: HTML and JSON, as PEP 503 and PEP 691 say."""

import hashlib
import html
import json
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

from sample.building import Index, load

_JSON = "application/vnd.pypi.simple.v1+json"
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Address:
    """Where the index is served; `url` is what pip takes as its index."""

    url: str


@contextmanager
def serve(directory: str | Path, port: int = 0) -> Iterator[Address]:
    """Build and serve a checkout of the sample for as long as the context lasts."""
    index = load(Path(directory).absolute())

    class Bound(_Handler):
        served = index

    server = ThreadingHTTPServer(("127.0.0.1", port), Bound)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Address(f"http://127.0.0.1:{server.server_address[1]}/simple/")
    finally:
        server.shutdown()
        server.server_close()


def run(directory: Path, port: int) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    ended = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with serve(directory, port) as address:
        print(address.url, flush=True)
        ended.wait()
    return 0


class _Handler(BaseHTTPRequestHandler):
    """Answers /simple/, /simple/PROJECT/ and /files/NAME."""

    served: Index

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal to the address."""

    def do_GET(self) -> None:
        """One page or one file."""
        path = self.path.split("?")[0]
        if path == "/simple/":
            self._page([self.served.project], {"projects": [{"name": self.served.project}]})
        elif path == f"/simple/{self.served.project}/":
            self._page(list(self.served.files), self._detail())
        elif path.startswith("/files/") and path[7:] in self.served.files:
            self._send(200, "application/octet-stream", self.served.files[path[7:]])
        else:
            self._send(404, _HTML, b"not found")

    def _detail(self) -> dict[str, object]:
        versions = sorted({re.sub(r"\.tar\.gz$", "", name).split("-")[1] for name in self.served.files})
        return {"name": self.served.project, "versions": versions, "files": [self._file(name) for name in self.served.files]}

    def _file(self, name: str) -> dict[str, object]:
        data = self.served.files[name]
        return {
            "filename": name,
            "url": f"/files/{name}",
            "hashes": {"sha256": hashlib.sha256(data).hexdigest()},
            "requires-python": self.served.requires_python,
            "size": len(data),
            "yanked": False,
        }

    def _page(self, names: list[str], value: dict[str, object]) -> None:
        if _JSON in self.headers.get("Accept", ""):
            self._send(200, _JSON, json.dumps({"meta": {"api-version": "1.1"}, **value}).encode())
        else:
            links = "\n".join(self._link(name) for name in names)
            self._send(200, _HTML, f"<!DOCTYPE html>\n<html><body>\n{links}\n</body></html>\n".encode())

    def _link(self, name: str) -> str:
        if name not in self.served.files:
            return f'<a href="/simple/{name}/">{name}</a>'
        digest = hashlib.sha256(self.served.files[name]).hexdigest()
        python = html.escape(self.served.requires_python)
        return f'<a href="/files/{name}#sha256={digest}" data-requires-python="{python}">{name}</a>'

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
