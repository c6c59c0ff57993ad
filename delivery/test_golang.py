"""Go module: what `go get` gives a user is the release, and a program builds with it and works."""

import pytest

from delivery.contract import ChannelContract
from delivery.module_proxy import ModuleProxy

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("golang"), pytest.mark.needs("go")]


class TestGolang(ChannelContract):
    """The module proxy."""

    transport = ModuleProxy
