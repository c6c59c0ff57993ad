"""What indexes do to their users, scripted: each behaviour is right (only slow) or wrong, and wrong ones have a reason."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from delivery.serving.loopback import NOT_FOUND, Handler, Reply, Request
from tests.delivery import packages
from tests.delivery.worlds import CRATE, GO, NODE, PYTHON, WORLDS, World
from tests.servers import faulty
from tests.servers.lying import Change, Lie

THERE = "test_the_version_is_there_and_is_the_default"
DIGEST = "test_every_digest_is_true"
PLANNED = "test_exactly_the_planned_files_are_there"
WITHDRAWN = "test_nothing_is_withdrawn"
TRUTH = "test_packages_tell_the_truth"
SAFE = "test_archives_are_safe_to_unpack"
ORIGIN = "test_the_content_comes_from_the_tag"
LICENCES = "test_licences_are_inside"
SIZES = "test_sizes_stay_within_bounds"


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


_TRANSPORT: dict[str, tuple[dict[str, Any], str]] = {
    "is not there": ({"change": lambda *_: NOT_FOUND}, "has no version"),
    "is gone (410)": ({"change": status(410)}, "has no version"),
    "answers 429 for ever": ({"change": status(429)}, "status 429"),
    "answers 500 for ever": ({"change": status(500)}, "status 500"),
    "answers 503 and asks for an hour": ({"change": status(503, **{"Retry-After": "3600"})}, "status 503"),
    "hangs": ({"deliver": faulty.hang}, "no whole answer"),
    "drips": ({"deliver": faulty.drip}, "no whole answer"),
    "drips its headers": ({"deliver": faulty.drip_head}, "no whole answer"),
    "is cut off": ({"deliver": faulty.cut}, "broken connection"),
    "promises more than it sends": ({"deliver": faulty.wrong_length}, "broken connection|no whole answer"),
    "hangs up": ({"deliver": faulty.slam}, "broken connection"),
    "redirects in a loop": ({"change": loop}, "redirects"),
    "states another encoding": ({"deliver": faulty.wrong_encoding}, "encoding it states"),
    "serves a login page": ({"change": html}, "HTML|version"),
    "serves a login page as data": ({"change": html_as_json}, "HTML|version"),
    "asks for a password": ({"change": status(401)}, "status 401"),
    "answers 418": ({"change": status(418)}, "status 418"),
}
_SLOW: dict[str, dict[str, Any]] = {
    "is not there yet": {"change": first(2, lambda *_: NOT_FOUND)},
    "answers 429 first": {"change": first(1, status(429, **{"Retry-After": "0"}))},
    "answers 500 first": {"change": first(1, status(500))},
    "answers 503 twice": {"change": first(2, status(503))},
    "thinks for a moment": {"deliver": pause},
    "has moved": {"change": elsewhere},
    "drips quickly": {"deliver": slowly},
}
_FILES: dict[str, tuple[dict[str, Any], str]] = {
    "has swapped bytes": ({"change": bytes_edited(lambda data: data[:-8] + bytes(8))}, "these are other bytes|cannot be read"),
    "is truncated": ({"change": bytes_edited(lambda data: data[: len(data) // 2])}, "these are other bytes|cannot be read"),
    "is empty": ({"change": bytes_edited(lambda _data: b"")}, "these are other bytes|cannot be read"),
    "is not served": ({"change": lambda *_: NOT_FOUND}, "is listed and not served"),
    "answers 500": ({"change": status(500)}, "cannot be downloaded: status 500"),
    "hangs": ({"deliver": faulty.hang}, "cannot be downloaded: no whole answer"),
    "is cut off": ({"deliver": faulty.cut}, "cannot be downloaded: a broken connection"),
    "is a login page": ({"change": html}, "these are other bytes|cannot be read"),
    "has trailing bytes": ({"change": bytes_edited(lambda data: data + b"trailing")}, "these are other bytes|cannot be read"),
}


def _transport(world: World) -> Iterator[Behaviour]:
    for name, (how, says) in _TRANSPORT.items():
        yield Behaviour(f"the index {name}", world, _about(world.is_index, how), duty=THERE, says=says)
    for name, how in _SLOW.items():
        yield Behaviour(f"the index {name}", world, _about(world.is_index, how))
    for name, (how, says) in _FILES.items():
        yield Behaviour(f"a file {name}", world, _about(world.is_file, how), duty=DIGEST, says=says)
    for name in ("answers 429 first", "answers 500 first", "thinks for a moment", "has moved", "drips quickly"):
        yield Behaviour(f"a file {name}", world, _about(world.is_file, _SLOW[name]))


def _about(about: Callable[[str], bool], how: Mapping[str, Any]) -> Callable[[], Lie]:
    return lambda: Lie(about, **how)


def _rolled_back(world: World) -> Callable[[], Lie]:
    """The version is there at the first look and gone at the next."""

    def change(_request: Request, reply: Reply, asked: int) -> Reply:
        return NOT_FOUND if asked else reply

    about = (lambda path: path.endswith("1.1.0.info")) if world is GO else world.is_index
    return _about(about, {"change": change})


def _contents(world: World) -> Iterator[Behaviour]:
    def with_newer(one: World) -> dict[str, bytes]:
        return one.files("1.0.0") | one.files("1.1.0") | one.files("1.2.0")

    def bloated(one: World) -> dict[str, bytes]:
        return one.files("1.0.0") | one.files("1.1.0", more={"padding.bin": packages.noise(200_000)})

    def foreign(one: World) -> dict[str, bytes]:
        return one.files("1.0.0") | one.files("1.1.0", more={"foreign.txt": b"no commit holds this"})

    def escaping(one: World) -> dict[str, bytes]:
        return one.files("1.0.0") | one.files("1.1.0", more={"../escaped": b"x"})

    def unlicensed(one: World) -> dict[str, bytes]:
        return one.files("1.0.0") | {name: _without_licence(data) for name, data in one.files("1.1.0").items()}

    yield Behaviour("a newer version is the default", world, files=with_newer, duty=THERE, says="gets 1.2.0, expected 1.1.0")
    yield Behaviour(
        "the version never arrived", world, files=lambda one: one.files("1.0.0"), duty=THERE, says="has no version 1.1.0"
    )
    yield Behaviour(
        "a file holds what no commit holds", world, files=foreign, duty=ORIGIN, says="foreign.txt is in no file of the tag"
    )
    yield Behaviour("a file escapes", world, files=escaping, duty=SAFE, says="leaves the folder")
    yield Behaviour("a file has no licence", world, files=unlicensed, duty=LICENCES, says="holds no LICENSE")
    yield Behaviour("a file tripled", world, files=bloated, duty=SIZES, says="times the")


def _without_licence(data: bytes) -> bytes:
    return packages.renamed(data, "LICENSE", "LICENZE")


def _python() -> Iterator[Behaviour]:
    page = PYTHON.is_index
    spoiled: dict[str, tuple[Callable[[Any], Any], str, str]] = {
        "yanks": (lambda d: _each(d, yanked="broken"), WITHDRAWN, "is withdrawn (broken)"),
        "yanks without a reason": (lambda d: _each(d, yanked=True), WITHDRAWN, "is withdrawn"),
        "states no digests": (lambda d: _each(d, hashes={}), DIGEST, "states no digest"),
        "states only md5": (lambda d: _each(d, hashes={"md5": "0" * 32}), DIGEST, "states no digest"),
        "states another digest": (
            lambda d: _each(d, hashes={"sha256": "1" * 64}),
            DIGEST,
            "these are other bytes|cannot be read",
        ),
        "states another size": (lambda d: _each(d, size=7), DIGEST, "bytes, the index says 7"),
        "lists a file twice": (lambda d: {**d, "files": d["files"] + d["files"][-1:]}, PLANNED, "is there twice"),
        "lacks a planned file": (lambda d: {**d, "files": d["files"][:-1]}, PLANNED, "is planned and not there"),
        "is another project's page": (lambda d: {**d, "name": "other"}, THERE, "the page of 'other'"),
        "speaks another API": (lambda d: {**d, "meta": {"api-version": "2.0"}}, THERE, "another version of the API"),
        "lists entries without hashes": (lambda d: {**d, "files": [{"filename": "x", "url": "y"}]}, THERE, "PEP 691"),
    }
    for name, (edit, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", PYTHON, _about(page, {"change": edited(edit)}), duty=duty, says=says)
    extra = lambda one: (
        one.files("1.0.0")
        | one.files("1.1.0")
        | {"demo_pkg-1.1.0-py3-none-win32.whl": packages.wheel("1.1.0", tag="py3-none-win32")}
    )
    yield Behaviour("the index has an unplanned file", PYTHON, files=extra, duty=PLANNED, says="is there and not planned")
    other = lambda one: (
        one.files("1.0.0") | {name: data for name, data in zip(one.files("1.1.0"), one.files("1.0.0").values(), strict=True)}
    )
    yield Behaviour("a file is the old one renamed", PYTHON, files=other, duty=TRUTH, says="version in")
    doubled = bytes_edited(lambda data: data.replace(b'"files":', b'"files": [], "files":', 1))
    yield Behaviour("the index doubles a name", PYTHON, _about(page, {"change": doubled}), duty=THERE, says="stands twice")


def _each(document: Any, **fields: Any) -> Any:
    return {**document, "files": [{**file, **fields} if "1.1.0" in file["filename"] else file for file in document["files"]]}


def _crate() -> Iterator[Behaviour]:
    def lines(edit: Callable[[Any], Any]) -> Change:
        def change(_request: Request, reply: Reply, _asked: int) -> Reply:
            read = [json.loads(line) for line in reply.body.splitlines()]
            return replace(reply, body="\n".join(json.dumps(edit(line)) for line in read).encode())

        return change

    ours = lambda **fields: lambda line: {**line, **fields} if line["vers"] == "1.1.0" else line
    spoiled = {
        "yanks": (ours(yanked=True), WITHDRAWN, "is withdrawn"),
        "states another checksum": (ours(cksum="1" * 64), DIGEST, "these are other bytes|cannot be read"),
        "lists another crate": (ours(name="other"), THERE, "a line of 'other'"),
        "lists a line without checksum": (ours(cksum=None), THERE, "a line without"),
    }
    for name, (edit, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", CRATE, _about(CRATE.is_index, {"change": lines(edit)}), duty=duty, says=says)
    twice = bytes_edited(lambda data: data + b"\n" + data.splitlines()[-1])
    yield Behaviour(
        "the index lists a version twice", CRATE, _about(CRATE.is_index, {"change": twice}), duty=THERE, says="stands there twice"
    )
    wrong = {
        "names another commit": ({"commit": "d" * 40}, ORIGIN, "names the commit dddd"),
        "was packaged dirty": ({"dirty": True}, TRUTH, "uncommitted changes"),
    }
    for name, (how, duty, says) in wrong.items():
        files = lambda one, how=how: one.files("1.0.0") | one.files("1.1.0", **how)
        yield Behaviour(f"a file {name}", CRATE, files=files, duty=duty, says=says)


def _node() -> Iterator[Behaviour]:
    def entry(**fields: Any) -> Callable[[Any], Any]:
        return lambda d: {**d, "versions": {**d["versions"], "1.1.0": {**d["versions"]["1.1.0"], **fields}}}

    def dist(**fields: Any) -> Callable[[Any], Any]:
        return lambda d: entry(dist={**d["versions"]["1.1.0"]["dist"], **fields})(d)

    spoiled = {
        "keeps the old tag": (lambda d: {**d, "dist-tags": {"latest": "1.0.0"}}, THERE, "gets 1.0.0, expected 1.1.0"),
        "has no tag": (lambda d: {**d, "dist-tags": {}}, THERE, "gets nothing, expected 1.1.0"),
        "deprecates": (entry(deprecated="do not use"), WITHDRAWN, "is withdrawn (do not use)"),
        "states another integrity": (dist(integrity="sha512-" + "A" * 86 + "=="), DIGEST, "these are other bytes|cannot be read"),
        "states no integrity": (dist(integrity=None), DIGEST, "states no digest"),
        "states only sha1": (dist(integrity="sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA="), DIGEST, "states no digest"),
        "describes another version": (entry(version="1.0.0"), THERE, "where demo-pkg 1.1.0 is due"),
        "names another commit": (entry(gitHead="d" * 40), ORIGIN, "names the commit dddd"),
        "is another package's page": (lambda d: {**d, "name": "other"}, THERE, "the page of 'other'"),
        "has no versions": (lambda d: {"name": "demo-pkg"}, THERE, "without versions"),
    }
    for name, (edit, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", NODE, _about(NODE.is_index, {"change": edited(edit)}), duty=duty, says=says)
    programless = lambda one: one.files("1.0.0") | one.files("1.1.0", manifest={"bin": {"demo-cli": "gone.js"}})
    yield Behaviour(
        "a file lacks its program", NODE, files=programless, duty=TRUTH, says="gone.js as its program, which is not inside"
    )


def _go() -> Iterator[Behaviour]:
    info = lambda path: path.endswith("1.1.0.info")
    listed = lambda path: path.endswith("/list")
    spoiled: dict[str, tuple[Callable[[str], bool], Change, str, str]] = {
        "calls it another version": (info, edited(lambda d: {**d, "Version": "v1.0.0"}), THERE, "info of 'v1.0.0'"),
        "names another commit": (info, edited(lambda d: {**d, "Origin": {"Hash": "d" * 40}}), ORIGIN, "names the commit dddd"),
        "serves what it does not list": (listed, bytes_edited(lambda _data: b"v1.0.0\n"), THERE, "has no version 1.1.0"),
        "lists nothing": (listed, bytes_edited(lambda _data: b""), THERE, "has no version 1.1.0"),
        "lists what it does not serve": (info, lambda *_: NOT_FOUND, THERE, "has no version 1.1.0"),
        "says 403 for what it has not": (lambda _path: True, status(403), THERE, "has no version 1.1.0"),
        "lists what is no version": (listed, bytes_edited(lambda data: data + b"\nlatest\n"), THERE, "the version 'latest'"),
    }
    for name, (about, change, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", GO, _about(about, {"change": change}), duty=duty, says=says)
    strange = lambda one: one.files("1.0.0") | one.files("1.1.0", module="example.test/other")
    yield Behaviour("a file is another module", GO, files=strange, duty=TRUTH, says="go.mod names example.test/other")


def everything() -> list[Behaviour]:
    """Every behaviour, channel by channel."""
    common = [behaviour for world in WORLDS for behaviour in (*_transport(world), *_contents(world))]
    rolled = [
        Behaviour("the index rolls back", world, _rolled_back(world), duty=DIGEST, says="at the second look") for world in WORLDS
    ]
    return [*common, *rolled, *_python(), *_crate(), *_node(), *_go()]


def refused(behaviour: Behaviour, offences: Mapping[str, str]) -> bool:
    """Whether a wrong behaviour was refused by the duty that must, in the words that must be."""
    return bool(re.search(re.escape(behaviour.says).replace(r"\|", "|"), offences.get(behaviour.duty, "")))
