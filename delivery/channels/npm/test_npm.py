"""npm: what `npm install` gives a user is the release, and it works."""

from functools import partial

import pytest

from delivery.channels.npm.channel import without_natives
from delivery.contract import ChannelContract
from profiles.schema.channels import Platform

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("npm"), pytest.mark.needs("npm", "node")]


class TestNpm(ChannelContract):
    """The registry of Node packages."""

    @pytest.mark.rows("platform", "channels.npm.platforms", key="name")
    def test_native_files_match_the_platform(self, delivered, platform, control, examine):
        """The package contains the native files for the platform, in its architecture.

        Why: npm installs the package on that platform, and `require` fails to load its native module.

        Fix: include the build for that platform, or correct `native_files` of the platform

        Findings: native-file-missing (the package has no native file for the platform); wrong-architecture (it has one
        of a different architecture)
        """
        judge = partial(without_natives, packages=delivered.packages)
        control(judge, Platform("control", native_files=("control/nobody.node",)), "native-file-missing")
        examine(delivered.packages)
        examine(platform.native_files)
        assert judge(platform) == []
