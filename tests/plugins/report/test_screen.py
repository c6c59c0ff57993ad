"""The terminal: one line that says what is verified, and a last screen that ends with the verdict."""

from pathlib import Path

import pytest

from plugins.report import screen
from plugins.report.screen import Terminal
from tests.plugins.documents import (
    NOTICES,
    TAG,
    WORKFLOWS,
    Json,
    document,
    everything,
    failed,
    found,
    missing_tool,
    plan,
    run,
    sealed,
)

PIPE = Terminal()


def shown(body: Json, number: int = -1, path: Path | None = None, terminal: Terminal = PIPE) -> list[str]:
    """Return the lines of the last screen."""
    return screen.last_screen(body, body["runs"][number], terminal, path).splitlines()


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
        f"embedded sample: v0.1.1 (base v0.1.0) at {'c' * 12}, dry-run by default, agent opus@host, 4 checks"
    )
    assert shown(body)[-1] == "clear: embedded sample v0.1.1 (base v0.1.0): 4 of 4 selected checks passed, exit status 0"
    assert shown(body)[-3] == "next: the sample is verified; for a release of your own, pass its checkout:"


def test_a_document_without_a_run_has_a_first_line() -> None:
    """Before the first run there is nothing to count."""
    assert screen.first_line(document(checks=[], runs=[])).endswith("dry-run, agent opus@host")


def test_every_finding_is_a_line() -> None:
    """Below the gate each finding is `path:line: rule: problem (fix)`, and the verdict counts them."""
    second = found("notices", "crates/core", 0, "no license file", "LICENSE", "copy it")
    lines = shown(
        document(**{NOTICES: failed(found("notices", "NOTICES.md", 7, "no section for serde", "one", "add it"), second)})
    )
    assert lines[:4] == [
        "licensing (failed)",
        "  NOTICES.md:7: notices: no section for serde, expected one (add it)",
        "  crates/core: notices: no license file, expected LICENSE (copy it)",
        "",
    ]
    assert lines[-2] == ("  pytest --release-target v0.1.1 --base-tag v0.1.0 --project=/p/plasmite -m pre_release -k licensing")
    assert lines[-1].startswith("blocked: /p/plasmite v0.1.1 (base v0.1.0): 3 of 4 selected checks passed, 2 findings, ")


def test_equal_findings_are_folded() -> None:
    """What is the same in many places is one line that counts and names them."""
    same = [found("license-files", f"wheel-{n}.whl", 0, "no LICENSE", "", "add it") for n in range(16)]
    line = shown(document(**{NOTICES: failed(*same)}))[1]
    assert line.startswith("  license-files: no LICENSE (16 places: wheel-0.whl, wheel-1.whl, ")


def test_no_finding_is_cut() -> None:
    """A finding is shown whole, in a pipe and in a terminal."""
    body = document(**{NOTICES: failed(*(found("notices", f"{n}.md", 1, f"{n} " + "a " * 200) for n in range(40)))})
    for terminal in (PIPE, Terminal(80)):
        lines = shown(body, terminal=terminal)
        assert [line.count("a ") + line.count("a)") >= 199 for line in lines[1:41]] == [True] * 40


def test_everything_is_named() -> None:
    """Findings with their task, what was not run, what does not apply, time, evidence, its digest and the next step."""
    body = everything()
    text = "\n".join(shown(body, path=Path("/e/evidence-v0.1.1.json")))
    for part in [
        "licensing (failed, T-17)",
        "tooling (environment)",
        "no zizmor, expected it on PATH (pip install zizmor)",
        "not run: no check yet for gate server",
        "waived until 2027-01-31: files[core]: agreed",
        "does not apply: npm, PyPI: no package",
        "time: 41.0 s",
        "evidence: /e/evidence-v0.1.1.json (reports: evidence-v0.1.1.md, evidence-v0.1.1.html)",
        f"evidence sha256: {body['seal']}",
        "next: fix the findings",
    ]:
        assert part in text, part
    assert "\x1b" not in text.replace("\\x1b", "")


def test_quiet_is_findings_and_verdict() -> None:
    """-q leaves findings and the verdict."""
    lines = shown(document(**{NOTICES: failed()}), terminal=Terminal(quiet=True))
    assert [line.split(":")[0] for line in lines] == ["licensing (failed)", "  NOTICES.md", "blocked"]


def test_colors_are_for_terminals() -> None:
    """The gate and the verdict are colored where there are colors, and what others wrote cannot color anything."""
    lines = shown(everything(), terminal=Terminal(100, colors=True))
    assert lines[0] == "\x1b[31mlicensing (failed, T-17)\x1b[0m"
    assert lines[-1].startswith("\x1b[31mblocked: ")
    assert "\\x1b[31m" in "\n".join(lines)


