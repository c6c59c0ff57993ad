"""What programs read agrees with what people read and with the evidence: SARIF, JUnit, annotations, Markdown, page, screen."""

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from plugins.plan.check_catalog import Catalog
from plugins.report import github_job, html, junit, sarif, statement, summary
from plugins.report.screen import Terminal, last_screen
from tests.plugins.documents import (
    CORE,
    NOTICES,
    TAG,
    WORKFLOWS,
    Json,
    document,
    everything,
    failed,
    found,
    missing_tool,
    sealed,
    waiver,
)
from tests.plugins.report.sarif_schema import log
from tests.sandbox_suite import GOOD, ROOT, Toy

CATALOG = Catalog.of(ROOT)
SKIPPED = {"outcome": "not_run", "kind": "incomplete", "message": "stopped", "examined": None, "minimum": None}
DOCUMENTS = {
    "clear": document(),
    "failed": document(**{NOTICES: failed()}),
    "many": document(
        **{NOTICES: failed(*(found("notices", f"f{n}", n, "wrong") for n in range(1, 41))), WORKFLOWS: missing_tool()}
    ),
    "not run": document(**{TAG: SKIPPED}),
    "waived": document(**{CORE: {**failed(), "waiver": waiver()}}),
    "expired": document(**{CORE: {**failed(), "waiver": waiver(expires="2026-11-23")}}),
    "everything": everything(),
}
BAD = (
    GOOD
    + '''
def test_bad(examine):
    """Nothing bad is there."""
    assert examine(["README.md: wrong", "NOTICES: wrong", "LICENSE: missing"]) == []

def test_skipped():
    """This one is looked at too."""
    pytest.skip("not today")
'''
)


def parsed(text: str) -> Element:
    """Read XML that this very test had written."""
    return fromstring(text)  # noqa: S314


def lines(case: Element) -> list[str]:
    """Return the findings of one test case."""
    return [line for tag in ("failure", "error") for each in case.findall(tag) for line in (each.text or "").splitlines()]


