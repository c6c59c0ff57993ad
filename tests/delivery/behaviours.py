"""What indexes do to their users, scripted: each behaviour is right (only slow) or wrong, and wrong ones have a reason."""

from collections.abc import Callable, Iterator
from typing import Any

from delivery.staging.loopback import NOT_FOUND, Reply, Request
from tests.delivery import packages
from tests.delivery.behaviour import (
    DIGEST,
    LICENSES,
    ORIGIN,
    SAFE,
    SIZES,
    THERE,
    Behaviour,
    about,
    bytes_edited,
    elsewhere,
    first,
    html,
    html_as_json,
    loop,
    pause,
    slowly,
    status,
)
from tests.delivery.behaviours_attested import attesting
from tests.delivery.behaviours_of_one import crate, go, node, python
from tests.delivery.worlds import WORLDS, World
from tests.servers import faulty
from tests.servers.lying import Lie

_TRANSPORT: dict[str, tuple[dict[str, Any], str]] = {
    "is not there": ({"change": lambda *_: NOT_FOUND}, "version-missing"),
    "is gone (410)": ({"change": status(410)}, "version-missing"),
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
    "has swapped bytes": ({"change": bytes_edited(lambda data: data[:-8] + bytes(8))}, "digest-mismatch|file-unreadable"),
    "is truncated": ({"change": bytes_edited(lambda data: data[: len(data) // 2])}, "digest-mismatch|file-unreadable"),
    "is empty": ({"change": bytes_edited(lambda _data: b"")}, "digest-mismatch|file-unreadable"),
    "is not served": ({"change": lambda *_: NOT_FOUND}, "is listed and not served"),
    "answers 500": ({"change": status(500)}, "cannot be downloaded: status 500"),
    "hangs": ({"deliver": faulty.hang}, "cannot be downloaded: no whole answer"),
    "is cut off": ({"deliver": faulty.cut}, "cannot be downloaded: a broken connection"),
    "is a login page": ({"change": html}, "digest-mismatch|file-unreadable"),
    "has trailing bytes": ({"change": bytes_edited(lambda data: data + b"trailing")}, "digest-mismatch|file-unreadable"),
}


def _transport(world: World) -> Iterator[Behaviour]:
    for name, (how, says) in _TRANSPORT.items():
        yield Behaviour(f"the index {name}", world, about(world.is_index, how), duty=THERE, says=says)
    for name, how in _SLOW.items():
        yield Behaviour(f"the index {name}", world, about(world.is_index, how))
    for name, (how, says) in _FILES.items():
        yield Behaviour(f"a file {name}", world, about(world.is_file, how), duty=DIGEST, says=says)
    for name in ("answers 429 first", "answers 500 first", "thinks for a moment", "has moved", "drips quickly"):
        yield Behaviour(f"a file {name}", world, about(world.is_file, _SLOW[name]))


def _rolled_back(world: World) -> Callable[[], Lie]:
    """The version is there at the first look and gone at the next."""

    def change(_request: Request, reply: Reply, asked: int) -> Reply:
        return NOT_FOUND if asked else reply

    return about(world.is_listed, {"change": change})


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
        return one.files("1.0.0") | {name: _without_license(data) for name, data in one.files("1.1.0").items()}

    yield Behaviour("a newer version is the default", world, files=with_newer, duty=THERE, says="not-the-default: 1.2.0")
    yield Behaviour(
        "the version never arrived",
        world,
        files=lambda one: one.files("1.0.0"),
        duty=THERE,
        says="version-missing: no version 1.1.0",
    )
    yield Behaviour("a file holds what no commit holds", world, files=foreign, duty=ORIGIN, says="not-from-the-tag: foreign.txt")
    yield Behaviour("a file escapes", world, files=escaping, duty=SAFE, says="unsafe-archive")
    yield Behaviour("a file has no license", world, files=unlicensed, duty=LICENSES, says="license-missing: no LICENSE")
    yield Behaviour("a file tripled", world, files=bloated, duty=SIZES, says="size-growth")


def _without_license(data: bytes) -> bytes:
    return packages.renamed(data, "LICENSE", "LICENZE")


def everything() -> list[Behaviour]:
    """Every behaviour, channel by channel."""
    common = [behaviour for world in WORLDS for behaviour in (*_transport(world), *_contents(world))]
    rolled = [
        Behaviour("the index rolls back", world, _rolled_back(world), duty=DIGEST, says="at the second look") for world in WORLDS
    ]
    return [*common, *rolled, *python(), *crate(), *node(), *go(), *attesting()]
