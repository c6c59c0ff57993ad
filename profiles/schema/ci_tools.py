"""The table `[ci_tools]`: what the gates of this project need in CI beyond the suite's own requirements."""

from typing import Annotated

import msgspec

# All three numbers: `go install` takes v1.7 for the newest 1.7.
Version = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(\.[0-9]+){2}([-+][0-9A-Za-z.-]+)?$")]
CiTools = dict[str, Version]  # name of the tool -> the exact version that `python -m plugins.cli.ci_setup` installs
