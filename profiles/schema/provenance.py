"""The table `[provenance]`: what a build run and a publish run of this project must show."""

from typing import Annotated

import msgspec

_Optional = Annotated[str, msgspec.Meta(pattern=r"^(|\s*(\S\s*){8,})$")]
Word = Annotated[str, msgspec.Meta(min_length=1)]


class PlannedArtifact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One artifact of the build run; each pattern of `files` names exactly one file in it."""

    name: Word
    files: tuple[Word, ...] = ()  # `{version}` and `{tag}` are filled in, `*` and `?` match
    delivered: bool = True  # False: handed between jobs only; its files are recorded and not counted


class PublishingStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The step of the publish run that makes one channel live."""

    name: Word
    job: Word  # the job's name in the publish workflow
    step: Word  # the step's name in that job
    left_out: _Optional = ""  # why this release leaves the channel out


class AttestedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Artifacts that must carry a verifiable attestation."""

    name: Word
    files: tuple[Word, ...]  # patterns of the files that carry one
    signer_workflow: Word  # path below the repository, `.github/workflows/x.yml`


class PublishOnly(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How publishing alone is dispatched again."""

    ref: str = ""  # empty: the default branch
    run_input: str = "build_run_id"  # the input that takes the build run's id
    inputs: dict[str, str] = {}  # other inputs and their values, given where the workflow declares them


class ProvenanceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names and plans that the checks of the stage provenance compare with."""

    build_workflow: Word = "release"  # name of the workflow that builds
    build_file: Word = ".github/workflows/release.yml"  # its file
    build_events: tuple[Word, ...] = ("push",)  # events that may start a build run
    publish_workflow: Word = "release-publish"  # name of the workflow that publishes
    publish_file: Word = ".github/workflows/release-publish.yml"  # its file
    publish_events: tuple[Word, ...] = ("workflow_dispatch",)  # events that may start a publish run
    metadata_artifact: Word = "release-metadata"  # the artifact that holds tag and commit of the build
    source_refs: tuple[Word, ...] = ("refs/tags/{tag}",)  # git refs that an attestation may name; `{tag}` is filled in
    trust_root: str = ""  # file of the project with the trusted root of a Sigstore of one's own; empty: the public one
    head_differs: _Optional = ""  # why a build run's head need not be the tag's commit
    further_tags: tuple[Word, ...] = ()  # `{tag}` is filled in
    artifacts: tuple[PlannedArtifact, ...] = ()  # every artifact of the build run
    inputs_artifact: str = ""  # artifact of the publish run that holds what it published; empty: it keeps none
    run_in_log: str = r"BUILD_RUN_ID: (\d+)"  # how the publish run's log names the build run
    run_in_log_job: str = ""  # the job whose log does
    channels: tuple[PublishingStep, ...] = ()  # the step that makes each channel live
    attested: tuple[AttestedFile, ...] = ()  # artifacts that must carry an attestation
    publish_only: PublishOnly = PublishOnly()  # how publishing is repeated
