"""The table `[forge]`: where the repository is hosted, or why nowhere."""

from typing import Annotated

import msgspec


class ForgeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The GitHub host (with a port if needed) and the repository on it; if the project is not on GitHub, `none` states why."""

    host: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9.-]+(:\d+)?)?$")] = ""  # empty: the host of the git remote
    repository: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$")] = ""  # owner/name
    none: str = ""  # if the project is not on GitHub, the reason
    ci: str = ""  # file name of the workflow that must succeed for the commit
    secrets: tuple[str, ...] = ()  # secrets that the publish jobs read
    environments: tuple[str, ...] = ()  # deployment environments that the publish jobs use
