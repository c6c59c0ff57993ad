"""Which record of another host stands in for one of this host: each condition by itself."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refused
from plugins.verdict import evidence_file
from plugins.verdict.evidence import Evidence
from plugins.verdict.evidence_merge import ImportedEvidence
from tests.plugins.documents import NOTICES, TAG, Json, document, failed, missing_tool, record, run, sealed, waiver

LATER = "2026-11-24T08:30:00Z"


def elsewhere(nonce: str, started: str = "2026-11-24T08:00:00Z", **changes: Json) -> Json:
    """Return another host's document, with changes of its records."""
    body = document(**changes)
    body["runs"][0].update(nonce=nonce, started=started, host={"name": nonce, "os": "Darwin", "python": "3.12"})
    for each in body["checks"]:
        each["run"] = nonce
    return sealed(body)


def here(**changes: Any) -> tuple[Evidence, list[Json]]:
    """Return this host's evidence, with a run that is being judged, and its one record."""
    body = document()
    body["runs"].append(run("run-2", [TAG], body["plan"]["digest"], started="2026-11-24T09:00:00Z"))
    return Evidence(Path("evidence.json"), body, []), [record(TAG, body["plan"], "run-2", **changes)]


def adopted(judged: Json, *others: Json) -> str:
    """Return which run's record counts in the end."""
    evidence, records = here(**judged)
    (found,) = ImportedEvidence(others).adopt(evidence, "run-2", records)
    assert evidence.document["runs"][-1]["nonce"] == "run-2", "the run that imports stays the newest"
    assert (found["run"] == "run-2") == (TAG in evidence.document["runs"][-1]["selection"]["checks"])
    return str(found["run"])


PASSED: Json = {}
INCOMPLETE = {**missing_tool(), "kind": "incomplete"}
NOT_RUN = {**missing_tool(), "outcome": "not_run"}


@pytest.mark.parametrize(
    ("judged", "theirs", "counts"),
    [
        (missing_tool(), PASSED, "mac"), (NOT_RUN, PASSED, "mac"), (INCOMPLETE, PASSED, "run-2"), (failed(), PASSED, "run-2"),
        (PASSED, PASSED, "run-2"), (PASSED, failed(), "mac"), (missing_tool(), failed(), "mac"), (INCOMPLETE, failed(), "mac"),
        (failed("here"), failed("there"), "run-2"), (missing_tool(), missing_tool(), "run-2"), (PASSED, missing_tool(), "run-2"),
    ],
)  # fmt: skip
def test_whose_record_counts(judged: Json, theirs: Json, counts: str) -> None:
    """A pass elsewhere covers only what this host lacks; a failure elsewhere counts unless this host failed too."""
    assert adopted(judged, elsewhere("mac", **{TAG: theirs})) == counts


def test_of_several_a_failure_counts_else_the_newest() -> None:
    """A failure on one host is no less one because another host passed later."""
    old, new = elsewhere("mac"), elsewhere("arm", LATER)
    assert adopted(missing_tool(), new, old) == "arm"
    assert adopted(missing_tool(), new, elsewhere("mac", **{TAG: failed()})) == "mac"


def test_a_record_that_does_not_count_there_does_not_count_here() -> None:
    """What is stale or bound to something else in its own file proves nothing."""
    body = elsewhere("mac")
    body["runs"].append(run("mac-2", [NOTICES], body["plan"]["digest"], tree="another", host=body["runs"][0]["host"]))
    assert adopted(missing_tool(), body) == "run-2"


def test_a_waiver_of_another_host_is_not_brought() -> None:
    """What is waived is judged here, with this project's own file."""
    evidence, records = here()
    (found,) = ImportedEvidence([elsewhere("mac", **{TAG: {**failed(), "waiver": waiver()}})]).adopt(evidence, "run-2", records)
    assert (found["outcome"], found["waiver"]) == ("failed", None)


def load(tmp_path: Path, theirs: Json, **entry: Any) -> ImportedEvidence | None:
    """Read a file as --import does, for a run with this entry."""
    path = tmp_path / "theirs.json"
    evidence_file.write(path, theirs)
    evidence, _ = here()
    return ImportedEvidence.load([path.name], tmp_path, {**evidence.document["runs"][-1], **entry}, evidence)


def test_a_file_that_fits_is_read(tmp_path: Path) -> None:
    """Other tools are another host's right."""
    assert load(tmp_path, elsewhere("mac"), tools={"git": "9"}) is not None
    assert ImportedEvidence.load(None, tmp_path, {}, here()[0]) is None


@pytest.mark.parametrize("key", ["tree", "base_commit", "profile_digest", "plan_digest", "suite_version"])
def test_a_file_about_another_state_is_refused(tmp_path: Path, key: str) -> None:
    """Another tree, base, profile, plan or suite here than there."""
    with pytest.raises(Refused, match="evidence for a different .*, expected the same .* as here"):
        load(tmp_path, elsewhere("mac"), **{key: "another"})


@pytest.mark.parametrize("key", ["target", "base", "commit"])
def test_a_file_about_another_release_is_refused(tmp_path: Path, key: str) -> None:
    """Another target, base or commit."""
    theirs = deepcopy(elsewhere("mac"))
    theirs["release"][key] = "another"
    with pytest.raises(Refused, match=f"evidence of {key} another, expected {key}"):
        load(tmp_path, theirs)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A file whose verdict does not follow from its records is believed in nothing."""
    theirs = elsewhere("mac")
    theirs["verdict"]["state"] = "blocked"
    with pytest.raises(Refused, match="damaged evidence: the verdict in the file does not follow"):
        load(tmp_path, theirs)


def test_an_own_run_is_refused_and_one_that_was_brought_is_not(tmp_path: Path) -> None:
    """The evidence's own run is not another host's; a run that an earlier import brought is, and may be read again."""
    with pytest.raises(Refused, match="evidence of this host's own run"):
        load(tmp_path, document())
    evidence, _ = here()
    evidence.document["runs"].insert(0, {**elsewhere("mac")["runs"][0]})
    evidence.document["runs"][-1]["imported"] = {TAG: "mac"}
    evidence_file.write(tmp_path / "theirs.json", elsewhere("mac"))
    assert ImportedEvidence.load(["theirs.json"], tmp_path, evidence.document["runs"][-1], evidence) is not None
