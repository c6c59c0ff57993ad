"""The table `[forge]`: where the repository is hosted, or why nowhere."""

from typing import Annotated

import msgspec

from core.text_shapes import shaped

Host = Annotated[str, shaped(r"^([A-Za-z0-9.-]+(:\d+)?)?$", "a host name, with a port if it has one")]


class ForgeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The GitHub host (with a port if needed) and the repository on it; if the project is not on GitHub, `none` states why."""

    host: Host = ""  # empty: the host of the git remote
    repository: Annotated[str, shaped(r"^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$", "owner/name")] = ""  # owner/name
    none: str = ""  # if the project is not on GitHub, the reason
    ci: str = ""  # file name of the workflow that must succeed for the commit
    secrets: tuple[str, ...] = ()  # secrets that the publish jobs read
    environments: tuple[str, ...] = ()  # deployment environments that the publish jobs use
