"""The table `[server]`: how the project's server is started, and what it is asked."""

from typing import Annotated

import msgspec

from profiles.schema.server_config import Question, Refusal, Serving, Silence, Visit
from profiles.schema.suites import Part


class ServerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[server]`."""

    serving: Serving | None = None  # how the server is started; absent: there is none
    parts: tuple[Part, ...] = ()
    refusals: tuple[Refusal, ...] = ()  # unsafe starts that must be refused
    questions: tuple[Question, ...] = ()  # requests and their right answers
    silences: tuple[Silence, ...] = ()  # clients that stop talking
    visits: tuple[Visit, ...] = ()  # pages that a browser opens
    guards: tuple[str, ...] = ()  # files that decide who may do what, of older trees too: `new.rs | old.rs`
    words: str = r"token|auth|bearer|secret|tls|insecure|loopback|limit|max_|timeout|cors|origin|host"  # a regular expression
    floor: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of lines that speak of them
