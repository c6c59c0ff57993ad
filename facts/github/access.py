"""Whether `gh` is logged in on GitHub: its exit status is 0 even with a dead token, so the answer is read."""

from typing import Any

from core.errors import Unavailable
from core.findings import Finding
from core.strict_json import parse
from facts.github.gh_api import Forge


def access_faults(status: dict[str, Any], host: str) -> list[Finding]:
    """Return what `gh auth status --json hosts` says against the login at a host."""
    accounts = [account for account in status.get("hosts", {}).get(host, []) if account.get("active")]
    if not accounts:
        return [Finding("", "", 0, f"{host}: no active login", "one", f"run `gh auth login --hostname {host}`")]
    return [
        Finding(
            "",
            "",
            0,
            f"{host}: the login is {account.get('state')} ({account.get('error', 'no reason given')})",
            "a working login",
            "run `gh auth login`",
        )
        for account in accounts
        if account.get("state") != "success"
    ]


def access_status(forge: Forge) -> dict[str, Any]:
    """Ask `gh auth status` for the forge's host."""
    done = forge.gh("auth", "status", "--hostname", forge.host, "--json", "hosts")
    return dict(parse(done.stdout, "gh auth status"))


def require_access(forge: Forge) -> str:
    """Return the login's name; raise Unavailable where the forge does not accept it."""
    faults = access_faults(access_status(forge), forge.host)
    if faults:
        raise Unavailable(got="; ".join(one.got for one in faults), expected="a working login", advice="log in, then run again")
    return forge.user()