def counts(body: Json, folder: Path) -> dict[str, int]:
    """Count the findings that block, in every report of a document."""
    html.render(body, folder / "e.html")
    page = (folder / "e.html").read_text("utf-8")
    text = summary.render(body)
    screen = last_screen(body, body["runs"][-1], Terminal())
    said = re.search(r"(\d+) findings?, exit status", screen)
    headed = re.search(r"^## Findings: (\d+)$", text, re.M)
    named = re.search(r"<h2>Findings: (\d+)", page)
    results = log(sarif.render(body, CATALOG)).runs[0].results
    return {
        "evidence": sum(
            not entry["waiver"] or entry["waiver"]["expires"] < body["runs"][-1]["started"][:10]
            for record in body["checks"]
            if record["outcome"] != "passed" and record["tier"] == "official"
            for entry in record["findings"]
        ),
        "screen": int(said[1]) if said else 0,
        "Markdown": int(headed[1]) if headed else 0,
        "page": int(named[1]) if named else 0,
        "SARIF": sum(one.level == "error" and not one.suppressions for one in results),
        "JUnit": sum(len(lines(case)) for case in parsed(junit.render(body)).iter("testcase")),
        "annotations": sum(line.startswith("::error") for line in github_job.annotations(body)),
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_report_counts_the_same(name: str, tmp_path: Path) -> None:
    """The number of findings that block is the same wherever it is read."""
    counted = counts(DOCUMENTS[name], tmp_path)
    assert set(counted.values()) == {counted["evidence"]}, counted
    assert (counted["evidence"] > 0) is (DOCUMENTS[name]["verdict"]["state"] != "clear")


def test_a_run_writes_what_was_asked_for(toy: Toy, tmp_path: Path) -> None:
    """One run on a sandbox suite: three findings and one that did not run, in each file as in the evidence."""
    toy.gate(BAD)
    paths = {name: tmp_path / f"out.{suffix}" for name, suffix in {"sarif": "sarif", "junit": "xml", "statement": "json"}.items()}
    result = toy.run(*(f"--{name}={path}" for name, path in paths.items()))
    assert result.ret == 1, result.stderr.str()
    body = toy.evidence
    counted = counts(body, tmp_path)
    assert set(counted.values()) == {counted["evidence"]}, counted
    assert paths["sarif"].read_text() == sarif.render(body, Catalog.of(toy.root))
    assert paths["junit"].read_text() == junit.render(body)
    assert paths["statement"].read_text() == statement.render(body)
    cases = {case.get("name"): case for case in parsed(paths["junit"].read_text()).iter("testcase")}
    assert [[child.tag for child in cases[name]] for name in ("test_good", "test_bad", "test_skipped")] == [
        [],
        ["failure"],
        ["error"],
    ]
    assert json.loads(paths["statement"].read_text())["predicate"]["result"] == "FAILED"


def test_rules_are_described_as_explain_does() -> None:
    """A rule, a check and an id that only findings have: each with its why and fix; of an unknown one its requirement is known."""
    names = ("wrong-libc", "links-resolve", "yanked", "notices")
    body = document(**{NOTICES: failed(*(found(name, "N", number, "none") for number, name in enumerate(names, 1)))})
    described = {rule.id: rule for rule in log(sarif.render(body, CATALOG)).runs[0].tool.driver.rules}
    for name in names[:3]:
        [entry, *_] = CATALOG.named(name)
        assert described[name].full_description.text == entry.why
        assert entry.fix in described[name].help.text
    assert described["links-resolve"].short_description.text == CATALOG.named("links-resolve")[0].what
    assert described["yanked"].short_description.text != CATALOG.named("yanked")[0].what
    assert described["notices"].short_description.text == "Every linked crate is in the notices."


def test_places_are_paths_and_lines() -> None:
    """A finding of a file and a line has both, in a spelling that a URI may have."""
    body = document(**{NOTICES: failed(found("notices", "docs/a b%.md", 7, "wrong"), found("notices", "", 0, "absent"))})
    first, second = log(sarif.render(body, CATALOG)).runs[0].results
    place = first.locations[0].physical_location
    assert (place.artifact_location.uri, place.region and place.region.start_line) == ("docs/a%20b%25.md", 7)
    assert second.locations == []


def test_what_a_waiver_covers_is_suppressed() -> None:
    """A waived finding is in the log with its reason; in JUnit its check is skipped, in the statement it is a warning."""
    body = DOCUMENTS["waived"]
    (result,) = log(sarif.render(body, CATALOG)).runs[0].results
    assert "the crate is a test helper" in result.suppressions[0].justification
    root = parsed(junit.render(body))
    assert (root.get("failures"), root.get("errors"), root.get("skipped")) == ("0", "0", "1")
    told = json.loads(statement.render(body))["predicate"]
    assert (told["result"], told["warnedTests"], told["failedTests"]) == ("WARNED", [CORE], [])


def test_a_run_that_left_no_record_is_an_error() -> None:
    """A check that was selected and left nothing is an error in JUnit, and so is trouble of the run as a whole."""
    body = document()
    body["checks"] = [record for record in body["checks"] if record["id"] != TAG]
    body["runs"][0]["trouble"] = ["a worker died"]
    root = parsed(junit.render(sealed(body)))
    assert (root.get("tests"), root.get("errors"), root.get("failures")) == ("5", "2", "0")


@pytest.mark.parametrize(
    ("name", "result"), [("clear", "PASSED"), ("failed", "FAILED"), ("not run", "FAILED"), ("expired", "FAILED")]
)
def test_the_statement_passes_only_what_is_clear(name: str, result: str) -> None:
    """The predicate's result follows from the verdict; what could not be told is no pass."""
    told = json.loads(statement.render(DOCUMENTS[name]))
    assert told["_type"] == "https://in-toto.io/Statement/v1"
    assert told["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert told["subject"][0] == {"name": "v0.1.1", "digest": {"gitCommit": "c" * 40}}
    assert told["predicate"]["result"] == result
    assert told["predicate"]["configuration"][0]["digest"] == {"sha256": DOCUMENTS[name]["seal"]}


def test_changed_files_are_not_the_commit() -> None:
    """Where the checkout had local changes the statement is about those files, not about the commit."""
    body = document()
    body["release"]["dirty"] = True
    subject = json.loads(statement.render(sealed(body)))["subject"]
    assert subject == [{"name": "v0.1.1 (working files)", "digest": {"sha256": "t" * 64}}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sarif={project}/out.sarif",), "inside the project"),
        (("--junit={project}/.scratch/release/evidence-v0.2.0.json",), "is not the evidence"),
        (("--statement={project}/.scratch/release/evidence-v0.2.0.json",), "is not the evidence"),
        (("--sarif=../a.json", "--statement=../a.json"), "one file for two outputs"),
    ],
    ids=["in-project", "another-kind", "evidence", "twice"],
)
def test_a_path_that_would_harm_is_refused(toy: Toy, words: tuple[str, ...], said: str) -> None:
    """Before anything runs, with one sentence."""
    toy.gate(GOOD)
    result = toy.run(*(word.format(project=toy.project) for word in words))
    assert result.ret == 4
    assert said in result.stderr.str()
    assert not toy.evidence_path.exists()


def test_a_file_of_an_older_run_does_not_stay(toy: Toy, tmp_path: Path) -> None:
    """A run that dies leaves no file of the run before it, which somebody could take for its own."""
    toy.gate(GOOD)
    path = tmp_path / "out.xml"
    path.write_text("<testsuites/>")
    toy.gate(GOOD + '\ndef test_dies(examine):\n    """It dies."""\n    os.kill(os.getppid(), signal.SIGKILL)\n')
    toy.run(f"--junit={path}")
    assert not path.exists()
