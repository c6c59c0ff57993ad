"""What only one kind of index can do to its users."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from delivery.staging.loopback import NOT_FOUND, Reply, Request
from tests.delivery import packages
from tests.delivery.behaviour import (
    DIGEST,
    ORIGIN,
    PLANNED,
    THERE,
    TRUTH,
    WITHDRAWN,
    Behaviour,
    about,
    bytes_edited,
    edited,
    status,
)
from tests.delivery.worlds import CRATE, GO, NODE, PYTHON, World
from tests.servers.lying import Change


def python() -> Iterator[Behaviour]:
    """Behaviours that only this kind of channel can have."""
    page = PYTHON.is_index
    spoiled: dict[str, tuple[Callable[[Any], Any], str, str]] = {
        "yanks": (lambda d: _each(d, yanked="broken"), WITHDRAWN, "withdrawn (broken)"),
        "yanks without a reason": (lambda d: _each(d, yanked=True), WITHDRAWN, "withdrawn"),
        "states no digests": (lambda d: _each(d, hashes={}), DIGEST, "no-digest"),
        "states only md5": (lambda d: _each(d, hashes={"md5": "0" * 32}), DIGEST, "no-digest"),
        "states another digest": (
            lambda d: _each(d, hashes={"sha256": "1" * 64}),
            DIGEST,
            "digest-mismatch|file-unreadable",
        ),
        "states another size": (lambda d: _each(d, size=7), DIGEST, "size-mismatch"),
        "lists a file twice": (lambda d: {**d, "files": d["files"] + d["files"][-1:]}, PLANNED, "file-twice"),
        "lacks a planned file": (lambda d: {**d, "files": d["files"][:-1]}, PLANNED, "file-missing"),
        "is another project's page": (lambda d: {**d, "name": "other"}, THERE, "the page of 'other'"),
        "speaks another API": (lambda d: {**d, "meta": {"api-version": "2.0"}}, THERE, "an API version other than 1"),
        "lists entries without hashes": (lambda d: {**d, "files": [{"filename": "x", "url": "y"}]}, THERE, "PEP 691"),
    }
    for name, (edit, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", PYTHON, about(page, {"change": edited(edit)}), duty=duty, says=says)
    yield Behaviour("the index has an unplanned file", PYTHON, files=_with_one_more, duty=PLANNED, says="file-unplanned")
    yield Behaviour("a file is the old one renamed", PYTHON, files=_renamed, duty=TRUTH, says="metadata-mismatch: version in")
    doubled = bytes_edited(lambda data: data.replace(b'"files":', b'"files": [], "files":', 1))
    yield Behaviour("the index doubles a name", PYTHON, about(page, {"change": doubled}), duty=THERE, says="stands twice")


def _with_one_more(one: World) -> dict[str, bytes]:
    more = {"demo_pkg-1.1.0-py3-none-win32.whl": packages.wheel("1.1.0", tag="py3-none-win32")}
    return one.files("1.0.0") | one.files("1.1.0") | more


def _renamed(one: World) -> dict[str, bytes]:
    return one.files("1.0.0") | dict(zip(one.files("1.1.0"), one.files("1.0.0").values(), strict=True))


def _made(**wrong: Any) -> Callable[[World], dict[str, bytes]]:
    return lambda one: one.files("1.0.0") | one.files("1.1.0", **wrong)


def _each(document: Any, **fields: Any) -> Any:
    return {**document, "files": [{**file, **fields} if "1.1.0" in file["filename"] else file for file in document["files"]]}


def crate() -> Iterator[Behaviour]:
    """Behaviours that only this kind of channel can have."""

    def lines(edit: Callable[[Any], Any]) -> Change:
        def change(_request: Request, reply: Reply, _asked: int) -> Reply:
            read = [json.loads(line) for line in reply.body.splitlines()]
            return replace(reply, body="\n".join(json.dumps(edit(line)) for line in read).encode())

        return change

    def ours(**fields: Any) -> Callable[[Any], Any]:
        return lambda line: {**line, **fields} if line["vers"] == "1.1.0" else line

    spoiled = {
        "yanks": (ours(yanked=True), WITHDRAWN, "withdrawn"),
        "states another checksum": (ours(cksum="1" * 64), DIGEST, "digest-mismatch|file-unreadable"),
        "lists another crate": (ours(name="other"), THERE, "a line of 'other'"),
        "lists a line without checksum": (ours(cksum=None), THERE, "a line without"),
    }
    for name, (edit, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", CRATE, about(CRATE.is_index, {"change": lines(edit)}), duty=duty, says=says)
    twice = bytes_edited(lambda data: data + b"\n" + data.splitlines()[-1])
    yield Behaviour(
        "the index lists a version twice", CRATE, about(CRATE.is_index, {"change": twice}), duty=THERE, says="is listed twice"
    )
    wrong = {
        "names another commit": ({"commit": "d" * 40}, ORIGIN, "other-commit: names the commit dddd"),
        "was packaged dirty": ({"dirty": True}, TRUTH, "dirty-package"),
    }
    for name, (how, duty, says) in wrong.items():
        yield Behaviour(f"a file {name}", CRATE, files=_made(**how), duty=duty, says=says)


def node() -> Iterator[Behaviour]:
    """Behaviours that only this kind of channel can have."""

    def entry(**fields: Any) -> Callable[[Any], Any]:
        return lambda d: {**d, "versions": {**d["versions"], "1.1.0": {**d["versions"]["1.1.0"], **fields}}}

    def dist(**fields: Any) -> Callable[[Any], Any]:
        return lambda d: entry(dist={**d["versions"]["1.1.0"]["dist"], **fields})(d)

    spoiled = {
        "keeps the old tag": (lambda d: {**d, "dist-tags": {"latest": "1.0.0"}}, THERE, "not-the-default: 1.0.0"),
        "has no tag": (lambda d: {**d, "dist-tags": {}}, THERE, "not-the-default: nothing"),
        "deprecates": (entry(deprecated="do not use"), WITHDRAWN, "withdrawn (do not use)"),
        "states another integrity": (dist(integrity="sha512-" + "A" * 86 + "=="), DIGEST, "digest-mismatch|file-unreadable"),
        "states no integrity": (dist(integrity=None), DIGEST, "no-digest"),
        "states only sha1": (dist(integrity="sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA="), DIGEST, "no-digest"),
        "describes another version": (entry(version="1.0.0"), THERE, "where demo-pkg 1.1.0 is due"),
        "names another commit": (entry(gitHead="d" * 40), ORIGIN, "other-commit: names the commit dddd"),
        "is another package's page": (lambda d: {**d, "name": "other"}, THERE, "the page of 'other'"),
        "has no versions": (lambda d: {"name": "demo-pkg"}, THERE, "without versions"),
    }
    for name, (edit, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", NODE, about(NODE.is_index, {"change": edited(edit)}), duty=duty, says=says)
    programless = _made(manifest={"bin": {"demo-cli": "gone.js"}})
    yield Behaviour("a file lacks its program", NODE, files=programless, duty=TRUTH, says="entry-not-packed")


def go() -> Iterator[Behaviour]:
    """Behaviours that only this kind of channel can have."""

    def info(path: str) -> bool:
        return path.endswith("1.1.0.info")

    def listed(path: str) -> bool:
        return path.endswith("/list")

    spoiled: dict[str, tuple[Callable[[str], bool], Change, str, str]] = {
        "calls it another version": (info, edited(lambda d: {**d, "Version": "v1.0.0"}), THERE, "info of 'v1.0.0'"),
        "names another commit": (
            info,
            edited(lambda d: {**d, "Origin": {"Hash": "d" * 40}}),
            ORIGIN,
            "other-commit: names the commit dddd",
        ),
        "serves what it does not list": (listed, bytes_edited(lambda _data: b"v1.0.0\n"), THERE, "version-missing"),
        "lists nothing": (listed, bytes_edited(lambda _data: b""), THERE, "version-missing"),
        "lists what it does not serve": (info, lambda *_: NOT_FOUND, THERE, "version-missing"),
        "says 403 for what it has not": (lambda _path: True, status(403), THERE, "version-missing"),
        "lists what is no version": (listed, bytes_edited(lambda data: data + b"\nlatest\n"), THERE, "the version 'latest'"),
    }
    for name, (where, change, duty, says) in spoiled.items():
        yield Behaviour(f"the index {name}", GO, about(where, {"change": change}), duty=duty, says=says)
    strange = _made(module="example.test/other")
    yield Behaviour(
        "a file is another module", GO, files=strange, duty=TRUTH, says="metadata-mismatch: go.mod names example.test/other"
    )
