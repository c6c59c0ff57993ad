"""A pool on another machine, with the methods of a local one."""

import json
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from brook.errors import NoSuchMessage, RemoteRefused
from brook.message import Message


class RemotePool:
    """One pool of a brook server."""

    def __init__(self, url: str, name: str, token: str | None = None, timeout: float = 10.0) -> None:
        self._base = f"{url.rstrip('/')}/pools/{name}/messages"
        self._token = token
        self._timeout = timeout
        self._opener = build_opener(ProxyHandler({}))

    def append(self, text: str) -> int:
        """Append a message; returns its number."""
        return int(self._ask("POST", "", text.encode())["seq"])

    def get(self, seq: int) -> Message:
        """One message by its number."""
        answer = self._ask("GET", f"/{seq}", None)
        return Message(int(answer["seq"]), str(answer["text"]))

    def scan(self) -> list[Message]:
        """All messages, oldest first."""
        return [Message(int(m["seq"]), str(m["text"])) for m in self._ask("GET", "", None)["messages"]]

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        request = Request(self._base + path, data=body, method=method)
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise _refusal(error.code, json.load(error).get("error", "")) from error
        except URLError as error:
            raise RemoteRefused(f"no answer: {error.reason}") from error


def _refusal(status: int, reason: str) -> NoSuchMessage | RemoteRefused:
    if status == 404:
        return NoSuchMessage(reason)
    return RemoteRefused(f"HTTP {status}: {reason}")
