"""A repository that is staged for Maven Central is closed and released by the same run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun, Run, runs
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context

_RELEASES = re.compile(
    r"closeAndRelease|releaseSonatype|releaseRepository|nexus-staging:release|:rc-release|sonatypeRelease|sonatypeBundleRelease|sonaRelease|publishAndRelease|autoPublish=true|autoReleaseAfterClose=true|jreleaser|ci-release|central\.sonatype\.com/api|automaticRelease"
)
_POM = """\
<project><build><plugins><plugin>
<artifactId>central-publishing-maven-plugin</artifactId><configuration><publishingServerId>central</publishingServerId>{0}</configuration>
</plugin></plugins></build></project>
"""
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: mvn -B deploy
        env: {MAVEN_PASSWORD: "${{ secrets.CENTRAL }}"}
"""

RULE = Rule(
    id="maven-staging-repository-is-released",
    title="A version that is staged for Maven Central is also closed and released.",
    why="A staged repository is not public: the run succeeds, but the version never appears.",
    fix="set autoPublish, or run the task that closes and releases the staging repository",
    reference="Maven Central: publishing by Maven; Gradle Nexus publish plugin",
    bad={".github/workflows/release.yml": _JOBS, "pom.xml": _POM.format("")},
    good={".github/workflows/release.yml": _JOBS, "pom.xml": _POM.format("<autoPublish>true</autoPublish>")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication that ends in a staging repository."""
    seen: set[Location] = set()
    root = context.graph.root
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in job.irreversible:
                got = _left_open(root, run, job, effect) if effect.command is not None and effect.at not in seen else ""
                if got:
                    seen.add(effect.at)
                    yield Finding(RULE.id, effect.file, effect.line, f"job {job.id} {got}", "a released repository", RULE.fix)


def _left_open(root: Path, run: Run, job: JobRun, effect: Effect) -> str:
    text = effect.text
    tool = effect.command.tool if effect.command is not None else ""
    said_in_run = "\n".join(each.ran.text for other in (job, *run.jobs) for each in commands(other))
    if _RELEASES.search(said_in_run) or "SNAPSHOT" in text or "snapshots" in text.lower():
        return ""
    if tool in ("mvn", "mvnw") and "deploy" in text:
        pom = _read(below(root, effect.folder) / "pom.xml")
        staged = re.search(r"central-publishing-maven-plugin", pom) and not re.search(r"<autoPublish>\s*(?:true|\$)", pom)
        nexus = re.search(r"nexus-staging-maven-plugin", pom) and re.search(r"<autoReleaseAfterClose>\s*false", pom)
        return "deploys to a staging repository, but pom.xml does not release it" if staged or nexus else ""
    if tool in ("gradle", "gradlew") and re.search(r"publish\w*ToSonatype|publishAllPublicationsToSonatypeRepository", text):
        build = "".join(_read(root / name) for name in ("build.gradle", "build.gradle.kts"))
        return "publishes to a staging repository, but no task closes and releases it" if "finalizedBy" not in build else ""
    if tool in ("gradle", "gradlew") and re.search(r"\bpublishToMavenCentral\b", text):
        said = "".join(_read(root / name) for name in ("build.gradle", "build.gradle.kts", "gradle.properties"))
        automatic = re.search(
            r"automaticRelease|publishToMavenCentral\(\s*(?:SonatypeHost\.\w+,\s*)?true|mavenCentralAutomaticPublishing\s*=\s*true",
            said,
        )
        return "" if automatic else "uploads to Maven Central, but nothing releases the deployment"
    if tool == "sbt" and "publishSigned" in text:
        return "publishes to a staging repository, but no task releases it"
    return ""


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""
