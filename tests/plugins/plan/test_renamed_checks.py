"""What names a check or a rule as it was called once is still understood: a profile, -k and --explain."""

import msgspec
import pytest

from core.errors import Refused
from plugins.plan import former_names
from plugins.plan.check_catalog import Catalog
from plugins.plan.expansion import expand
from plugins.plan.plan import read
from profiles.schema.profile import Profile
from tests.repository_rules.test_words import ROOT

BOOK = read(ROOT)
RENAMED = former_names.checks()
RULES = former_names.rules()
PRESENT = {entry.id: entry for entry in Catalog.of(ROOT).entries}


def away(*names: str) -> dict[str, str]:
    """Return what does not apply to a project whose profile names these."""
    reasons = {name: "not of this project" for name in names}
    return dict(expand(BOOK, msgspec.convert({"project": {"name": "demo"}, "does_not_apply": reasons}, Profile)).does_not_apply)


@pytest.mark.parametrize("former", sorted(RENAMED))
def test_a_former_id_stands_for_the_present_one(former: str) -> None:
    """Every former id leads to a check of the plan, and the evidence names the present one."""
    assert list(away(former)) == [RENAMED[former]]


def test_an_id_that_never_was_is_refused() -> None:
    """A typo is refused by name."""
    with pytest.raises(Refused, match="test_no_such_check"):
        away("pre_release/test_tooling::test_no_such_check")


def test_every_renamed_rule_has_its_present_id() -> None:
    """A former id leads to one rule that is there, and is no rule any more; two rules were never merged by renaming."""
    assert set(RULES.values()) <= set(PRESENT)
    assert not set(RULES) & set(PRESENT)
    assert len(set(RULES.values())) == len(RULES)


def test_a_profile_may_name_a_rule_by_its_former_id() -> None:
    """A rule of the gate is a check: a reason for it keeps its place."""
    assert list(away("pre_release/test_tooling::test_rule[tools-are-on-the-runner]")) == [
        "pre_release/test_tooling::test_rule[tools-are-on-the-runner]"
    ]


def test_a_former_id_selects_and_is_explained() -> None:
    """-k and --explain take both; words that are part of no id stay as they are."""
    assert former_names.present_rules("tools-are-on-the-runner and not my-tools-on-runner-x") == (
        "tools-are-on-the-runner and not my-tools-on-runner-x"
    )
    assert [entry.id for entry in Catalog.of(ROOT).named("tools-are-on-the-runner")] == ["tools-are-on-the-runner"]
