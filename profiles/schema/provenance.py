"""The table `[provenance]`: what a build run and a publish run of this project must show."""

from typing import Annotated

import msgspec

from core.text_shapes import shaped

_Optional = Annotated[str, shaped(r"^(|\s*(\S\s*){8,})$", "a reason of at least eight characters")]
Word = Annotated[str, msgspec.Meta(min_length=1)]


class PlannedArtifact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One artifact of the build run; each pattern of `files` matches exactly one file in it."""

    name: Word
    files: tuple[Word, ...] = ()  # `{version}` and `{tag}` are filled in, `*` and `?` match
    delivered: bool = True  # false: only passed between jobs; its files are recorded but need not be published


class PublishingStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The step of the publish run that publishes one channel."""

    name: Word
    job: Word  # the job's name in the publish workflow
    step: Word  # the step's name in that job
    left_out: _Optional = ""  # the reason, if this release skips the channel


class AttestedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Artifacts that must have a verifiable attestation."""

    name: Word
    files: tuple[Word, ...]  # patterns of the attested files
    signer_workflow: Word  # path of the signing workflow, `.github/workflows/x.yml`


class PublishOnly(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to dispatch the publish workflow again."""

    ref: str = ""  # empty: the default branch
    run_input: str = "build_run_id"  # the input for the build run's id
    inputs: dict[str, str] = {}  # other inputs and their values, if the workflow declares them


class ProvenanceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the checks of the stage `provenance` compare with."""

    build_workflow: Word = "release"  # name of the workflow that builds
    build_file: Word = ".github/workflows/release.yml"  # its file
    build_events: tuple[Word, ...] = ("push",)  # events that may start a build run
    publish_workflow: Word = "release-publish"  # name of the workflow that publishes
    publish_file: Word = ".github/workflows/release-publish.yml"  # its file
    publish_events: tuple[Word, ...] = ("workflow_dispatch",)  # events that may start a publish run
    metadata_artifact: Word = "release-metadata"  # the artifact with the tag and commit of the build
    source_refs: tuple[Word, ...] = ("refs/tags/{tag}",)  # git refs that an attestation may have; `{tag}` is filled in
    trust_root: str = ""  # file of the project with the trusted root of a private Sigstore; empty: the public one
    head_differs: _Optional = ""  # the reason, if a build run's head is not the tag's commit
    further_tags: tuple[Word, ...] = ()  # additional tags; `{tag}` is filled in
    artifacts: tuple[PlannedArtifact, ...] = ()  # every artifact of the build run
    inputs_artifact: str = ""  # artifact of the publish run with the files that it published; empty: there is none
    run_in_log: str = r"BUILD_RUN_ID: (\d+)"  # regular expression for the build run's id in the publish run's log
    run_in_log_job: str = ""  # the job with that line in its log
    channels: tuple[PublishingStep, ...] = ()  # the step that publishes each channel
    attested: tuple[AttestedFile, ...] = ()  # artifacts that must have an attestation
    publish_only: PublishOnly = PublishOnly()  # how to publish again
