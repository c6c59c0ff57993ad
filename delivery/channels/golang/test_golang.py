"""Go module: what `go get` gives a user is the release, and a program builds with it and works."""

import pytest

from delivery.contract import ChannelContract

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("golang"), pytest.mark.needs("go")]


class TestGolang(ChannelContract):
    """The module proxy."""
