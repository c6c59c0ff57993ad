"""The table `[tracker]`: where blockers become tasks."""

from typing import Literal

import msgspec


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which tracker the project uses; `none` says why."""

    name: Literal["ergo", "github", "none"]
    reason: str = ""  # why there is none
    repository: str = ""  # [host/]owner/name, for github
    label: str = "release-blocker"  # for github

    def __post_init__(self) -> None:
        """Refuse a tracker that lacks what it needs."""
        if self.name == "none" and len(self.reason) < 8:
            raise ValueError("tracker none needs a reason")
        if self.name == "github" and self.repository.count("/") not in (1, 2):
            raise ValueError("tracker github needs a repository, [host/]owner/name")
