"""A profile that names a check as it was called once is still understood."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from core.errors import Refused
from plugins.plan import expansion
from plugins.plan.expansion import expand
from plugins.plan.plan import read
from profiles.schema.profile import Profile
from tests.repository_rules.test_words import ROOT

BOOK = read(ROOT)
RENAMED = tomllib.loads(Path(expansion.__file__).with_name("renamed_checks.toml").read_text("utf-8"))


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
