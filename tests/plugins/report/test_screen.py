"""The terminal: one line that says what is verified, and a last screen that ends with the verdict."""

from pathlib import Path

import pytest

from plugins.report import screen
from tests.plugins.documents import NOTICES, TAG, WORKFLOWS, Json, document, everything, failed, missing_tool, plan, run, sealed

WIDTH = 100


def shown(body: Json, number: int = -1, path: Path | None = None) -> list[str]:
    """Return the lines of the last screen."""
    return screen.last_screen(body, body["runs"][number], WIDTH, path).splitlines()


def sample(**changes: Json) -> Json:
    """Return a clear document of the embedded sample."""
    body = document(**changes)
    body["release"]["project"] = "embedded sample"
    body["release"]["mode_defaulted"] = True
    return sealed(body)


def test_first_and_last_line_name_the_sample() -> None:
    """Nobody takes the sample's verdict for the verdict on their own release."""
    body = sample()
    assert screen.first_line(body) == (
        f"embedded sample: v0.1.1 over v0.1.0 at {'c' * 12}, dry-run by default, agent opus@host, 4 checks"
    )
    assert shown(body)[-1] == "clear: embedded sample v0.1.1 over v0.1.0: 4 of 4 selected checks passed, exit status 0"
    assert shown(body)[-3] == "next: the sample is verified; for a release of your own, name the checkout:"


def test_a_document_without_a_run_has_a_first_line() -> None:
    """Before the first run there is nothing to count."""
    assert screen.first_line(document(checks=[], runs=[])).endswith("dry-run, agent opus@host")


def test_each_blocker_says_why_and_what_to_do() -> None:
    """A blocker is two lines: gate, kind, task and why; then what to do."""
    lines = shown(document(**{NOTICES: failed("notices: serde is missing (got nothing, expected a section); add it\nb; c")}))
    why = "  licensing (regression), first of 2: notices: serde is missing (got nothing, expected a section)"
    assert lines[:3] == ["blockers: 1", why, "    do: add it"]
    assert lines[-2] == ("  pytest --release-target v0.1.1 --base-tag v0.1.0 --project=/p/plasmite -m pre_release -k licensing")
    assert lines[-1].startswith("blocked: /p/plasmite v0.1.1 over v0.1.0: 3 of 4")


def test_everything_is_named_and_fits_one_screen() -> None:
    """Blockers with their task, what is not proven, what does not apply, time, evidence, seal and next step: 24 lines."""
    body = everything()
    lines = shown(body, path=Path("/e/evidence-v0.1.1.json"))
    text = "\n".join(lines)
    assert len(lines) <= 24
    for said in [
        "blockers: 2",
        "licensing (regression, T-17)",
        "tooling (environment)",
        "not proven: no check yet for gate server",
        "does not apply: npm, PyPI: no package",
        "time: 41.0 s, most of it in",
        "evidence: /e/evidence-v0.1.1.json",
        f"seal: {body['seal']}",
        "next: fix what is blocked",
    ]:
        assert said in text, said


def test_many_blockers_still_fit() -> None:
    """Where blockers would push the verdict off the screen they are cut to two lines each, and the rest is named."""
    body = document(**{NOTICES: failed("a " * 200), TAG: failed("b " * 200), WORKFLOWS: missing_tool("c " * 200)})
    lines = shown(body)
    assert len(lines) <= 24
    assert lines[0] == "blockers: 3"
    assert all(len(line) <= WIDTH for line in lines[:8])


@pytest.mark.parametrize("width", [20, 60, 100, 500])
def test_no_width_breaks_it(width: int) -> None:
    """A narrow, a wide and an absurd terminal all get the verdict as their last line."""
    body = everything()
    assert screen.last_screen(body, body["runs"][-1], width).splitlines()[-1].startswith("blocked: ")


def part_of_a_stage() -> Json:
    """Return a document whose one run selected one check of a stage."""
    body = document()
    body["runs"][0]["selection"].update(checks=[TAG], keyword="preflight")
    body["checks"] = body["checks"][:1]
    return sealed(body)


def test_a_part_of_a_stage_is_not_the_stage() -> None:
    """A run that selected a part may end with 0; its last line says that the reader says 101, and the way on."""
    lines = shown(part_of_a_stage())
    assert lines[-1] == (
        "incomplete: /p/plasmite v0.1.1 over v0.1.0: 1 of 1 selected checks passed, exit status 0; "
        "the reader of the evidence says 101, for it counts the whole stage (pre_release)"
    )
    assert lines[-3:-1] == [
        "next: run the whole stage:",
        "  pytest --release-target v0.1.1 --base-tag v0.1.0 --project=/p/plasmite -m pre_release",
    ]
    assert "not proven: 3 x missing: no run has selected it (tooling, licensing)" in lines


def test_an_interrupted_run_says_so() -> None:
    """After Ctrl-C the next step is the same run again, with what is proven carried over."""
    body = document()
    body["runs"].append(run("run-2", [TAG], body["plan"]["digest"], interrupted=True, exit_status=2))
    body["checks"] = body["checks"][1:]
    lines = shown(sealed(body))
    assert "next: the run was interrupted; go on where it was:" in lines
    assert lines[-2].endswith(" -m pre_release --resume")
    assert lines[-1].endswith("0 of 1 selected checks passed, exit status 2")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({WORKFLOWS: missing_tool()}, "next: provide what is missing (--doctor lists it), then:"),
        ({WORKFLOWS: {**missing_tool(), "kind": "incomplete"}}, "next: find out what could not be carried out, then:"),
        ({}, "next: look at the mechanical steps:"),
    ],
)
def test_the_next_step_follows_from_the_state(changes: Json, said: str) -> None:
    """A missing tool, a question without an answer and a clear stage each have their own way on."""
    assert said in shown(document(**changes))


def test_a_long_command_is_counted_as_it_wraps() -> None:
    """On a terminal of 80 by 24 the first line of many blockers and the verdict are both seen, however long the command is."""
    body = document(**{NOTICES: failed("a " * 200), TAG: failed("b " * 200), WORKFLOWS: missing_tool("c " * 200)})
    body["runs"][0]["command"] = ["--release-target", "v0.1.1", "--base-tag", "v0.1.0", f"--project=/{'long/' * 30}project"]
    lines = screen.last_screen(sealed(body), body["runs"][-1], 80, Path("/e/evidence-v0.1.1.json")).splitlines()
    assert sum(1 + (len(line) - 1) // 80 for line in lines) <= 24
    assert lines[0] == "blockers: 3"


@pytest.mark.parametrize("groups", [3, 11, 40])
@pytest.mark.parametrize(
    "changes", [{}, {NOTICES: failed("a " * 200), TAG: failed("b " * 200), WORKFLOWS: missing_tool("c " * 200)}]
)
def test_much_that_does_not_apply_still_fits(groups: int, changes: Json) -> None:
    """Where reasons are many they are cut to a line each, and then to their names: the first and the last line are seen."""
    body = document(**changes)
    exempt = [{"what": f"page {number} loads", "reason": f"reason {number} " * 12} for number in range(groups)]
    body["plan"] = plan(does_not_apply=[*exempt, {"what": "npm", "reason": "no package"}])
    body["runs"][0]["plan_digest"] = body["plan"]["digest"]
    lines = screen.last_screen(sealed(body), body["runs"][-1], 80, Path("/e/evidence-v0.1.1.json")).splitlines()
    assert sum(1 + (len(line) - 1) // 80 for line in lines) <= 24
    assert any(line.startswith("does not apply: page 0 loads: reason 0") for line in lines)
    assert lines[0] == "blockers: 3" or not changes
