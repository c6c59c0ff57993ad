"""The table `[builds]`: how the project is built and tested, once a run, for every gate that reads the result."""

import msgspec

from profiles.schema.suites import Step, Suite


class BuildsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[builds]`."""

    steps: tuple[Step, ...] = ()
    suites: tuple[Suite, ...] = ()
