"""A program of the project as its users start it."""

from typing import Annotated

import msgspec

from profiles.schema.suites import Name


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a program is started, in a clone in which the steps in `after` have run."""

    name: Name
    argv: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # the command that starts it
    after: tuple[str, ...] = ()
    env: dict[str, str] = {}
    situations: tuple[tuple[str, ...], ...] = ()  # calls, as lists of arguments, whose exit status users rely on
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 2  # the minimum number of help pages
