"""The table `[tooling]`: what gate 0 cannot read from the workflows themselves."""

from typing import Literal

import msgspec

from profiles.schema.reasons import Reason

AuditLevel = Literal["informational", "low", "medium", "high"]


class WorkflowLinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A workflow linter of the project; `ignore` has patterns of its messages, each with a reason."""

    name: Literal["actionlint"]
    ignore: dict[str, Reason] = {}  # patterns of ignored messages, each with a reason


class MatrixFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A JSON file that a matrix is computed from: `list` is the key of its entries, `fields` maps matrix keys to keys of an entry."""

    path: str  # the JSON file
    list: str  # the key of its list of entries
    fields: dict[str, str]  # matrix key = key of an entry


class ToolingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[tooling]`; without it, the role of each job is inferred from the workflows."""

    linters: tuple[WorkflowLinter, ...] = ()  # workflow linters of the project
    targets: MatrixFile | None = None  # the source of a computed matrix
    preflight_jobs: tuple[str, ...] = ()  # every irreversible step must wait for one of these jobs, which test the credentials
    provenance_jobs: tuple[str, ...] = ()  # likewise: jobs that determine which build run, tag and commit are published
    tap_jobs: tuple[str, ...] = ()  # likewise: jobs that verify that the Homebrew tap matches the build
    ci_workflow: str = ""  # file name of the workflow that must succeed for the commit before a release is built
    changelog: str = ""  # the file with the notes of a GitHub release
    promises: tuple[str, ...] = ()  # channels that must have a publishing job: crates.io, npm, PyPI, "a GitHub release"
    scripts: tuple[str, ...] = ()  # patterns of additional scripts that a release depends on, such as those of a runbook
    pinned_actions: bool = False  # every action must be pinned to a commit (zizmor: unpinned-uses)
    immutable_releases: bool = False  # the repository has immutable releases: published releases accept no files
    audit_severity: AuditLevel = "medium"  # zizmor: minimum severity of a blocking finding in a workflow that publishes
    audit_confidence: AuditLevel = "high"  # zizmor: minimum confidence of a blocking finding
    audits_accepted: dict[str, Reason] = {}  # zizmor audits that do not block, with reasons
