"""A Go module proxy: list, info and zip of a module, and the checksum database that vouches for it.

https://go.dev/ref/mod#goproxy-protocol
"""

import re
from typing import Any

from core.errors import Undecided
from core.http_client import Answer, Denied, Web
from facts.indexes import semver
from facts.indexes.listing import Listing, Offered

_SUM = re.compile(r"^(?P<module>\S+) (?P<version>v[^\s/]+) (?P<h1>h1:\S+)$", re.MULTILINE)


def escaped(path: str) -> str:
    """Return a module path as the protocol spells it: capitals behind an exclamation mark."""
    return re.sub(r"[A-Z]", lambda letter: f"!{letter.group().lower()}", path)


def look(web: Web, proxy: str, module: str, version: str, checksums: str = "") -> Listing:
    """Ask the proxy for one version (without its v) of a module, now; `checksums` is the database's address, if any."""
    base = f"{proxy.rstrip('/')}/{escaped(module)}/@v"
    listed = _ask(web, f"{base}/list")
    versions = tuple(sorted(listed.body.decode("ascii", "replace").split(), key=semver.precedence)) if listed else ()
    info = _ask(web, f"{base}/v{version}.info")
    offered = () if info is None else (_offered(web, base, module, version, info.json(), checksums),)
    spelt = tuple(name.removeprefix("v") for name in versions)
    if info is not None and version not in spelt:
        spelt = ()  # the proxy serves what its list does not have: users who name no version do not get it
    return Listing(module, version, f"{base}/list", spelt, semver.newest(list(spelt)), offered)


def _offered(web: Web, base: str, module: str, version: str, info: Any, checksums: str) -> Offered:
    if not isinstance(info, dict) or info.get("Version") != f"v{version}":
        raise Undecided(
            got=f"info of {info.get('Version') if isinstance(info, dict) else info!r} at {base}/v{version}.info",
            expected=f"v{version}",
            advice="check the proxy manually",
        )
    origin = info.get("Origin") or {}
    digests = {"h1": _vouched(web, module, version, checksums)} if checksums else {}
    return Offered(f"v{version}.zip", f"{base}/v{version}.zip", digests, commit=origin.get("Hash"), since=info.get("Time"))


def _vouched(web: Web, module: str, version: str, checksums: str) -> str:
    answer = _ask(web, f"{checksums.rstrip('/')}/lookup/{escaped(module)}@v{version}")
    for found in _SUM.finditer(answer.body.decode("utf-8", "replace") if answer else ""):
        if (found["module"], found["version"]) == (module, f"v{version}"):
            return found["h1"]
    return "not in the checksum database"


def _ask(web: Web, address: str) -> Answer | None:
    """Ask for a document; None where it is not there, which some proxies say with 403."""
    try:
        answer = web.get(address, fresh=True)
    except Denied as denied:
        if denied.status == 403:
            return None
        raise
    return None if answer.absent else answer
