"""The table `[tooling]`: what gate 0 cannot read from the workflows themselves."""

from typing import Literal

import msgspec

from profiles.schema.reasons import Reason

AuditLevel = Literal["informational", "low", "medium", "high"]


class WorkflowLinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A workflow linter that this project uses: `ignore` are patterns of its messages, each with a reason."""

    name: Literal["actionlint"]
    ignore: dict[str, Reason] = {}  # patterns of messages that do not count, each with a reason


class MatrixFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A JSON file that a matrix is computed from: `list` is the key of its rows, `fields` maps matrix keys to theirs."""

    path: str  # the JSON file
    list: str  # the key of its list of rows
    fields: dict[str, str]  # matrix key = key of a row


class ToolingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[tooling]`; without it every job is derived from what the workflows do."""

    linters: tuple[WorkflowLinter, ...] = ()  # workflow linters that this project uses
    targets: MatrixFile | None = None  # where a computed matrix comes from
    preflight_jobs: tuple[str, ...] = ()  # one of these guards every irreversible step: tries the credentials
    provenance_jobs: tuple[str, ...] = ()  # likewise: settles which build run, tag and commit are published
    tap_jobs: tuple[str, ...] = ()  # likewise: proves that the tap, pushed by hand, agrees with what was built
    ci_workflow: str = ""  # file name of the workflow that must be green for the commit before a release is built
    changelog: str = ""  # the file whose section are the notes of a GitHub release
    promises: tuple[str, ...] = ()  # crates.io, npm, PyPI, "a GitHub release": each has a job that publishes to it
    scripts: tuple[str, ...] = ()  # patterns of further scripts that a release depends on (those of a runbook)
    pinned_actions: bool = False  # every action is pinned by hash (zizmor: unpinned-uses)
    immutable_releases: bool = False  # GitHub refuses files for a release that is public (a setting of the repository)
    audit_severity: AuditLevel = "medium"  # zizmor: from which severity on a finding in a workflow that publishes blocks
    audit_confidence: AuditLevel = "high"  # likewise: how sure zizmor must be of it
    audits_accepted: dict[str, Reason] = {}  # zizmor audits that do not block here, and why
