"""The server does what docs/server.md says, over a real socket on loopback."""

import http.client
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import urlsplit

from brook import Message, NoSuchMessage, RemotePool, RemoteRefused

TOKEN = "a-token-for-tests"  # noqa: S105


class Remote(unittest.TestCase):
    """A server with a token and a small limit, in a process of its own."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.home = Path(scratch.name)
        (self.home / "token").write_text(TOKEN)
        self.process = self.start("--token-file", str(self.home / "token"), "--max-body", "100")
        self.url = self.ready()

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        argv = [sys.executable, "-m", "brook", "--home", str(self.home), "serve", "--port", "0"]
        process = subprocess.Popen(
            [*argv, "--ready-file", str(self.home / "ready"), *options], stdout=subprocess.DEVNULL
        )
        self.addCleanup(process.wait, 30)
        self.addCleanup(process.terminate)
        return process

    def ready(self) -> str:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if (self.home / "ready").exists() and (text := (self.home / "ready").read_text()).endswith("\n"):
                return text.strip()
            time.sleep(0.02)
        raise AssertionError("the server did not get ready")

    def status(self, method: str, path: str, body: bytes | None = None, **headers: str) -> int:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        status = connection.getresponse().status
        connection.close()
        return status

    def test_a_pool_from_afar(self) -> None:
        pool = RemotePool(self.url, "notes", TOKEN)
        self.assertEqual([pool.append("a"), pool.append("b")], [1, 2])
        self.assertEqual(pool.scan(), [Message(1, "a"), Message(2, "b")])
        self.assertEqual(pool.get(2), Message(2, "b"))
        with self.assertRaises(NoSuchMessage):
            pool.get(3)

    def test_without_the_right_token_nothing_is_told(self) -> None:
        for token in (None, "another"):
            with self.assertRaisesRegex(RemoteRefused, "401"):
                RemotePool(self.url, "notes", token).append("a")
        self.assertEqual(self.status("GET", f"/pools/notes/messages?token={TOKEN}"), 401)

    def test_limits(self) -> None:
        key = f"Bearer {TOKEN}"
        self.assertEqual(self.status("POST", "/pools/notes/messages", b"x" * 101, Authorization=key), 413)
        self.assertEqual(self.status("POST", "/pools/notes/messages", b"x" * 100, Authorization=key), 201)
        self.assertEqual(self.status("GET", "/healthz", X_Long="x" * 20_000), 431)
        self.assertEqual(self.status("GET", "/pools/..%2Fnotes/messages", Authorization=key), 400)
        self.assertEqual(self.status("GET", "/pools/notes/messages", Authorization=key, Host="rebound.invalid"), 421)

    def test_health_and_page_are_open(self) -> None:
        self.assertEqual([self.status("GET", path) for path in ("/healthz", "/ui")], [200, 200])

    def test_it_ends_when_told_to(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(30), 0)

    def test_a_public_address_needs_a_token(self) -> None:
        refused = self.start("--bind", "0.0.0.0")  # noqa: S104
        self.assertEqual(refused.wait(30), 2)


if __name__ == "__main__":
    unittest.main()
