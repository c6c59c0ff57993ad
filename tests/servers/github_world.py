"""What the loopback GitHub serves: plain documents by path, so that a test spoils exactly one value of them."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PAGE = 100


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(document: Any, status: int = 200) -> Answer:
    """Return a JSON answer."""
    return Answer(status, json.dumps(document).encode())


@dataclass
class World:
    """One repository and the login that asks; everything may be changed by a test."""

    repository: str
    documents: dict[str, Any] = field(default_factory=dict)  # path below the repository -> document
    lists: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)  # path -> key, items
    blobs: dict[str, bytes] = field(default_factory=dict)  # path below the repository -> bytes
    statuses: dict[str, int] = field(default_factory=dict)  # path -> refusal
    login: str | None = "maintainer"
    troubles: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # path -> status and message, once each

    def rest(self, path: str, query: Mapping[str, str], host: str) -> Answer:
        """Answer one REST ask."""
        if self.login is None:
            return answer({"message": "Bad credentials"}, 401)
        if path in ("", "user"):
            return answer({"login": self.login})
        below = path[len(f"repos/{self.repository}") :].lstrip("/")
        if not path.lower().startswith(f"repos/{self.repository}".lower()):
            return answer({"message": "Not Found"}, 404)
        return self._below(below, query, host)

    def graphql(self, query: str) -> Answer:
        """Answer the few GraphQL asks of `gh`."""
        if self.login is None:
            return answer({"message": "Bad credentials"}, 401)
        if "RepositoryReleaseByTag" in query:
            return answer({"data": {"repository": {"release": {"databaseId": 1, "isDraft": False}}}})
        return answer({"data": {"viewer": {"login": self.login}}})

    def blob(self, path: str) -> Answer:
        """Answer the second leg of a download."""
        return Answer(200, self.blobs[path], "application/octet-stream")

    def _below(self, path: str, query: Mapping[str, str], host: str) -> Answer:
        if self.troubles.get(path):
            status, message = self.troubles[path].pop(0)
            return answer({"message": message}, status)
        if path in self.statuses:
            return answer({"message": "Refused"}, self.statuses[path])
        if path in self.blobs:
            return self._download(path, host)
        if path in self.lists:
            return self._page(path, query, host)
        if path in self.documents:
            return answer(self.documents[path])
        return answer({"message": "Not Found"}, 404)

    def _download(self, path: str, host: str) -> Answer:
        if path.startswith("contents/"):
            return Answer(200, self.blobs[path], "text/plain")
        return Answer(302, b"", headers={"Location": f"https://{host}/blob/{path}"})

    def _page(self, path: str, query: Mapping[str, str], host: str) -> Answer:
        key, items = self.lists[path]
        chosen = [item for item in items if _selected(item, query)]
        size, page = min(int(query.get("per_page", 30)), _PAGE), int(query.get("page", 1))
        part = chosen[(page - 1) * size : page * size]
        found = answer({"total_count": len(chosen), key: part})
        if page * size >= len(chosen):
            return found
        url = f"https://{host}/api/v3/repos/{self.repository}/{path}?per_page={size}&page={page + 1}"
        return Answer(200, found.body, headers={"Link": f'<{url}>; rel="next"'})


def _selected(item: Any, query: Mapping[str, str]) -> bool:
    asked = {"head_sha": query.get("head_sha"), "event": query.get("event"), "head_branch": query.get("branch")}
    return all(value is None or item.get(name) == value for name, value in asked.items())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, as an artifact is kept."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def sha256(data: bytes) -> str:
    """Return the sha256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def slug(name: str) -> int:
    """Return a stable id for a name."""
    return int(re.sub(r"\D", "", str(int(sha256(name.encode())[:10], 16)))[:9])
