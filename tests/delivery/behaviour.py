"""What a scripted behaviour of an index is, and the lies that behaviours are made of."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from delivery.staging.loopback import Handler, Reply, Request
from tests.delivery.worlds import World
from tests.servers import faulty
from tests.servers.lying import Change, Lie

THERE = "test_version_is_published_and_default"
DIGEST = "test_checksums_match"
PLANNED = "test_published_files_match_the_plan"
WITHDRAWN = "test_nothing_is_yanked"
TRUTH = "test_package_metadata_matches_contents"
SAFE = "test_archives_are_safe_to_unpack"
ORIGIN = "test_contents_come_from_the_tag"
LICENSES = "test_licenses_are_included"
SIZES = "test_sizes_are_within_limits"


@dataclass(frozen=True)
class Behaviour:
    """One behaviour of one channel: what is served, what is lied, and which duty has to refuse it with which words."""

    name: str
    world: World
    lie: Callable[[], Lie] = field(default=lambda: Lie(lambda _path: False))
    files: Callable[[World], Mapping[str, bytes]] | None = None
    site: Mapping[str, Any] = field(default_factory=dict)
    duty: str = ""  # empty: it is right
    says: str = ""

    @property
    def id(self) -> str:
        """Its name in reports."""
        return f"{self.world.kind.__name__}: {self.name}"

    @property
    def served(self) -> Mapping[str, bytes]:
        """The files that are served, base release and all."""
        return self.files(self.world) if self.files else self.world.files("1.0.0") | self.world.files("1.1.0")


def first(count: int, change: Change) -> Change:
    """Lie for so many asks, then tell the truth."""
    return lambda request, reply, asked: change(request, reply, asked) if asked < count else reply


def status(number: int, **headers: str) -> Change:
    """Answer with a status."""
    return lambda _request, _reply, _asked: Reply(status=number, headers=headers)


def edited(edit: Callable[[Any], Any]) -> Change:
    """Edit the JSON document that is served."""
    return lambda _request, reply, _asked: replace(reply, body=json.dumps(edit(json.loads(reply.body))).encode())


def bytes_edited(edit: Callable[[bytes], bytes]) -> Change:
    """Edit the bytes that are served."""
    return lambda _request, reply, _asked: replace(reply, body=edit(reply.body))


def html(_request: Request, _reply: Reply, _asked: int) -> Reply:
    """A login page in place of the document, said to be HTML."""
    return Reply(b"<!DOCTYPE html><html><body><a href='/login'>Log in</a></body></html>", kind="text/html")


def html_as_json(_request: Request, reply: Reply, _asked: int) -> Reply:
    """The same, said to be what was asked for."""
    return Reply(b"<!DOCTYPE html><html><body>Log in</body></html>", kind=reply.kind)


def elsewhere(request: Request, reply: Reply, _asked: int) -> Reply:
    """A redirect to the same document."""
    return reply if request.path.endswith("?moved") else Reply(status=301, headers={"Location": f"{request.path}?moved"})


def loop(request: Request, _reply: Reply, _asked: int) -> Reply:
    """A redirect to itself."""
    return Reply(status=302, headers={"Location": request.path})


def pause(to: Handler, request: Request, reply: Reply) -> None:
    """Think for a moment, then answer."""
    time.sleep(0.4)
    Handler.deliver(to, request, reply)


def slowly(to: Handler, request: Request, reply: Reply) -> None:
    """Drip, but arrive within the limits."""
    faulty.drip(to, request, reply, pause=0.02, step=max(1, len(reply.body) // 20))


def about(where: Callable[[str], bool], how: Mapping[str, Any]) -> Callable[[], Lie]:
    """Make a new lie about some paths."""
    return lambda: Lie(where, **how)


def refused(behaviour: Behaviour, offences: Mapping[str, str]) -> bool:
    """Whether a wrong behaviour was refused by the duty that must, in the words that must be."""
    return bool(re.search(re.escape(behaviour.says).replace(r"\|", "|"), offences.get(behaviour.duty, "")))
