"""Waivers: a reviewed file in the project that covers single findings of single checks of one release, for a time.

A waiver covers `failed` only. One that is expired, unused or bound to another release is itself a reason to stop.
"""

import tomllib
from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Any

import msgspec

from core.errors import Refused
from core.text_shapes import described, shaped
from core.written_words import NAME, REASON

Words = Annotated[str, shaped(REASON, "a reason of at least eight letters", min_length=8, max_length=10_000)]
_LONGEST = timedelta(days=366)  # a year: who accepts a finding looks at it again


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[waiver]]` of the file."""

    check: str
    release: str
    finding: Annotated[
        str, shaped("^[0-9a-f]{12,64}$", "the digest of a finding, 12 to 64 hexadecimal digits")
    ]  # digest of the finding, as reports show it
    reason: Words
    approved_by: Annotated[str, shaped(NAME, "a name with a letter in it", min_length=2, max_length=200)]
    expires: date


class _WaiversFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiver: tuple[Waiver, ...] = ()


def read(data: bytes | None, name: str) -> tuple[Waiver, ...]:
    """Read the file as the commit holds it; no file is no waiver."""
    try:
        return msgspec.convert(tomllib.loads((data or b"").decode("utf-8")), _WaiversFile).waiver
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused(
            got=f"{name}: {described(error)}",
            expected="[[waiver]] with check, release, finding, reason in words, approved_by and expires",
            advice="fix the file; docs/waivers.md shows one",
        ) from error


def apply(
    records: list[dict[str, Any]], waivers: tuple[Waiver, ...], target: str, today: date, planned: Collection[str]
) -> list[str]:
    """Put waivers on the findings of failed records; return what is wrong with the waivers.

    A record is waived where each of its findings is, until the first of those waivers ends.
    """
    for record in records:
        for finding in record["findings"]:
            finding["waiver"] = _covering(record, finding, waivers, target, today)
        record["waiver"] = _of_all(record["findings"])
    judged = {record["id"]: record for record in records}
    found = [_wrong(waiver, judged.get(waiver.check), target, today, planned) for waiver in waivers]
    return [*filter(None, found), *_twice(waivers)]


def _of_all(findings: list[dict[str, Any]]) -> dict[str, Any] | None:
    held = [finding["waiver"] for finding in findings if finding["waiver"]]
    whole = bool(held) and len(held) == len(findings)
    return min(held, key=lambda waiver: str(waiver["expires"])) if whole else None


def _covering(
    record: dict[str, Any], finding: dict[str, Any], waivers: tuple[Waiver, ...], target: str, today: date
) -> dict[str, Any] | None:
    for waiver in waivers:
        current = waiver.release == target and today <= waiver.expires <= today + _LONGEST
        if record["outcome"] == "failed" and waiver.check == record["id"] and _fits(waiver, finding) and current:
            return {**msgspec.to_builtins(waiver), "expires": waiver.expires.isoformat()}
    return None


def _fits(waiver: Waiver, finding: dict[str, Any]) -> bool:
    return str(finding["digest"]).startswith(waiver.finding)


def _twice(waivers: tuple[Waiver, ...]) -> list[str]:
    """Name the findings that two waivers cover: the older review would quietly outlive the newer one."""
    names = [_name(waiver) for waiver in waivers]
    return [f"got two waivers for one finding: {name}, expected one; remove one of them" for name in sorted({*names})
            if names.count(name) > 1]  # fmt: skip


def _name(waiver: Waiver) -> str:
    return f"waiver for {waiver.check} (finding {waiver.finding[:12]})"


def _wrong(waiver: Waiver, record: dict[str, Any] | None, target: str, today: date, planned: Collection[str]) -> str | None:
    name = _name(waiver)
    if waiver.release != target:
        return f"got a {name} for release {waiver.release}, expected one for {target}; remove it or renew the review"
    if waiver.expires < today:
        return f"got a {name} that expired on {waiver.expires}, expected a current one; renew the review or remove it"
    if waiver.expires > today + _LONGEST:
        return f"got a {name} until {waiver.expires}, expected one for at most a year; give it an earlier date"
    if waiver.check not in planned:
        return f"got a {name}, expected the id of a check that has to run; correct it or remove the waiver"
    if record is not None and not any(_fits(waiver, finding) for finding in record["findings"]):
        return f"got a {name} that matches no finding of this check, expected one that does; remove it"
    return None
