"""A pool over HTTP: read and append, on loopback unless told otherwise."""

import json
import signal
import ssl
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import unquote, urlsplit

from brook._http import NAME, UI_PAGE, UI_PATHS, UI_POLICY, Settings, check_bind, is_authorized, is_own_host
from brook.errors import BrookError, NoSuchMessage
from brook.pool import Pool


PATIENCE = 0.2
TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Server(ThreadingHTTPServer):
    """The listening socket, with the number of connections bounded."""

    daemon_threads = True

    def __init__(self, settings: Settings) -> None:
        check_bind(settings)
        self.settings = settings
        self.slots = threading.BoundedSemaphore(settings.max_connections)
        super().__init__((settings.bind, settings.port), Handler)
        if settings.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(settings.certificate, settings.key)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, or answer at once that there are too many."""
        if self.slots.acquire(timeout=PATIENCE):
            super().process_request(request, client_address)
            return
        request.settimeout(PATIENCE)
        try:
            request.recv(65536)  # closed with unread bytes, the connection would take the answer with it
            request.sendall(TOO_MANY)
        except OSError:
            pass  # the client has gone or says nothing: there is nobody to answer
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the slot back when a connection ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or says nothing, is not worth a traceback."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "brook"
    sys_version = ""

    def setup(self) -> None:
        """Bound the time that a silent client can hold a connection."""
        super().setup()
        self.connection.settimeout(self.server.settings.timeout)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the terminal quiet: addresses hold names of pools."""

    def parse_request(self) -> bool:
        """Read the head of a request; one that is too long is refused before anything is looked up."""
        if not super().parse_request():
            return False
        if sum(len(name) + len(value) + 4 for name, value in self.headers.items()) > self.server.settings.max_header:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"at most {self.server.settings.max_header} bytes")
            return False
        return True

    def do_GET(self) -> None:
        """Health, the page, or the messages of a pool."""
        path = urlsplit(self.path).path
        if path == "/healthz":
            self._answer(HTTPStatus.OK, {"ok": True})
        elif path in UI_PATHS:
            self._page()
        elif self._is_allowed():
            self._read(path)

    def do_POST(self) -> None:
        """Append one message."""
        if not self._is_allowed():
            return
        size = self._body_size()
        if size is not None:
            self._append(urlsplit(self.path).path, self.rfile.read(size))

    def _is_allowed(self) -> bool:
        if not is_own_host(self.server.settings, self.headers.get("Host")):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "this server answers for loopback only")
        elif not is_authorized(self.server.settings, self.headers.get("Authorization")):
            self._refuse(HTTPStatus.UNAUTHORIZED, "a bearer token is needed")
        else:
            return True
        return False

    def _body_size(self) -> int | None:
        text = self.headers.get("Content-Length", "")
        if not text.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Content-Length is needed")
        elif int(text) > self.server.settings.max_body:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {self.server.settings.max_body} bytes")
        else:
            return int(text)
        return None

    def _pool(self, path: str) -> Pool | None:
        parts = [unquote(part) for part in path.split("/")[1:]]
        if len(parts) < 3 or parts[0] != "pools" or parts[2] != "messages":
            self._refuse(HTTPStatus.NOT_FOUND, "no such address")
        elif not NAME.fullmatch(parts[1]):
            self._refuse(HTTPStatus.BAD_REQUEST, "a pool's name has letters, digits, dot, dash and underscore")
        else:
            return Pool(self.server.settings.home, parts[1])
        return None

    def _read(self, path: str) -> None:
        pool = self._pool(path)
        if pool is None:
            return
        number = path.split("/")[4:]
        try:
            if number:
                self._answer(HTTPStatus.OK, {"seq": int(number[0]), "text": pool.get(int(number[0])).text})
            else:
                self._answer(HTTPStatus.OK, {"messages": [{"seq": m.seq, "text": m.text} for m in pool.scan()]})
        except (NoSuchMessage, ValueError) as error:
            self._refuse(HTTPStatus.NOT_FOUND, str(error))
        except BrookError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

    def _append(self, path: str, body: bytes) -> None:
        pool = self._pool(path)
        if pool is None:
            return
        try:
            self._answer(HTTPStatus.CREATED, {"seq": pool.append(body.decode())})
        except UnicodeDecodeError:
            self._refuse(HTTPStatus.BAD_REQUEST, "a message is UTF-8 text")

    def _page(self) -> None:
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", UI_PAGE.encode(), {"Content-Security-Policy": UI_POLICY})

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        self.close_connection = True
        self._answer(status, {"error": reason})
        self._let_finish()

    def _let_finish(self) -> None:
        """Read on for a while: a connection closed with unread bytes takes the answer with it."""
        size = self.headers.get("Content-Length", "")
        left = min(int(size) if size.isdecimal() else 0, 4 * self.server.settings.max_body)
        while left > 0 and (data := self.rfile.read(min(left, 65536))):
            left -= len(data)

    def _answer(self, status: HTTPStatus, value: object) -> None:
        self._send(status, "application/json", json.dumps(value).encode(), {})

    def _send(self, status: HTTPStatus, kind: str, body: bytes, extra: dict[str, str]) -> None:
        self.send_response(status)
        fixed = {"Content-Type": kind, "Content-Length": str(len(body)), "X-Content-Type-Options": "nosniff"}
        for name, value in {**fixed, "Referrer-Policy": "no-referrer", **extra}.items():
            self.send_header(name, value)
        if status == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", "Bearer")
        self.end_headers()
        self.wfile.write(body)


def serve(settings: Settings, ready_file: Path | None = None) -> None:
    """Listen until SIGTERM or SIGINT; the ready file gets the address that was bound."""
    server = Server(settings)
    scheme = "https" if settings.certificate else "http"
    address = f"{scheme}://{settings.bind}:{server.server_address[1]}"

    def stop(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if ready_file is not None:
        ready_file.write_text(address + "\n")
    print(address, flush=True)
    server.serve_forever(poll_interval=0.05)
    server.server_close()
