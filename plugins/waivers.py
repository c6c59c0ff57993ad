"""Waivers: a reviewed file in the project that covers single findings of single checks of one release, for a time.

A waiver covers `failed` only. One that is expired, unused or bound to another release is itself a reason to stop.
"""

import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import msgspec

from facts.errors import Refused

Words = Annotated[str, msgspec.Meta(min_length=8)]


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[waiver]]` of the file."""

    check: str
    release: str
    finding: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{12,64}$")]  # digest of the finding, as reports show it
    reason: Words
    approved_by: Annotated[str, msgspec.Meta(min_length=2)]
    expires: date


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiver: tuple[Waiver, ...] = ()


def load(path: Path) -> tuple[Waiver, ...]:
    """Read the file; no file is no waiver."""
    if not path.exists():
        return ()
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).waiver
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused(
            got=f"{path.name}: {error}",
            expected="[[waiver]] with check, release, finding, reason, approved_by and expires",
            advice="mend the file; docs/waivers.md shows one",
        ) from error


def finding(message: str | None) -> str:
    """Return the digest of what a failed check said, whatever the order of its lines."""
    return sha256("\n".join(sorted((message or "").splitlines())).encode()).hexdigest()


def apply(records: list[dict[str, Any]], waivers: tuple[Waiver, ...], target: str, today: date) -> list[str]:
    """Put waivers on the failed records that they cover; return what is wrong with the waivers."""
    for record in records:
        if record["outcome"] == "failed":
            record["finding"] = finding(record["message"])
            record["waiver"] = _covering(record, waivers, target, today)
    judged = {record["id"]: record for record in records}
    return [sentence for waiver in waivers if (sentence := _wrong(waiver, judged.get(waiver.check), target, today))]


def _covering(record: dict[str, Any], waivers: tuple[Waiver, ...], target: str, today: date) -> dict[str, Any] | None:
    for waiver in waivers:
        subject = waiver.check == record["id"] and record["finding"].startswith(waiver.finding)
        if subject and waiver.release == target and waiver.expires >= today:
            return {**msgspec.to_builtins(waiver), "expires": waiver.expires.isoformat()}
    return None


def _wrong(waiver: Waiver, record: dict[str, Any] | None, target: str, today: date) -> str | None:
    name = f"waiver for {waiver.check} (finding {waiver.finding[:12]})"
    if waiver.release != target:
        return f"got a {name} of release {waiver.release}, expected one of {target}; remove it or renew the review"
    if waiver.expires < today:
        return f"got a {name} that expired on {waiver.expires}, expected a current one; renew the review or remove it"
    if record is not None and record["waiver"] is None:
        return f"got a {name} that covers nothing this check found, expected one in use; remove it"
    return None
