"""The table `[server]`: how the project's server is started, and what it is asked."""

from typing import Annotated

import msgspec

from profiles.schema.server_config import BrowserPage, IdleTimeout, Question, RefusedStart, Serving
from profiles.schema.suites import SuitePart


class ServerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[server]`."""

    serving: Serving | None = None  # how the server is started; absent: there is none
    parts: tuple[SuitePart, ...] = ()
    refusals: tuple[RefusedStart, ...] = ()  # unsafe starts that must be refused
    questions: tuple[Question, ...] = ()  # requests and their right answers
    idle_timeouts: tuple[IdleTimeout, ...] = ()  # clients that stop talking
    pages: tuple[BrowserPage, ...] = ()  # pages that a browser opens
    security_files: tuple[str, ...] = ()  # files that decide who may do what, of older trees too: `new.rs | old.rs`
    security_pattern: str = r"token|auth|bearer|secret|tls|insecure|loopback|limit|max_|timeout|cors|origin|host"  # a regex
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the least number of lines that speak of them
