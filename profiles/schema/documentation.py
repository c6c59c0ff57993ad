"""The table `[documentation]`: which pages are judged, which blocks of them run, and which programs they speak of."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason
from profiles.schema.suites import Name, Seconds


class Spoken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One program that the pages speak of; `name` is that of a row of `[compatibility] programs`."""

    name: Name
    also: tuple[str, ...] = ()  # other names that users start it by
    kind: Literal["argparse", "clap", ""] = ""  # what declares its commands and flags; empty: only the program knows
    sources: tuple[str, ...] = ()  # globs of the files that declare them


class Runnable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fenced block that must run in a scratch home against the candidate."""

    name: Name
    page: str  # the Markdown file
    heading: str = ""  # as its anchor is spelt: `quick-start`
    number: Annotated[int, msgspec.Meta(ge=1)] = 1  # which block below that heading
    old_locations: tuple[str, ...] = ()  # `page#heading/number` of what it was in older trees; the first that is there counts
    expect_output: str = ""  # text that its standard output must hold
    prepare: tuple[tuple[str, ...], ...] = ()  # commands that come before it, in the same folder
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()
    timeout: Seconds = 60


class DocumentationTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[documentation]`."""

    pages: tuple[str, ...] = ()  # globs of tracked Markdown; empty: those on top, and docs/ where no site is made of it
    historical_pages: dict[str, Reason] = {}  # pages about the past or plans: only their links are checked
    programs: tuple[Spoken, ...] = ()  # programs whose flags the pages name
    runnable: tuple[Runnable, ...] = ()  # blocks that are run
    not_run: dict[
        str, Reason
    ] = {}  # `page#heading/number`, with globs: blocks that are not run, and why; one reason must name some block
    installs: tuple[str, ...] = ("README*.md", "*/README*.md")  # pages whose every install line is judged
    others: dict[str, Reason] = {}  # packages of other people that those pages install
