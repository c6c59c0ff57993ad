"""The runbook's failure patterns and others that were seen: each symptom is answered with its own fix."""

import pytest

from core.findings import Finding
from provenance.failure_patterns import answered, patterns, recognised


@pytest.mark.parametrize(
    ("symptom", "fix"),
    [
        ("error: build_run_id=5 belongs to workflow 'ci', expected 'release'.", "choose a successful run of the build workflow"),
        ("error: build_run_id=5 is not successful (conclusion=failure).", "build the tag again"),
        ("CARGO_REGISTRY_TOKEN not set; cannot publish crates.io package.", "renew the secret"),
        ("npm error code ENEEDAUTH", "renew the secret"),
        ("npm error code EOTP", "align the registry's policy"),
        ("error: run metadata tag 'v0.1.2' does not match expected tag 'v0.1.1'.", "compare the run's metadata"),
        ("error: requested tag 'v0.1.1' does not exist on origin.", "push the annotated tag"),
        ("error: acme/tap is not aligned with v0.1.1; CI will not push tap changes.", "update and push the tap"),
        ("error: refusing release because ci.yml is not green for commit c.", "wait for it or mend it"),
        ("error: crate widget@0.1.1 already exists on the index", "never replaced"),
    ],
)
def test_a_symptom_is_answered_with_its_fix(symptom: str, fix: str) -> None:
    """A log line that was really seen is recognised as one known failure, with what to do."""
    assert [fix in pattern.fix for pattern in recognised(symptom)] == [True]


@pytest.mark.parametrize("line", ["test result: ok. 432 passed", "Uploading widget-0.1.1.tgz", "warning: unused variable"])
def test_what_is_no_symptom_is_not_answered(line: str) -> None:
    """An ordinary line is nobody's symptom."""
    assert answered([Finding("", got=line)]) == [Finding("", got=line)]


def test_every_pattern_says_symptom_cause_and_fix() -> None:
    """No pattern is half written."""
    assert [pattern for pattern in patterns() if not (pattern.symptom and pattern.cause and pattern.fix)] == []
