"""The table `[concurrency]`: the tests that stress writers and crash them."""

import msgspec

from facts.suites.suite import Part


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[concurrency]`."""

    parts: tuple[Part, ...] = ()
