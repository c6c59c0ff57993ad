"""The table `[builds]`: how the project is built and tested, once a run, for every gate that reads the result."""

import msgspec

from facts.suites.suite import Step, Suite


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[builds]`."""

    steps: tuple[Step, ...] = ()
    suites: tuple[Suite, ...] = ()
