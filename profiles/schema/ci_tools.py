"""The table `[ci_tools]`: what the gates of this project need in CI beyond the suite's own requirements."""

from typing import Annotated

from core.text_shapes import shaped

# All three numbers: `go install` takes v1.7 for the newest 1.7.
Version = Annotated[str, shaped(r"^[0-9]+(\.[0-9]+){2}([-+][0-9A-Za-z.-]+)?$", "a version such as 1.2.3")]
CiTools = dict[str, Version]  # name of the tool -> the exact version that `python -m plugins.cli.ci_setup` installs
