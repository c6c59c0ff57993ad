"""`-k` takes a check or rule as the pages, the findings and the test functions spell it: hyphens and underscores are the same."""

import msgspec
import pytest

from plugins.plan.expansion import expand
from plugins.plan.plan import Book, PlanLine, PlanWord
from plugins.plan.selection import Selection
from profiles.schema.profile import Profile

BOOK = Book(
    (PlanWord("memory_safety", "Memory safety", 2), PlanWord("documentation", "Documentation", 7)),
    (),
    (
        PlanLine("gates/memory_safety/test_memory_safety.py::test_unsafe_code", ("pre_release",), "A.", gate="memory_safety"),
        PlanLine("gates/documentation/test_documentation.py::test_links_resolve", ("pre_release",), "B.", gate="documentation"),
        PlanLine("gates/tooling/test_tooling.py::test_rule[tools-are-pinned]", ("pre_release",), "C.", gate="tooling"),
    ),
)


def selected(keyword: str) -> list[str]:
    """Return the names that -k selects."""
    plan = expand(BOOK, msgspec.convert({"project": {"name": "toy"}}, Profile))
    return [check.id.partition("::")[2] for check in Selection("", keyword, ()).of_plan(plan)]


@pytest.mark.parametrize("word", ["links-resolve", "links_resolve", "test_links_resolve", "Links-Resolve", "links-res"])
def test_a_check_is_selected_as_the_pages_spell_it(word: str) -> None:
    """docs/checks.md and every finding write `links-resolve`, the function is `test_links_resolve`."""
    assert selected(word) == ["test_links_resolve"]


@pytest.mark.parametrize("word", ["tools-are-pinned", "tools_are_pinned"])
def test_a_rule_is_selected_with_either(word: str) -> None:
    """The rule's own id has hyphens."""
    assert selected(word) == ["test_rule[tools-are-pinned]"]


@pytest.mark.parametrize("word", ["memory_safety", "memory-safety"])
def test_a_gate_is_selected_with_either(word: str) -> None:
    """The gate's word selects its checks and nothing else."""
    assert selected(word) == ["test_unsafe_code"]


def test_operators_still_join() -> None:
    """Expressions are as pytest has them."""
    assert selected("links-resolve or tools_are_pinned") == ["test_links_resolve", "test_rule[tools-are-pinned]"]
    assert selected("not links-resolve and not memory-safety") == ["test_rule[tools-are-pinned]"]


def test_another_word_selects_nothing() -> None:
    """What is part of no name."""
    assert selected("links--resolve") == []
