"""`--list` and `--explain`: every check and rule is there, each can be explained, and nothing runs."""

import re
import sys
from pathlib import Path

import pytest

from core.errors import Refused
from plugins.plan import checks_page
from plugins.plan.check_catalog import Catalog
from plugins.plan.docstring import said
from plugins.plan.plan import read
from plugins.plan.rule_catalog import rules
from tests.sandbox_suite import GOOD, ROOT, Toy

CATALOG = Catalog.of(ROOT)
BAD = (
    GOOD
    + '''
def test_no_leak(examine):
    """No secret is in the files.

    Why: whoever reads the archive
    can use it.

    Fix: revoke it first, then remove it
    """
    assert examine([1]) == []
'''
)


def test_every_planned_check_and_every_rule_is_listed() -> None:
    """Nothing of the plan and no rule file is left out; each is found by the id that a finding names."""
    ids = {entry.id for entry in CATALOG.entries}
    assert {line.rule for line in read(ROOT).lines} | set(rules(ROOT)) <= ids
    listed = {entry.id for _, _, entries in CATALOG.sections() for entry in entries}
    assert listed == ids
    assert all(CATALOG.named(name) for name in ids)


def test_every_rule_says_why_and_how_to_fix() -> None:
    """A rule file's why and fix are literals, so that they can be read without importing it."""
    found = rules(ROOT)
    assert len(found) > 30
    assert [rule.id for rule in found.values() if not (rule.title and rule.why and rule.fix)] == []


def test_a_docstring_has_paragraphs() -> None:
    """The requirement is the first; Why and Fix are named, in any order; other paragraphs are notes."""
    told = said(
        "It is so.\n\n    A note.\n\n    Fix: do this\n    and that\n\n    Why: because\n\n    Findings: a-b (one); c-X (two)\n    "
    )
    assert (told.requirement, told.why, told.fix) == ("It is so.", "because", "do this and that")
    assert [(one.id, one.text) for one in told.findings] == [("a-b", "one"), ("c-X", "two")]
    assert [name for name in ("c-d", "c-d-e", "c-", "a-b", "c") if told.findings[1].names(name)] == ["c-d", "c-d-e"]
    with pytest.raises(Refused, match="a-b"):
        said("It is so.\n\n    Findings: a-b, c-d")


def test_a_check_is_listed_and_explained(toy: Toy) -> None:
    """Stage, gate, id and requirement on one line; why, fix and what waives it on demand; without target and project."""
    toy.gate(BAD)
    listed = toy.pytester.run(sys.executable, "-m", "pytest", "--list")
    assert listed.ret == 0
    listed.stdout.fnmatch_lines(
        [
            "pre_release: Gate 11: Licensing (-k licensing)",
            "  good: *",
            "  no-leak: No secret is in the files.",
            "checks and rules: 2*",
        ]
    )
    told = toy.pytester.run(sys.executable, "-m", "pytest", "--explain=no-leak").stdout.str()
    assert "why: whoever reads the archive can use it." in told
    assert "fix: revoke it first, then remove it" in told
    assert "waived by: a waiver of the finding" in told
    assert not toy.evidence_path.exists()


def test_the_requirement_in_the_plan_is_the_first_paragraph(toy: Toy) -> None:
    """What stands below it does not get into plan, reports and tasks."""
    toy.gate(BAD)
    assert [line.requirement for line in read(toy.root).lines][-1] == "No secret is in the files."


@pytest.mark.parametrize(
    ("words", "shown"),
    [(("-k", "no-such-thing"), "rules: 0;"), (("-k", "leak"), "rules: 1;"), (("-m", "pre_release"), "rules: 2;")],
)
def test_the_list_follows_the_selection(toy: Toy, words: tuple[str, ...], shown: str) -> None:
    """-m and -k narrow it."""
    toy.gate(BAD)
    assert shown in toy.pytester.run(sys.executable, "-m", "pytest", "--list", *words).stdout.str()


def test_an_unknown_rule_is_refused_with_the_nearest(toy: Toy) -> None:
    """A slip of a letter is answered with what may be meant."""
    toy.gate(BAD)
    result = toy.pytester.run(sys.executable, "-m", "pytest", "--explain=no-leaks")
    assert result.ret == 4
    assert "did you mean no-leak" in result.stderr.str()


@pytest.mark.parametrize("name", ["wrong-libc", "wrong_libc"])
def test_a_rule_is_found_by_its_id(name: str) -> None:
    """Hyphens or underscores."""
    assert [entry.path for entry in CATALOG.named(name)] == ["facts/packages/rules/wrong_libc.py"]


def test_the_page_is_what_the_sources_say() -> None:
    """`python -m plugins.plan.checks_page` has been run."""
    assert checks_page.text(ROOT) == (Path(ROOT) / checks_page.FILE).read_text("utf-8")


def test_what_stands_in_a_code_span_is_shown_as_it_is() -> None:
    """Markdown shows a backslash in a code span, so nothing is escaped there; outside, a word must not become markup."""
    page = checks_page.text(ROOT)
    spans = re.findall(r"`[^`\n]+`", page)
    assert len(spans) > 300
    assert [span for span in spans if re.search(r"\\[_*\[<\\]|&lt;", span)] == []
    assert "`workspace:*`" in page
    assert checks_page._plain("a_b `c_d*` <e>") == "a\\_b `c_d*` &lt;e>"


def test_a_check_of_every_channel_states_what_holds_for_all() -> None:
    """One channel's tools and table are not said of the others."""
    inherited = [entry for entry in CATALOG.entries if entry.subject == "every channel"]
    assert len(inherited) > 10
    assert {need for entry in inherited for need in entry.needs} == set()
    assert {entry.rows for entry in inherited} == {"", "channels.NAME.machines"}
