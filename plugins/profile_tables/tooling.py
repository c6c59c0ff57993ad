"""The table `[tooling]`: what gate 0 cannot read from the workflows themselves."""

from typing import Annotated, Literal

import msgspec

_Reason = Annotated[str, msgspec.Meta(min_length=8)]


class Linter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A workflow linter that this project asks for: `name` is the program, `ignore` are patterns of its messages."""

    name: Literal["actionlint"]
    ignore: dict[str, _Reason] = {}


class Targets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of build targets that a computed matrix is made from: `fields` maps matrix keys to keys of an entry."""

    path: str
    list: str
    fields: dict[str, str]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[tooling]`; without it every job is derived from what the workflows do."""

    linters: tuple[Linter, ...] = ()
    targets: Targets | None = None
    preflight_jobs: tuple[str, ...] = ()  # one of these must exist and guard every irreversible step
    provenance_jobs: tuple[str, ...] = ()  # likewise: settles which build run, tag and commit are published
    tap_jobs: tuple[str, ...] = ()  # likewise: proves that the tap agrees with what was built
    ci_workflow: str = ""  # the workflow that must be green for the commit before anything is built for a release
    channels: tuple[str, ...] = ()  # promised channels that a workflow must publish to: crates.io, npm, PyPI...
    pinned_actions: bool = False  # every action is pinned by hash (zizmor: unpinned-uses)
    scripts: tuple[str, ...] = ()  # patterns of further scripts that a release depends on (those of a runbook)
    audits_accepted: dict[str, _Reason] = {}  # zizmor audits that do not block here, and why
    exceptions: dict[str, _Reason] = {}  # `file:job` or `file:rule` that a rule does not apply to, and why
