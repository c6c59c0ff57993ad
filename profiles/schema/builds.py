"""The table `[builds]`: how the project is built and tested, once a run, for every gate that reads the result."""

import msgspec

from profiles.schema.suites import Suite, SuiteStep


class BuildsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[builds]`."""

    steps: tuple[SuiteStep, ...] = ()  # the commands that build the project
    suites: tuple[Suite, ...] = ()  # the project's own test suites
