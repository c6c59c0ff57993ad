"""The names that a release makes up are ones that their keepers take: artifacts, images, files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import example_of, on_the_way, patterns
from facts.workflows.artifacts import names
from gates.tooling.own_repository import own_repositories
from gates.tooling.rule_context import Context

_FORBIDDEN = re.compile(r"[\"<>:|?\\/\r\n]")
_REF = re.compile(r"\$\{\{\s*github\.ref\s*\}\}|\$\{?GITHUB_REF\}?(?![\w#%/:])")
_REF_NAME = re.compile(r"\$\{\{\s*github\.ref_name\s*\}\}|\$\{?GITHUB_REF_NAME\}?(?![\w#%/:])")
_IMAGE = re.compile(r"(?<![\w./-])((?:ghcr\.io|docker\.io|quay\.io)/(?:\$\{\{[^}]*\}\}|\$\{\w+\}|[\w./$-])*)")
_OF_REPOSITORY = re.compile(
    r"\$\{\{\s*github\.(repository|repository_owner)\s*\}\}|\$\{?GITHUB_(REPOSITORY|REPOSITORY_OWNER)\}?(?![\w,:/])"
)
_PACKS = ("tar", "zip", "7z", "cp", "mv", "gzip")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{platform: [{0}]}}}}
    runs-on: ubuntu-24.04
    steps:
      - run: make ${{{{ matrix.platform }}}}
      - uses: actions/upload-artifact@v4
        with: {{name: "finch-${{{{ matrix.platform }}}}", path: finch}}
  publish: {{needs: build, runs-on: ubuntu-24.04, steps: [{{uses: actions/download-artifact@v4}}, {{run: cargo publish}}]}}
"""

RULE = Rule(
    id="release-names-are-valid",
    title="Every artifact, image and file of a release has a valid name.",
    why=(
        "An artifact name may contain no slash, an image name no capital letter, and a tag with a slash becomes a "
        "directory that does not exist: the job fails."
    ),
    fix="replace the invalid characters before the name is used",
    reference="actions/upload-artifact: name; Docker: image references",
    bad={".github/workflows/release.yml": _JOBS.format("linux/amd64, linux/arm64")},
    good={".github/workflows/release.yml": _JOBS.format("linux-amd64, linux-arm64")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each name that cannot be."""
    seen: set[Location] = set()
    capitals = [name for name in own_repositories(context.graph.root) if name != name.lower()]
    for run, job in on_the_way(context.graph):
        slashed = _slashed_tag(run)
        for where, got in (*_artifacts(job, slashed), *_images(job, capitals), *_files(job, slashed), *_dist_tags(run, job)):
            if where not in seen:
                seen.add(where)
                yield Finding(RULE.id, where.path, where.line, f"{got} (job {job.id})", "a valid name", RULE.fix)


def _slashed_tag(run: Run) -> str:
    """Return a tag with a slash as the filters of the run spell it, where all of them have one."""
    filters = [each for each in patterns(run.workflow, "push", "tags") if not each.startswith("!")]
    alone = set(run.workflow.triggers.entries) <= {"push", "workflow_call"} and not patterns(run.workflow, "push", "branches")
    examples = [example_of(each) for each in filters]
    return examples[0] if alone and examples and all("/" in each for each in examples) else ""


def _artifacts(job: JobRun, slashed: str) -> Iterator[tuple[Location, str]]:
    for step in job.steps:
        if step.action != "actions/upload-artifact":
            continue
        said = step.input("name")
        for name in names(said, job.job):
            if _FORBIDDEN.search(name.replace("*", "")):
                yield step.at, f"the artifact is named {name}, in which {_FORBIDDEN.findall(name)[0]!r} is not allowed"
        if _REF.search(said):
            yield step.at, f"the artifact is named {said}, but a full ref has slashes"
        elif slashed and _REF_NAME.search(said):
            yield step.at, f"the artifact is named {_REF_NAME.sub(slashed, said)}, in which '/' is not allowed"


def _images(job: JobRun, capitals: list[str]) -> Iterator[tuple[Location, str]]:
    found = [(step.at, step.input("tags")) for step in job.steps if step.action == "docker/build-push-action"]
    for each in commands(job):
        if each.ran.command.tool in ("docker", "podman", "buildah") and {"push", "build", "tag"} & set(
            each.ran.command.arguments[:2]
        ):
            found.append((each.ran.at, each.ran.text))
    for where, text in found:
        for image in _IMAGE.findall(text):
            plain = re.sub(r"\$\{\{(?:(?!\$\{\{).)*?\}\}|\$\{?\w+\}?", "", image)
            if plain != plain.lower():
                yield where, f"the image is named {image.strip()}, but image names have no capital letters"
            elif capitals and (asked := _OF_REPOSITORY.search(image)):
                owner_alone = (asked[1] or asked[2]).lower() == "repository_owner"
                name = capitals[0].partition("/")[0] if owner_alone else capitals[0]
                if name != name.lower():
                    yield (
                        where,
                        f"the image is named {image.strip()}, which becomes {name}, but image names have no capital letters",
                    )


def _files(job: JobRun, slashed: str) -> Iterator[tuple[Location, str]]:
    for each in commands(job) if slashed else ():
        for word in each.ran.command.words if each.ran.command.tool in _PACKS else ():
            if re.search(rf"[\w-][-_.](?:{_REF_NAME.pattern})", word.text) and "://" not in word.text:
                yield each.ran.at, f"the file is named {_REF_NAME.sub(slashed, word.text)}, in a directory that does not exist"


def _dist_tags(run: Run, job: JobRun) -> Iterator[tuple[Location, str]]:
    """Yield each publication under a dist-tag that npm takes for a range of versions."""
    by_tag = bool(patterns(run.workflow, "push", "tags")) or run.workflow.started_by("release")
    for each in commands(job):
        command = each.ran.command
        named = command.value("--tag") or ""
        if command.tool in ("npm", "pnpm") and "publish" in command.arguments[:2]:
            of_the_run = by_tag and bool(re.fullmatch(_REF_NAME.pattern, named))
            if of_the_run or re.fullmatch(r"v?\d+(?:\.(?:\d+|x))*(?:-[\w.]+)?", named):
                yield each.ran.at, f"the dist-tag is named {named}, which npm reads as a version"
