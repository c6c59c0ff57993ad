"""Homebrew: the formula in the tap gives every platform its own archive of the release, and brew can use it."""

from functools import partial

import pytest

from delivery.channels.homebrew.channel import astray, formula_of, formula_subject
from delivery.contract import ChannelContract

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("homebrew"), pytest.mark.needs("git")]


class TestHomebrew(ChannelContract):
    """The tap."""

    @pytest.mark.rows("platform", "channels.homebrew.platforms", key="name")
    def test_formula_selects_the_platform_archive(self, delivered, formula, platform, control, examine):
        """The formula selects the archive that is planned for the platform.

        Why: brew downloads a different platform's archive, whose program does not start, or refuses to install.

        Fix: correct the URL of that platform in the formula

        Findings: formula-archive (the formula selects a different archive for the platform, or none)
        """
        judge = partial(astray, delivered.site, platform=platform)
        control(judge, None, "formula-archive")
        examine(formula.downloads)
        assert judge(formula) == []


@pytest.fixture
def subjects(subjects, delivery, delivered, formula):
    """The archives of the channel and the formula: as it was built, or as the tap has it."""
    return [*subjects, formula_subject(delivered, formula, delivery.built.folder if delivered.site.staged else None)]


@pytest.fixture
def formula(delivered):
    """The formula as the tap has it."""
    return formula_of(delivered)
