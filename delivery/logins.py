"""Passwords out of addresses and into a file: a client hands its addresses on to programs that it starts, for all to see."""

import netrc
from collections.abc import Mapping
from pathlib import Path

import httpx

from core.http_client import shown


def in_a_file(addresses: Mapping[str, str], folder: Path, own: Path) -> dict[str, str]:
    """Return variables with bare addresses and a netrc with what stood in them, before the user's own; none if nothing did."""
    urls = [httpx.URL(address) for text in addresses.values() for address in text.split()]
    lines = [_line(url) for url in urls if url.userinfo]
    if not lines:
        return {}
    path = folder / "netrc"
    path.touch(mode=0o600)
    path.write_text("\n".join([*lines, _readable(own)]), "utf-8")
    return {**{name: " ".join(map(shown, text.split())) for name, text in addresses.items()}, "NETRC": str(path)}


def _readable(own: Path) -> str:
    try:
        netrc.netrc(str(own))
        return own.read_text("utf-8")
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError):
        return ""  # clients cannot read it either, and one bad line would take ours along


def _line(url: httpx.URL) -> str:
    password = f" password {_quoted(url.password)}" if url.password else ""
    return f"machine {url.host} login {_quoted(url.username)}{password}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
