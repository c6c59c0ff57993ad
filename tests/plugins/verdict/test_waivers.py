"""A waiver covers one finding of one check of one release for a time; a bad one is itself a reason to stop."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from core.findings import Finding
from plugins.verdict import waivers
from plugins.verdict.waivers import Waiver
from tests.sandbox_suite import GOOD, Toy

FAILS = 'def test_fails(examine):\n    """It is not met."""\n    assert examine(["one offender"]) == []\n'
SOON = datetime.now(UTC).date() + timedelta(days=300)
WAIVER = """\
[[waiver]]
check = "pre_release/test_licensing::{check}"
release = "{release}"
finding = "{finding}"
reason = "{reason}"
approved_by = "{approved_by}"
expires = {expires}
"""


def waive(toy: Toy, **changed: str) -> None:
    """Write the waiver of the failing check, with one field changed."""
    toy.commit({"release-waivers.toml": text(**changed)})


def text(**changed: str) -> str:
    """Return one waiver of the file."""
    fields = {
        "check": "test_fails", "release": "v0.2.0", "finding": Finding("fails", got="one offender").digest, "expires": SOON.isoformat(),
        "reason": "reviewed: harmless in this release", "approved_by": "maintainer", **changed,
    }  # fmt: skip
    return WAIVER.format(**fields)


def test_a_waiver_covers_its_finding(toy: Toy) -> None:
    """A waived finding does not block, and is shown with who approved it."""
    toy.gate(GOOD + FAILS)
    waive(toy)
    result = toy.run()
    assert (result.ret, toy.evidence["verdict"]["state"]) == (0, "clear")
    assert toy.record("test_fails")["waiver"]["approved_by"] == "maintainer"
    assert "maintainer" in toy.evidence_path.with_suffix(".md").read_text()


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"finding": "0" * 12}, 1, "matches no finding of this check"),
        ({"release": "v0.1.9"}, 1, "for release v0.1.9, expected one for v0.2.0"),
        ({"expires": "2020-01-01"}, 1, "that expired on 2020-01-01"),
        ({"expires": "2999-01-01"}, 1, "expected one for at most a year"),
        ({"check": "test_good"}, 1, "matches no finding of this check"),
        ({"check": "test_f\u0430ils"}, 1, "expected the id of a check that has to run"),
    ],
    ids=["another-finding", "another-release", "expired", "for-ever", "another-check", "a-letter-that-only-looks-right"],
)
def test_a_bad_waiver_covers_nothing(toy: Toy, changed: dict[str, str], status: int, sentence: str) -> None:
    """An expired, unused or mis-scoped waiver covers nothing and is named."""
    toy.gate(GOOD + FAILS)
    waive(toy, **changed)
    assert toy.run().ret == status
    assert sentence in " ".join(toy.run_entry["trouble"])


def test_an_unused_waiver_is_a_reason_of_its_own(toy: Toy) -> None:
    """A waiver for a check that passes makes a run incomplete that would be clear."""
    toy.gate(GOOD)
    waive(toy, check="test_good")
    assert toy.run().ret == 101
    assert toy.run("--resume").ret == 101, "also where the pass is carried over"


def test_a_waiver_of_no_check_is_a_reason_of_its_own(toy: Toy) -> None:
    """A waiver whose id is that of no planned check makes a run incomplete that would be clear."""
    toy.gate(GOOD)
    waive(toy, check="test_gone")
    assert toy.run().ret == 101


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"finding": "0" * 12}, "matches no finding of this check"),
        ({"reason": "reviewed again: still harmless"}, "got two waivers for one finding"),
    ],
    ids=["of-nothing", "of-the-same"],
)
def test_a_second_waiver_does_not_hide_behind_the_first(toy: Toy, second: dict[str, str], sentence: str) -> None:
    """Beside a waiver that is in use, one that covers nothing and one that says the same again are named."""
    toy.gate(GOOD + FAILS)
    toy.commit({"release-waivers.toml": text() + text(**second)})
    assert toy.run().ret == 101
    assert sentence in " ".join(toy.run_entry["trouble"])


def test_an_error_cannot_be_waived(toy: Toy) -> None:
    """What could not be carried out is covered by nothing."""
    toy.gate('def test_fails(examine):\n    """Lost."""\n    raise RuntimeError("one offender")\n')
    assert toy.run().ret == 101
    waive(toy, finding=toy.record("test_fails")["findings"][0]["digest"])
    assert toy.run().ret == 101


@pytest.mark.parametrize(
    "content",
    [
        '[[waiver]]\ncheck = "x"\n',
        text(reason=" " * 20),
        text(approved_by="   "),
        text(reason="." * 20),
        text(reason="\u3164" * 20),
        text(approved_by="\u200b" * 9),
        "waiver = 3",
        "\0",
    ],
    ids=["no-reason", "blanks", "nobody", "dots", "fillers", "no-width", "no-list", "no-toml"],
)
def test_a_malformed_file_is_refused(toy: Toy, content: str) -> None:
    """A waiver without a reason, or with one of blanks, is refused with a sentence."""
    toy.gate(GOOD + FAILS)
    toy.commit({"release-waivers.toml": content})
    result = toy.run()
    assert result.ret == 4
    assert "expected [[waiver]] with check, release, finding, reason" in result.stderr.str()


def test_a_changed_waiver_voids_no_evidence(toy: Toy) -> None:
    """A commit that changes only waivers leaves what was proven."""
    toy.gate(GOOD + FAILS)
    assert toy.run().ret == 1
    waive(toy)
    assert toy.run("--resume").ret == 0
    assert toy.record("test_good")["carried_from"] is not None


def found(got: str) -> dict[str, Any]:
    """Return one finding of the check."""
    return {**Finding("x", got=got).entry, "waiver": None}


def applied(
    *held: Waiver, outcome: str = "failed", day: date = date(2026, 1, 2), found_too: tuple[str, ...] = ()
) -> tuple[bool, list[str]]:
    """Return whether the waivers cover a record of one check, and what is wrong with them."""
    findings = [found(got) for got in ("a", *found_too)]
    records = [{"id": "x", "outcome": outcome, "findings": findings, "waiver": None}]
    wrong = waivers.apply(records, held, "v0.2.0", day, {"x", "y"})
    return records[0]["waiver"] is not None, wrong


HELD = Waiver("x", "v0.2.0", Finding("x", got="a").digest, "reviewed: harmless", "me", date(2026, 1, 2))


def test_each_condition_of_a_waiver() -> None:
    """It covers one finding to the end of its day; another id, release or outcome is not covered."""
    assert applied(HELD) == (True, [])
    assert applied(HELD, day=date(2026, 1, 3))[0] is False
    assert applied(HELD, outcome="error")[0] is False
    assert applied(HELD, found_too=("c",))[0] is False
    assert applied(msgspec.structs.replace(HELD, release="v0.2.1"))[0] is False
    assert applied(msgspec.structs.replace(HELD, finding=HELD.finding[:12])) == (True, [])
    assert applied(msgspec.structs.replace(HELD, check="y")) == (False, []), "planned, and not run now"


def test_a_record_is_waived_where_each_finding_is() -> None:
    """Two findings need two waivers; the record is waived until the first of them ends."""
    other = msgspec.structs.replace(HELD, finding=Finding("x", got="c").digest, expires=date(2026, 1, 5))
    assert applied(HELD, other, found_too=("c",)) == (True, [])
    assert applied(HELD, other, found_too=("c",), day=date(2026, 1, 3))[0] is False


def test_no_file_is_no_waiver() -> None:
    """Most releases have none."""
    assert waivers.read(None, "none.toml") == ()
