"""Planning: judged records become one task per gate or channel and kind, and nothing else does."""

from typing import Any

from plugins.blockers.planning import lines, plan
from tests.plugins.blockers.judged import WAIVER, delivery, document, record


def titles(*checks: dict[str, Any]) -> list[str]:
    """Return the titles of what is planned."""
    return [blocker.title for blocker in plan(document(*checks))]


def test_passed_checks_need_no_task() -> None:
    """A document whose checks all passed has no blocker."""
    assert plan(document(record("a", "passed"), record("b", "passed"))) == []


def test_a_gate_has_one_task_per_kind() -> None:
    """A gate's regressions share a task, and its missing tool is another one."""
    missing = record("c", "error", kind="environment", message="got no cargo on PATH")
    assert titles(record("b"), missing, record("a")) == [
        "[release-blocker][v0.1.1][gate:licensing][regression] Requirement of a (and 1 more)",
        "[release-blocker][v0.1.1][gate:licensing][environment] got no cargo on PATH",
    ]


def test_a_check_that_was_not_run_is_an_incomplete_one() -> None:
    """A selected check without a result blocks as incomplete."""
    assert titles(record("a", "not_run", message="deselected")) == [
        "[release-blocker][v0.1.1][gate:licensing][incomplete] deselected"
    ]


def test_preview_does_not_block() -> None:
    """A preview check that failed is reported elsewhere and files nothing."""
    assert titles(record("a", tier="preview")) == []


def test_a_waiver_covers_a_failure() -> None:
    """A waived failure is no blocker."""
    assert titles(record("a", waiver=WAIVER)) == []


def test_a_waiver_that_expired_covers_nothing() -> None:
    """A waiver whose last day was before the newest run began leaves the blocker."""
    assert len(titles(record("a", waiver={**WAIVER, "expires": "2026-02-28"}))) == 1


def test_a_waiver_covers_no_error() -> None:
    """A waiver on a check that could not be carried out covers nothing."""
    assert len(titles(record("a", "error", waiver=WAIVER))) == 1


def test_the_entry_is_what_the_evidence_file_keeps() -> None:
    """An entry names gate or channel, kind, title, checks and the task."""
    (blocker,) = plan(document(record("a")))
    assert blocker.entry() == {
        "gate": "licensing",
        "channel": None,
        "kind": "regression",
        "title": "[release-blocker][v0.1.1][gate:licensing][regression] Requirement of a",
        "checks": ["pre_release/licensing::a"],
        "task": None,
    }


def test_a_task_that_is_known_stays_known() -> None:
    """A second plan of the same trouble carries the task's id, whatever the rest of the title says now."""
    filed = {"title": "[release-blocker][v0.1.1][gate:licensing][regression] older words", "task": "ABC123"}
    (blocker,) = plan(document(record("a"), blockers=[filed]))
    assert blocker.task == "ABC123"
    assert lines([blocker])[0].endswith("Requirement of a [ABC123]")


def test_a_partial_publish_absorbs_its_channels() -> None:
    """One incident stands for every channel of the delivery stage, and its own requirement leads."""
    found = titles(
        delivery("version_is_live", "crates"),
        delivery("version_is_live", "npm", "error", kind="environment"),
        delivery("no_partial_publish", None),
    )
    assert found == ["[release-blocker][v0.1.1][gate:partial_publish][regression] Requirement of no_partial_publish (and 2 more)"]


def test_a_partial_publish_leaves_gates_and_staging_alone() -> None:
    """What failed before publishing keeps its own task."""
    staged = delivery("imports", "pypi", stage="staging", id="staging/pypi::imports")
    words = [blocker.word for blocker in plan(document(delivery("partial_publish", None), staged, record("a")))]
    assert words == ["licensing", "partial_publish", "pypi"]


def test_no_incident_without_a_partial_publish() -> None:
    """Channels that fail without a partial publish keep a task each."""
    passed = delivery("no_partial_publish", None, "passed")
    words = [blocker.word for blocker in plan(document(delivery("a", "npm"), delivery("a", "PyPI"), passed))]
    assert words == ["npm", "pypi"]


def test_a_check_without_gate_and_channel_goes_by_its_stage() -> None:
    """Provenance has neither gate nor channel; its task is named by the stage."""
    loose = record("tag", stage="provenance", gate=None, id="provenance/tag::tag")
    assert titles(loose) == ["[release-blocker][v0.1.1][gate:provenance][regression] Requirement of tag"]
