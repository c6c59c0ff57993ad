"""The table `[documentation]`: which pages are judged, which blocks of them run, and which programs they speak of."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason
from profiles.schema.suites import Name, Seconds


class Spoken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `programs`: a program that the pages document; `name` is that of an entry of `[compatibility] programs`."""

    name: Name
    also: tuple[str, ...] = ()  # other names of the command
    kind: Literal["argparse", "clap", ""] = ""  # the library that declares its commands and flags; empty: read from --help only
    sources: tuple[str, ...] = ()  # globs of the files that declare them


class Runnable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fenced code block that must run in an empty home directory with the candidate."""

    name: Name
    page: str  # the Markdown file
    heading: str = ""  # the anchor of its heading, such as `quick-start`
    number: Annotated[int, msgspec.Meta(ge=1)] = 1  # the number of the block below that heading
    old_locations: tuple[str, ...] = ()  # `page#heading/number` in older versions; the first that exists counts
    expect_output: str = ""  # text that its standard output must contain
    prepare: tuple[tuple[str, ...], ...] = ()  # commands to run before it, in the same directory
    env: dict[str, str] = {}
    after: tuple[str, ...] = ()
    timeout: Seconds = 60


class DocumentationTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[documentation]`."""

    pages: tuple[
        str, ...
    ] = ()  # globs of tracked Markdown files; empty: those at the top, and docs/ unless a site is built from it
    historical_pages: dict[str, Reason] = {}  # pages about past or planned versions, with reasons: only their links are checked
    programs: tuple[Spoken, ...] = ()  # programs whose flags the pages mention
    runnable: tuple[Runnable, ...] = ()  # blocks that are run
    not_run: dict[
        str, Reason
    ] = {}  # `page#heading/number`, with globs: blocks that are not run, and why; if the table is empty, blocks that need no setup are run, and the rest only counted
    installs: tuple[str, ...] = ("README*.md", "*/README*.md")  # pages whose install commands are checked
    others: dict[str, Reason] = {}  # third-party packages that those pages install, with reasons
