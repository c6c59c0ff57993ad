"""crates.io: what `cargo install` gives a user is the release, and it works."""

import pytest

from delivery.contract import ChannelContract

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("crates"), pytest.mark.needs("cargo")]


class TestCrates(ChannelContract):
    """The registry of crates."""
