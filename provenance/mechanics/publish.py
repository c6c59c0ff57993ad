"""Publish and release: a publish run that used this build run, and a release that carries its files and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.findings import Finding
from facts.github.github_releases import ForgeRelease
from facts.github.runs import RunRecord
from profiles.schema.provenance import PublishingStep
from provenance.invalid_runs import skipped_steps
from provenance.mechanics.step import Control, MechanicStep
from provenance.publish_only import Rerun, dispatch_faults
from provenance.publish_run import channel_faults


def publish_step(
    publish: RunRecord | None, faults: Sequence[Finding], rerun: Rerun, channels: Sequence[PublishingStep], proven: bool
) -> MechanicStep:
    """Return whether publishing was done from this build run; the command is offered for a proven run only."""
    would = f"`{rerun.command.line}`" if proven else "dispatch publishing, once the build run is verified"
    argv = [rerun.command.argv] if proven else []
    if publish is None:
        lacks = [Finding("", got="no publish run that used this build run"), *dispatch_faults(rerun)]
        return MechanicStep("publish", would, lacks=lacks, argv=argv)
    kept = [channel for channel in channels if not channel.left_out]
    return MechanicStep(
        "publish",
        would,
        looked_at=[publish],
        lacks=faults,
        control=Control(lambda run: channel_faults(run, kept), skipped_steps(publish, kept), "skipped"),
        argv=argv,
    )


@dataclass(frozen=True)
class ExpectedRelease:
    """The release as it must be: files with their digests, notes, and an optional checksums asset."""

    tag: str
    files: Mapping[str, str]  # name -> sha256; never empty
    notes: str
    begins: bool  # the release's notes may go on after them
    checksums: str = ""

    def faults(self, release: ForgeRelease, digests: Mapping[str, str]) -> list[Finding]:
        """Return where a release is not what was built and written."""
        return [
            *([Finding("", release.html_url, got="is a draft", expected="published")] if release.draft else []),
            *self._asset_faults(digests),
            *self._note_faults((release.body or "").replace("\r\n", "\n").strip()),
        ]

    def _asset_faults(self, digests: Mapping[str, str]) -> list[Finding]:
        names = digests.keys() - {self.checksums}
        return [
            *(_asset(name, "not among the release's assets") for name in sorted(self.files.keys() - names)),
            *(_asset(name, "an asset that the build run does not deliver") for name in sorted(names - self.files.keys())),
            *(
                _asset(name, f"a different file is attached: {digests[name][:12]}", self.files[name][:12])
                for name in sorted(names & self.files.keys())
                if digests[name] != self.files[name]
            ),
            *([_asset(self.checksums, "not among the assets")] if self.checksums and self.checksums not in digests else []),
        ]

    def _note_faults(self, body: str) -> list[Finding]:
        if not self.notes:
            return [Finding("", got=f"the changelog at {self.tag} has no section for it", expected="its section")]
        fits = body.startswith(self.notes) if self.begins else body == self.notes
        got = f"the notes are not the changelog's section: {body[:60]!r}"
        return [] if fits else [Finding("", got=got, expected=repr(self.notes[:60]), fix="edit the release's notes")]


def _asset(name: str, got: str, expected: str = "the build run's files") -> Finding:
    return Finding("", name, got=got, expected=expected, fix="an asset is never replaced: find out who attached it")


def release_step(release: ForgeRelease | None, digests: Mapping[str, str], expected: ExpectedRelease) -> MechanicStep:
    """Return whether the release is there with the build run's files and the changelog's notes."""
    names = " ".join(sorted(expected.files))
    would = f"let the publish run create release {expected.tag} with {names} and the changelog's section as its notes"
    if release is None:
        return MechanicStep("release", would, lacks=[Finding("", got=f"no release {expected.tag} on GitHub")])
    return MechanicStep(
        "release",
        would,
        looked_at=list(digests),
        lacks=expected.faults(release, digests),
        control=Control(lambda bad: expected.faults(release, bad), {}, "not among the release's assets"),
    )
