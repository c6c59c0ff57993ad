"""PyPI: what `pip install` gives a user is the release, and it works."""

from functools import partial

import pytest

from delivery.contract import ChannelContract
from delivery.resolution import declared as declared_pythons
from delivery.resolution import unserved

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("pypi")]


class TestPyPI(ChannelContract):
    """The Python index."""

    @pytest.mark.rows("platform", "channels.pypi.platforms", key="name")
    def test_every_declared_python_version_works(self, delivered, platform, declared, control, examine):
        """Every declared Python version on the platform resolves to a file that works.

        Why: pip finds no wheel for that Python and tries to build from source, or installs an old release.

        Fix: publish a wheel for that version, or stop declaring it

        Findings: python-without-file (pip finds no file to install); python-unloadable (pip chooses a wheel whose native code
        cannot be loaded there); python-source-only (only a source distribution is left, although the package has native code)
        """
        judge = partial(unserved, delivered.site.channel, platform, examine(declared))
        control(judge, {}, "python-without-file")
        examine(delivered.packages)
        assert judge(delivered.packages) == []


@pytest.fixture
def declared(delivered):
    """The versions of Python that the packages or the profile declare."""
    return declared_pythons(delivered.site.channel, delivered.packages)
