"""The table `[forge]`: where the repository is hosted, or why nowhere."""

from typing import Annotated

import msgspec


class ForgeTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The GitHub host (with a port where it has one) and the repository on it; `none` is the reason why there is none."""

    host: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9.-]+(:\d+)?)?$")] = ""  # empty: that of the remote
    repository: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?$")] = ""  # owner/name
    none: str = ""  # why there is none, where there is none
    ci: str = ""  # file name of the workflow that must be green for the commit
    secrets: tuple[str, ...] = ()  # secrets that the publish jobs read
    environments: tuple[str, ...] = ()  # deployment environments that the publish jobs name
