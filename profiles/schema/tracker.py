"""The table `[tracker]`: where blockers become tasks."""

from typing import Literal

import msgspec


class TrackerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The project's tracker: `github`: issues of the repository under [forge]; `none` needs a reason."""

    name: Literal["ergo", "github", "none"]  # the tracker
    reason: str = ""  # the reason for `none`, at least 8 characters
    label: str = "release-blocker"  # label of every issue (github)

    def __post_init__(self) -> None:
        """Refuse a missing tracker without a reason."""
        if self.name == "none" and len(self.reason) < 8:
            raise ValueError(f"[tracker] none has the reason {self.reason!r}, expected one of at least 8 characters; say why")
