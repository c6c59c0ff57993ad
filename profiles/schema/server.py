"""The table `[server]`: how the project's server is started, and what it is asked."""

from typing import Annotated

import msgspec

from profiles.schema.server_config import BrowserPage, IdleTimeout, Question, RefusedStart, Serving
from profiles.schema.suites import SuitePart


class ServerTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[server]`."""

    serving: Serving | None = None  # how the server is started; absent: there is no server
    parts: tuple[SuitePart, ...] = ()
    refusals: tuple[RefusedStart, ...] = ()  # unsafe starts that it must refuse
    questions: tuple[Question, ...] = ()  # requests and their correct responses
    idle_timeouts: tuple[IdleTimeout, ...] = ()  # idle clients
    pages: tuple[BrowserPage, ...] = ()  # pages to open in a browser
    security_files: tuple[str, ...] = ()  # security-relevant files; alternatives for older versions: `new.rs | old.rs`
    security_pattern: str = r"token|auth|bearer|secret|tls|insecure|loopback|limit|max_|timeout|cors|origin|host"  # a regex
    minimum: Annotated[int, msgspec.Meta(ge=1)] = 1  # the minimum number of matching lines
