"""Versions that wait for a maintainer's approval, as `npm help stage` (11.15 and later) describes them."""

import re
from typing import Any

from core.errors import Undecided

_ID = re.compile(r"[0-9a-fA-F-]{36}")


def staged_id(told: Any, package: str, version: str) -> str | None:
    """Return the id of the staged version in the answer of `npm stage list --json`; raise Undecided over several."""
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Undecided(
            got=f"{str(told)[:80]!r} from npm stage list", expected="a list of staged versions", advice="run it manually"
        )
    ours = [str(one.get("id")) for one in told if (one.get("packageName"), one.get("version")) == (package, version)]
    if len(ours) > 1:
        raise Undecided(
            got=f"{package} {version} staged {len(ours)} times: {', '.join(ours)}",
            expected="one staged version",
            advice="reject all but the right one with `npm stage reject`",
        )
    if ours and not _ID.fullmatch(ours[0]):
        raise Undecided(got=f"the id {ours[0]!r} from npm stage list", expected="a UUID", advice="run it manually")
    return ours[0] if ours else None
