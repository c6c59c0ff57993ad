"""What a publish run must show afterwards: which build run it used, and that no channel was left out."""

import re
from collections.abc import Sequence

from core.errors import Undecided
from core.findings import Finding
from facts.github.run_artifacts import ArtifactFile
from facts.github.runs import Job, RunRecord
from profiles.schema.provenance import PublishingStep


def named(artifact: str) -> str:
    """Return the name of the artifact that holds what was published; a profile without one cannot be judged."""
    if artifact:
        return artifact
    raise Undecided(
        got="no inputs_artifact in [provenance]",
        expected="the artifact of the publish run that contains what it published",
        advice="set host and repository under [forge] in the profile, or list this check under [does_not_apply] with a reason",
    )


def named_runs(log: str, pattern: str) -> list[str]:
    """Return the build runs that a log names, each once; a log that names none is no answer."""
    found = sorted(set(re.findall(pattern, log)))
    if not found:
        raise Undecided(
            got="a log without a build run",
            expected=f"a line that matches {pattern!r}",
            advice="correct [provenance] run_in_log and run_in_log_job in the profile",
        )
    return found


def other_runs(named: Sequence[str], run_id: int) -> list[Finding]:
    """Return the build runs that were used and are not the one asked for."""
    return [
        Finding(
            "",
            "publish run",
            got=f"used build run {name}",
            expected=str(run_id),
            fix="pass the run that it used, or publish again",
        )
        for name in named
        if name != str(run_id)
    ]


def channel_faults(record: RunRecord, channels: Sequence[PublishingStep]) -> list[Finding]:
    """Return the channels whose publishing step did not run to success and that nobody left out."""
    jobs = {job.name: job for job in record.jobs}
    return [fault for channel in channels if not channel.left_out for fault in _channel(jobs, channel)]


def was_skipped(record: RunRecord, channel: PublishingStep) -> bool:
    """Return whether a run did not try to publish to a channel; a step that failed did try."""
    job = next((one for one in record.jobs if one.name == channel.job), None)
    if job is None:  # a skipped matrix or called workflow is listed by another name
        return any(one.conclusion == "skipped" for one in record.jobs)
    steps = [step for step in job.steps if step.name == channel.step]
    return job.conclusion == "skipped" or (bool(steps) and all(step.conclusion == "skipped" for step in steps))


def input_faults(published: Sequence[ArtifactFile], built: Sequence[ArtifactFile]) -> list[Finding]:
    """Return where the files that were published are not, byte for byte, those of the build run."""
    got = {file.name: file.sha256 for file in published}
    expected = {file.name: file.sha256 for file in built}
    return [
        *(_bytes(name, "not published", expected[name]) for name in sorted(expected.keys() - got.keys())),
        *(_bytes(name, "published and not of the build run", "") for name in sorted(got.keys() - expected.keys())),
        *(
            _bytes(name, f"other bytes were published: {got[name][:12]}", expected[name])
            for name in sorted(got.keys() & expected.keys())
            if got[name] != expected[name]
        ),
    ]


def _channel(jobs: dict[str, Job], channel: PublishingStep) -> list[Finding]:
    job = jobs.get(channel.job)
    if job is None:
        return [_said(channel, f"no job {channel.job!r}")]
    if job.conclusion != "success":
        fix = _AGAIN if job.conclusion in ("failure", "timed_out", "cancelled") else _LEFT_OUT
        return [_said(channel, f"job {channel.job!r} {job.conclusion or job.status}", fix)]
    steps = [step for step in job.steps if step.name == channel.step]
    if not steps:
        return [_said(channel, f"no step {channel.step!r} in job {channel.job!r}")]
    return [_said(channel, f"step {step.name!r} {step.conclusion}") for step in steps if step.conclusion != "success"]


def _bytes(name: str, got: str, digest: str) -> Finding:
    expected = f"the build run's {digest[:12]}" if digest else "files of the build run only"
    return Finding("", name, got=got, expected=expected, fix="never replace it: release a new version")


_AGAIN = "fix what failed, then publish again"
_LEFT_OUT = "publish again, or give the reason as left_out in the profile"


def _said(channel: PublishingStep, got: str, fix: str = _LEFT_OUT) -> Finding:
    return Finding("", channel.name, got=got, expected="it to run and succeed", fix=fix)
