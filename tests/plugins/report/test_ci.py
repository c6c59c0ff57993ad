"""GitHub Actions shows the summary with the seal on the job's page, and blockers as annotations."""

from pathlib import Path

import pytest

from plugins.report import github_job
from tests.plugins import documents
from tests.sandbox_suite import GOOD, Toy

TOKEN = "ghp_" + "a1B2" * 9
BAD = (
    GOOD
    + f'''
def test_bad(examine):
    """Something bad is absent."""
    assert examine(["100% wrong: {TOKEN}"]) == []
'''
)
LIMIT = 1024 * 1024


def test_a_job_gets_summary_and_annotation(toy: Toy, tmp_path: Path) -> None:
    """The page gets the summary with the seal, the log one error before the verdict, and neither the secret."""
    toy.gate(BAD)
    page = tmp_path / "page.md"
    page.write_text("what another step wrote\n")
    result = toy.run(env={"GITHUB_STEP_SUMMARY": str(page), "GITHUB_ACTIONS": "true"})
    shown, lines = page.read_text(), result.outlines
    errors = [line for line in lines if line.startswith("::error")]
    assert result.ret == 1
    assert shown.startswith("what another step wrote\n\n# ")
    assert shown.rstrip().endswith(f"Seal `{toy.evidence['seal']}`")
    assert [error[:14] for error in errors] == ["::error title="]
    assert "100%25 wrong" in errors[0]
    assert TOKEN not in shown + result.stdout.str() + result.stderr.str()


def test_elsewhere_nothing_is_added(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside GitHub Actions no workflow command is printed."""
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    toy.gate(BAD)
    assert "::error" not in toy.run().stdout.str()


def test_a_page_that_cannot_be_written_changes_nothing(toy: Toy, tmp_path: Path) -> None:
    """The verdict stands and the reason is said."""
    toy.gate(GOOD)
    result = toy.run(env={"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert result.ret == 0
    assert "job summary not written" in result.stderr.str()


@pytest.mark.parametrize("there", [0, LIMIT - 4000])
def test_the_page_stays_below_its_limit(tmp_path: Path, there: int) -> None:
    """A summary that is too long is cut at a line, says so, and keeps the seal."""
    page = tmp_path / "page.md"
    page.write_bytes(b"x" * there)
    github_job.show({"seal": "5" * 64}, "ä line\n" * 200_000, {"GITHUB_STEP_SUMMARY": str(page)})
    data = page.read_bytes()
    assert LIMIT - 200 < len(data) <= LIMIT
    assert data.decode().endswith("ä line\n\nCut here: the job's page is full. The whole summary is next to the evidence.\n\n"
                                  f"Seal `{'5' * 64}`\n")  # fmt: skip


def test_a_full_page_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where not even the seal fits nothing is added, and that is said."""
    page = tmp_path / "page.md"
    page.write_bytes(b"x" * LIMIT)
    github_job.show({"seal": "5" * 64}, "text\n", {"GITHUB_STEP_SUMMARY": str(page)})
    assert page.stat().st_size == LIMIT
    assert "job summary not written: the page is full" in capsys.readouterr().err


def test_a_message_stays_one_command() -> None:
    """Percent signs and line ends are escaped, in a title colons and commas too."""
    assert github_job._data("50%\r\n::error::x") == "50%25%0D%0A::error::x"
    assert github_job._property("a: b, c") == "a%3A b%2C c"


def blocked(count: int) -> documents.Json:
    """Return a document in which so many gates are blocked."""
    details = {f"pre_release/test_g{n}::test_x": documents.detail(f"g{n}", n) for n in range(count)}
    gates = [{"word": f"g{n}", "title": f"G{n}", "number": n, "stages": ["pre_release"]} for n in range(count)]
    the_plan = documents.plan(details=details, checks={"pre_release": [*details]}, gates=gates, channels=[])
    records = [documents.record(check, the_plan, "run-1", **documents.failed()) for check in details]
    runs = [documents.run("run-1", [*details], the_plan["digest"])]
    return documents.sealed({**documents.document(), "plan": the_plan, "checks": records, "runs": runs})


def test_every_finding_is_an_annotation() -> None:
    """Each finding has its line, with file and line of it; one without a line names its place in the text."""
    body = blocked(12)
    lines = github_job.annotations(body)
    assert len(lines) == 12
    assert lines[0] == "::error file=NOTICES.md,line=7,title=notices (x)::no section for serde, expected one (add it)"
    assert github_job.annotations(documents.document()) == []


def test_previews_are_warnings_after_all_errors() -> None:
    """What blocks nothing comes last, as a warning."""
    body = blocked(2)
    body["plan"]["details"]["pre_release/test_g0::test_x"]["tier"] = "preview"
    body["plan"] = documents.with_plan_digest({key: value for key, value in body["plan"].items() if key != "digest"})
    body["runs"][0]["plan_digest"] = body["plan"]["digest"]
    body["checks"][0]["tier"] = "preview"
    assert [line.split()[0] for line in github_job.annotations(documents.sealed(body))] == ["::error", "::warning"]
