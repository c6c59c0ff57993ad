"""The paths of the base's package, for npm."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from delivery.base_files import paths_of
from delivery.site import Site
from facts.indexes.listing import Listing, Offered
from profiles.schema.channels import Channel
from tests.cases.packages.pack import archive

NAME = "demo-1.0.0.tgz"
BASE = Listing("demo", "1.0.0", "here", ("1.0.0",), "1.0.0", (Offered(NAME, "http://127.0.0.1/x"),))


def serving(body: bytes, *, absent: bool = False) -> SimpleNamespace:
    """A channel that serves one file."""
    return SimpleNamespace(fetch=lambda file: SimpleNamespace(absent=absent, body=body))


def test_paths_are_those_that_users_see(tmp_path: Path) -> None:
    """For npm; another channel, a base that is not served or not there has none."""
    body = archive(NAME, {"package/package.json": b'{"name": "demo"}', "package/lib/a.js": b""}, {})
    site = Site("npm", Channel(package="demo"), "1.1.0", "1.0.0", "delivery", tmp_path, "again")
    assert paths_of(site, serving(body), BASE) == ["lib/a.js", "package.json"]
    assert paths_of(replace(site, word="pypi"), serving(body), BASE) == []
    assert paths_of(site, serving(body, absent=True), BASE) == []
    assert paths_of(site, serving(body), replace(BASE, offered=())) == []
