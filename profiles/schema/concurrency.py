"""The table `[concurrency]`: the tests that stress writers and crash them."""

import msgspec

from profiles.schema.suites import SuitePart


class ConcurrencyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[concurrency]`."""

    parts: tuple[SuitePart, ...] = ()
