"""The rules of the server that do not depend on a socket."""

import hmac
import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from brook.errors import BrookError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
UI_PATHS = ("/", "/ui")


class RefusedBind(BrookError):
    """The server will not listen there as it was told to."""

    exit_status = 2


@dataclass(frozen=True)
class Settings:
    """How a server listens and what it accepts."""

    home: Path
    bind: str = "127.0.0.1"
    port: int = 9700
    token: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure_no_tls: bool = False
    max_body: int = 1024 * 1024
    max_header: int = 16 * 1024
    max_connections: int = 32
    timeout: float = 10.0


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach an address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_bind(settings: Settings) -> None:
    """Refuse an address that others can reach, unless token and TLS guard it."""
    if is_loopback(settings.bind):
        return
    if settings.token is None:
        raise RefusedBind(f"{settings.bind} can be reached by others: --token-file is needed")
    if settings.certificate is None and not settings.insecure_no_tls:
        raise RefusedBind(f"{settings.bind} can be reached by others: --tls-cert and --tls-key are needed")


def is_authorized(settings: Settings, header: str | None) -> bool:
    """Whether an Authorization header opens this server."""
    if settings.token is None:
        return True
    expected = f"Bearer {settings.token}".encode()
    return hmac.compare_digest((header or "").encode("utf-8", "replace"), expected)


def is_own_host(settings: Settings, host: str | None) -> bool:
    """Whether a Host header names a loopback server; one that rebinds DNS does not."""
    if not is_loopback(settings.bind):
        return True
    return is_loopback(re.sub(r":\d+$", "", host or "").strip("[]"))


UI_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>brook</title><link rel="icon" href="data:,"></head>
<body><h1>brook</h1><p>Messages are served under <code>/pools/NAME/messages</code>.</p></body>
</html>
"""

UI_POLICY = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
