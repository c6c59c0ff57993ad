"""A pre-release does not become the version that users get who name none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from core.versions import is_prerelease
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import may_run, patterns
from facts.runs.worlds import World
from facts.workflows.filters import selects
from gates.tooling.checkout_paths import below
from gates.tooling.image_tags import moves_latest
from gates.tooling.npm_folders import package, packed, workspaces
from gates.tooling.rule_context import Context

_VERSION = re.compile(r"(?<!\d)\d+(?:\.\d+)+.*$")
_OF_THE_TAG = re.compile(r"github\.ref|ref_name|\btag|version|steps\.|needs\.", re.IGNORECASE)
_OF_KINDS = re.compile(r"pre|stable|latest|alpha|beta|\brc|version|channel|outputs", re.IGNORECASE)
_OF_PRE = re.compile(r"\bpre(?!fix)|stable|latest|alpha|beta|\brc\b|channel", re.IGNORECASE)
_ASKS_A_REGISTRY = re.compile(r"!?\s*(npm|pnpm|yarn|curl|gh|git|wget|grep)\b")
_OF_A_CANDIDATE = re.compile(r"-(rc|alpha|beta|pre|next)\b")
_RELEASES = ("softprops/action-gh-release", "ncipollo/release-action")
_CANDIDATES = ("v1.2.3-rc.1", "v1.2.3-beta.1", "v1.2.3-alpha.1", "1.2.3-rc.1")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: npm publish --access public{0}
"""

RULE = Rule(
    id="prerelease-is-not-latest",
    title="A pre-release is published under a dist-tag of its own, so that the stable version stays the default.",
    why="npm makes every version that is published without its own dist-tag the default, even a pre-release; GitHub does the same with releases.",
    fix="publish pre-releases with their own dist-tag, such as --tag next, and move latest only for stable releases",
    reference="npm publish: `tag`, default `latest`; docker/metadata-action: flavor",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" --tag next")},
    given={"tag": "v1.1.0-beta.2"},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication of a pre-release that would become the default version."""
    version = _VERSION.search(context.tag)
    released = version is not None and is_prerelease(version[0])
    for run in runs(context.graph):
        tag = context.tag if released else _candidate(run)
        if not tag:
            continue
        world = World(
            {"github.ref": f"refs/tags/{tag}", "github.ref_name": tag, "github.ref_type": "tag", "github.event_name": "push"}
        )
        for job in run.jobs:
            for effect in job.irreversible:
                reached = _may_be_reached(job, effect, world) if released else _reached(job, effect, world)
                if not reached or not _becomes_default(context, job, effect, world):
                    continue
                shown = version[0] if released and version is not None else f"a tag such as {tag}"
                got = f"job {job.id} publishes {shown} to {effect.what} as the default version"
                at = posixpath.normpath(effect.file)
                page = effect.what == "a GitHub release"
                expected = "a release that is marked as a pre-release" if page else "a separate dist-tag for pre-releases"
                yield Finding(RULE.id, at, effect.line, got, expected, "mark pre-releases (--prerelease)" if page else RULE.fix)


def _candidate(run: Run) -> str:
    """Return a tag of a pre-release that starts the run, where the run itself tells pre-releases from releases."""
    filters = patterns(run.workflow, "push", "tags")
    tells = any(
        _OF_THE_TAG.search(step.input(key)) and "${{" in step.input(key)
        for job in run.jobs
        for step in job.steps
        for key in ("prerelease", "isPrerelease", "pre-release")
    ) or any(
        effect.command is not None and effect.command.tool == "gh" and effect.command.flag("--prerelease", "-p")
        for job in run.jobs
        for effect in job.effects
    )
    found = next((each for each in _CANDIDATES if filters and selects(filters, each)), "")
    return found if tells or any(_OF_A_CANDIDATE.search(each) for each in filters) else ""


def _becomes_default(context: Context, job: JobRun, effect: Effect, world: World) -> bool:
    if effect.what == "a container registry":
        return moves_latest(job, effect, world)
    if effect.command is None and effect.step.action in _RELEASES:
        return not any(effect.step.input(name) for name in ("prerelease", "make_latest", "makeLatest", "draft"))
    if effect.command is not None and effect.command.runs("gh", "release", "create") and _has_unknown_words(effect):
        return False
    flags = effect.publisher.latest_unless if effect.publisher else ()
    if not flags or effect.command is None or effect.command.flag(*flags) or effect.command.may_have(*flags):
        return False
    if _is_set_elsewhere(context, job, effect):
        return False
    root = context.graph.root
    folders = packed(root, effect) or ("", *workspaces(root))  # a finished archive is of one of them
    settings = [package(root, folder).get("publishConfig") for folder in folders]
    return not any(isinstance(each, dict) and each.get("tag") for each in settings)


def _has_unknown_words(effect: Effect) -> bool:
    """Whether a command is given words, behind the tag, that may be flags."""
    words = [word.text for word in effect.command.words] if effect.command is not None else []
    return any(re.match(r"\$\{?\w+(\[[@*.]+\])?\}?$|\$\{\w+:[+-]", text) for text in words[3:])


def _is_set_elsewhere(context: Context, job: JobRun, effect: Effect) -> bool:
    """Whether the dist-tag comes from the environment, npm's own settings, or words that are put together."""
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    settings = [below(context.graph.root, folder) / ".npmrc" for folder in {"", *packed(context.graph.root, effect)}]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in settings if path.is_file()]
    script = effect.step.run.text if effect.step.run is not None else ""
    return (
        any(name.upper() == "NPM_CONFIG_TAG" for name in env)
        or any(re.search(r"^[^\S\n]*tag\s*=", text, re.MULTILINE) for text in texts)
        or "NPM_CONFIG_TAG" in script.upper()
        or bool(re.search(r"publish\b[^\n]*\$[{(]?\w*(arg|flag|opt|tag|extra|param)", script, re.IGNORECASE))
    )


def _may_be_reached(job: JobRun, effect: Effect, world: World) -> bool:
    """Whether nothing on the way of an effect keeps such a tag out, or asks what is not known and may do so."""
    conditions = [each for each in (*job.conditions, effect.step.condition) if each is not None]
    unknown = [each.text for each in conditions if world.holds(each.text) is None]
    if may_run(job, world) is False or any(world.holds(each.text) is False for each in conditions):
        return False
    asked = [" ".join(guard.words) for guard in effect.guards]
    kinds = [text for text in asked if (not _ASKS_A_REGISTRY.match(text) and re.search(r"[$*]", text)) or _OF_PRE.search(text)]
    return not kinds and not any(_OF_KINDS.search(text) for text in unknown)


def _reached(job: JobRun, effect: Effect, world: World) -> bool:
    """Whether the effect surely takes place for such a tag: nothing on its way asks what is not known."""
    asked = effect.step.condition
    return may_run(job, world) is True and (asked is None or world.holds(asked.text) is True) and not effect.guards
