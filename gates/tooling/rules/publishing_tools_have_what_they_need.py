"""What the configuration of a publisher asks for is installed, logged in or allowed in its job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.runners import machines
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_FILES = (
    ".goreleaser.yaml",
    ".goreleaser.yml",
    "goreleaser.yaml",
    "goreleaser.yml",
    ".github/goreleaser.yml",
    ".github/.goreleaser.yml",
)
# A section of the configuration, what it needs, and what in the job brings it.
_NEEDS = (
    (r"^sboms:(?!.*\bcmd:)", "syft", r"syft|sbom-action|cyclonedx"),
    (r"^(?:binary_|docker_)?signs:\n(?:[ -].*\n)*?.*\bcmd:\s*['\"]?cosign", "cosign", r"cosign"),
    (r"^(?:dockers|dockers_v2|docker_manifests|kos):", "a login to the registry of its images", r"login"),
    (
        r"^dockers:\n(?:[ -].*\n|\n)*?.*\b(?:goarch:\s*['\"]?arm|--platform=linux/arm)",
        "emulation of a different architecture",
        r"qemu|binfmt",
    ),
    (r"^snapcrafts:(?!.*disable)", "snapcraft", r"snapcraft"),
    (r"^upx:", "upx", r"\bupx\b"),
    (r"^chocolateys:", "choco", r"choco|windows"),
    (r"^nix:", "nix", r"\bnix\b|install-nix|nix-installer"),
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: actions/checkout@v4
        with: {{fetch-depth: 0}}
{0}      - uses: goreleaser/goreleaser-action@v6
        with: {{args: release --clean}}
        env: {{GITHUB_TOKEN: "${{{{ github.token }}}}"}}
"""
_CONFIG = {".goreleaser.yaml": "version: 2\nsboms:\n  - artifacts: archive\n"}

RULE = Rule(
    id="publishing-tools-have-what-they-need",
    title="Everything that the configuration of a publishing tool requires is available in the job that runs it.",
    why=(
        "The configuration is read only when the release runs: a missing tool or login stops the release after the "
        "tag was pushed."
    ),
    fix="install the tool, or log in, before the publishing tool runs",
    reference="GoReleaser: customization",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_CONFIG},
    good={".github/workflows/release.yml": _JOBS.format("      - uses: anchore/sbom-action/download-syft@v0\n"), **_CONFIG},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each part of a configuration that nothing in the job serves."""
    root = context.graph.root
    seen: set[tuple[Location, str]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            if not any(True for _ in machines(job.job)) or not _is_usual(job):
                continue
            for where, file in _started(root, job):
                for needed in _lacking(root / file, job):
                    if (where, needed) not in seen:
                        seen.add((where, needed))
                        got = f"job {job.id} runs goreleaser, whose {file} requires {needed}"
                        yield Finding(RULE.id, where.path, where.line, got, f"{needed} in the job", RULE.fix)


def _is_usual(job: JobRun) -> bool:
    """Whether every action is one that is known to bring nothing else."""
    known = ("actions/", "goreleaser/", "docker/", "sigstore/", "anchore/", "crazy-max/", "golangci/", "step-security/")
    return all(not step.action or step.action.startswith(known) for step in job.steps)


def _started(root: Path, job: JobRun) -> Iterator[tuple[Location, str]]:
    own = next((name for name in _FILES if (root / name).is_file()), "")
    for step in job.steps:
        words = step.input("args")
        if step.action == "goreleaser/goreleaser-action" and "release" in words.split() and not _rehearses(words):
            yield step.at, _named(root, words) or own
    for each in commands(job):
        if each.ran.command.runs("goreleaser", "release") and not _rehearses(each.ran.text):
            yield each.ran.at, _named(root, each.ran.text) or own


def _rehearses(words: str) -> bool:
    return bool(re.search(r"--snapshot|--skip|--dry-run|--prepare|--split|--nightly", words))


def _named(root: Path, words: str) -> str:
    found = re.search(r"(?:--config|-f)[= ](\S+)", words)
    return found[1].removeprefix("./") if found and (root / found[1]).is_file() else ""


def _lacking(file: Path, job: JobRun) -> Iterator[str]:
    if not file.is_file():
        return
    text = file.read_text("utf-8", "replace")
    brought = "\n".join(_brought(job, step) for step in job.steps)
    for section, needed, brings in _NEEDS:
        if re.search(section, text, re.MULTILINE) and not re.search(brings, brought, re.IGNORECASE):
            yield needed


def _brought(job: JobRun, step: WorkflowStep) -> str:
    return f"{step.action} {said(job, step)}" if "goreleaser" not in step.action else step.input("distribution")
