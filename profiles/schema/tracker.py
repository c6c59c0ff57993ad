"""The table `[tracker]`: where blockers become tasks."""

from typing import Literal

import msgspec


class TrackerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which tracker the project uses: `github` is the issues of [forge]'s repository, `none` says why."""

    name: Literal["ergo", "github", "none"]  # which one
    reason: str = ""  # why there is none
    label: str = "release-blocker"  # of every issue, for github

    def __post_init__(self) -> None:
        """Refuse a missing tracker without a reason."""
        if self.name == "none" and len(self.reason) < 8:
            raise ValueError("tracker none needs a reason")