@pytest.mark.parametrize("groups", [3, 11, 40])
def test_the_verdict_stays_in_a_terminal_of_24_lines(groups: int) -> None:
    """However much does not apply, what stands below the findings fits a terminal of 80 by 24."""
    body = document()
    exempt = [{"what": f"page {number} loads", "reason": f"reason {number} " * 12} for number in range(groups)]
    body["plan"] = plan(does_not_apply=[*exempt, {"what": "npm", "reason": "no package"}])
    body["runs"][0].update(
        plan_digest=body["plan"]["digest"], command=["--release-target", "v0.1.1", f"--project=/{'long/' * 30}project"]
    )
    lines = shown(sealed(body), path=Path("/e/evidence-v0.1.1.json"), terminal=Terminal(80))
    assert sum(1 + (len(line) - 1) // 80 for line in lines) <= 24
    assert any(line.startswith("does not apply") and "page 0 loads" in line for line in lines)


def test_a_choice_of_checks_says_only_what_does_not_apply_there() -> None:
    """With -k, what other gates and channels do not have is for their own runs to say."""
    body = document()
    given = [{"what": "npm", "reason": "no package"}, {"what": f"{NOTICES}[x]", "reason": "no such row"}]
    body["plan"] = plan(does_not_apply=given)
    body["runs"][0].update(plan_digest=body["plan"]["digest"])
    assert "no package" in "\n".join(shown(sealed(body)))
    body["runs"][0]["selection"]["keyword"] = "licensing"
    text = "\n".join(shown(sealed(body)))
    assert "no such row" in text
    assert "no package" not in text


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
        "incomplete: /p/plasmite v0.1.1 (base v0.1.0): 1 of 1 selected checks passed, exit status 0; "
        "plugins.reader returns 101, because it counts the whole stage (pre_release)"
    )
    assert lines[-3:-1] == [
        "next: run the whole stage:",
        "  pytest --release-target v0.1.1 --base-tag v0.1.0 --project=/p/plasmite -m pre_release",
    ]
    assert "not run: 3 checks not selected (tooling, licensing)" in lines


def test_an_interrupted_run_says_so() -> None:
    """After Ctrl-C the next step is the same run again, with what is proven carried over."""
    body = document()
    body["runs"].append(run("run-2", [TAG], body["plan"]["digest"], interrupted=True, exit_status=2))
    body["checks"] = body["checks"][1:]
    lines = shown(sealed(body))
    assert "next: the run was interrupted; to continue:" in lines
    assert lines[-2].endswith(" -m pre_release --resume")
    assert lines[-1].endswith("0 of 1 selected checks passed, exit status 2")


def _of_a_step(step: str, **changes: Json) -> list[str]:
    """Return the last screen of a look at one release step."""
    body = document(**changes)
    body["runs"][0]["selection"].update(expression="mechanics", checks=["mechanics/test_mechanics::test_publish"])
    body["next"] = {"step": step, "argv": [["git", "tag", "v0.1.1"]] if step == "tag" else [], "why": "why", "waits_for": []}
    return shown(body)


@pytest.mark.parametrize(
    ("step", "said", "command"),
    [
        (
            "tag",
            "do it manually, or with --mode=live --agent=MODEL@HOST --perform=tag --until=tag in place of -m:",
            "git tag v0.1.1",
        ),
        ("provenance", "run:", "pytest {} -m provenance --build-run-id=N"),
        ("clearance", "run:", "pytest {} -m pre_release"),
    ],
)
def test_a_step_is_performed_and_a_stage_is_run(step: str, said: str, command: str) -> None:
    """Only what `--perform` accepts is offered with it; a verdict comes from its stage."""
    lines = _of_a_step(step)
    words = "--release-target v0.1.1 --base-tag v0.1.0 --project=/p/plasmite"
    assert lines[lines.index(f"next: the next step is {step}: why; {said}") + 1] == f"  {command.format(words)}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({WORKFLOWS: missing_tool()}, "next: install or provide what is missing (--doctor lists it), then run:"),
        ({WORKFLOWS: {**missing_tool(), "kind": "incomplete"}}, "next: resolve the errors above, then re-run:"),
        ({}, "next: check the release steps:"),
    ],
)
def test_the_next_step_follows_from_the_state(changes: Json, said: str) -> None:
    """A missing tool, a question without an answer and a clear stage each have their own way on."""
    assert said in shown(document(**changes))


def test_a_preview_is_shown_although_nothing_hangs_on_it() -> None:
    """A channel in preview that is down: exit status 0, and the reason stands on the terminal."""
    body = document(**{NOTICES: failed(found("nobody-answers", "", 0, "no answer", "the index", "start it"))})
    body["plan"]["details"][NOTICES]["tier"] = "preview"
    next(record for record in body["checks"] if record["id"] == NOTICES)["tier"] = "preview"
    lines = shown(sealed(body))
    assert lines[:2] == ["preview (does not block)", "  nobody-answers: no answer, expected the index (start it)"]
