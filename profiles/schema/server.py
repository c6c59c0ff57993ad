"""The table `[server]`: how the project's server is started, and what it is asked."""

from typing import Annotated

import msgspec

from profiles.schema.server_config import Question, Refusal, Serving, Silence, Visit
from profiles.schema.suites import Part


class ServerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[server]`."""

    serving: Serving | None = None
    parts: tuple[Part, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    questions: tuple[Question, ...] = ()
    silences: tuple[Silence, ...] = ()
    visits: tuple[Visit, ...] = ()
    guards: tuple[str, ...] = ()  # files that decide who may do what, of older trees too: `new.rs | old.rs`
    words: str = r"token|auth|bearer|secret|tls|insecure|loopback|limit|max_|timeout|cors|origin|host"  # a regular expression
    floor: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of lines that speak of them
