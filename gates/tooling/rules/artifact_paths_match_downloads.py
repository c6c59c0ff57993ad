"""What a release takes lies where the download puts it: below the artifact's name, or below the folder that was uploaded."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import FILE_INPUTS, Effect
from discovery.workflows.feeding import Feed, feeds
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.artifacts import expand, names
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

# Commands that move no file to another place; where anything else runs, nothing is said.
_STAYS_WORDS = """
gh git ls echo printf cat test [ true false : set cd export exit head tail sha256sum shasum sha512sum grep cosign gpg
curl jq wc file twine npm node date sort tree du chmod tar-list read local return sleep
"""
_STAYS = frozenset(_STAYS_WORDS.split())
_PUBLISHES = (("publish",), ("upload",), ("check",), ("view",), ("ci",), ("install",), ("config",), ("whoami",), ("dist-tag",))
_SETS_UP = re.compile(r"actions/(checkout|setup-[\w-]+|attest[\w-]*)$|sigstore/|step-security/harden-runner$")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{os: [linux, macos]}}}}
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: "demo-${{{{ matrix.os }}}}", path: "demo-${{{{ matrix.os }}}}.tar.gz"}}
  publish:
    needs: build
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v4
        with: {{path: dist{0}}}
      - run: gh release create "$GITHUB_REF_NAME" dist/*.tar.gz
"""

RULE = Rule(
    id="artifact-paths-match-downloads",
    title="The release uses its files from the path where the download puts them.",
    why=(
        "Artifacts that are downloaded together each get a directory of their own; a pattern for the parent "
        "directory matches none of them."
    ),
    fix="set merge-multiple, or take the files from the subdirectories",
    reference="actions/download-artifact: path, merge-multiple; actions/upload-artifact: path",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(", merge-multiple: true")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each file or pattern of a release that only matches in another folder than the one it names."""
    for run in runs(context.graph):
        for job in run.jobs:
            placed = _placed(run, job) if job.irreversible else ()
            if not placed or not _stays(context, job):
                continue
            for effect in job.irreversible:
                files = tuple(_wanted(effect))
                for wanted in files:
                    if (elsewhere := _elsewhere(wanted, placed)) and not _is_there(context, effect, wanted, files, elsewhere):
                        got = f"{wanted} is used, but the download puts it at {elsewhere}"
                        yield Finding(RULE.id, effect.file, effect.line, got, "the path of the downloaded files", RULE.fix)


def _is_there(context: Context, effect: Effect, wanted: str, files: tuple[str, ...], elsewhere: str) -> bool:
    """Whether a file is one of the checkout, or an action that takes what there is finds it by another of its patterns."""
    if ".." not in wanted and any(True for _ in context.graph.root.glob(wanted)):
        return True
    strict = effect.command is not None or effect.step.input("fail_on_unmatched_files") == "true"
    return not strict and any(_may_be(each.split("/"), elsewhere.split("/")) for each in files if each != wanted)


def _placed(run: Run, job: JobRun) -> tuple[str, ...]:
    """Return the patterns of all files that downloads put into the job's folder; none where one of them is not known."""
    found: list[str] = []
    downloads = [step for step in job.steps if step.action == "actions/download-artifact"]
    if any(step.input("run-id") or step.input("github-token") for step in downloads):
        return ()
    fed = [feed for feed in feeds(run) if feed.taker is job and feed.upload is not None and feed.download is not None]
    for step in downloads:
        of_step = [feed for feed in fed if feed.download is not None and feed.download.step is step]
        labels = {label for feed in of_step for label in _labels(feed)}
        folded = not step.input("name") and step.input("merge-multiple") != "true"
        if not of_step or (folded and (len(labels) < 2 or "*" in step.input("path") or "${{" in step.input("path"))):
            return ()  # a single artifact lies in a folder of its own or not, by version
        computed = [
            path for feed in of_step if feed.upload for path in feed.upload.paths if re.search(r"\$\{\{(?!\s*matrix\.)", path)
        ]
        if computed:
            return ()
        for feed in of_step:
            for inside in _inside(feed):
                for label in _labels(feed) if folded else ("",):
                    found.append(posixpath.normpath(posixpath.join(step.input("path") or ".", label, inside)))
    return tuple(dict.fromkeys(found))


def _labels(feed: Feed) -> tuple[str, ...]:
    return names(feed.upload.what, feed.maker.job) if feed.upload is not None else ()


def _inside(feed: Feed) -> Iterator[str]:
    """Yield the patterns of the files of an artifact, as they lie in it: what lies above the first star, or the folder, is cut off."""
    paths = [path for path in (feed.upload.paths if feed.upload is not None else ()) if not path.startswith("!")]
    rows = feed.maker.job.matrix.rows or ({},)
    for row in rows:
        filled = [expand(path, row) for path in paths] if paths else []
        roots = [_root(path) for path in filled]
        common = (
            posixpath.commonpath(roots) if roots and all(roots) else "" if "" in roots else posixpath.commonpath(roots or [""])
        )
        for path in filled:
            whole = posixpath.normpath(path)
            below = whole[len(common) :].lstrip("/") if common else whole
            folder = path.endswith("/") or (not re.search(r"[.*][^/]*$", whole.rsplit("/", 1)[-1]) and "*" not in whole)
            yield f"{below}/**" if folder and below else "**" if folder or not below else below


def _root(path: str) -> str:
    whole = posixpath.normpath(path)
    parts = whole.split("/")
    star = next((at for at, part in enumerate(parts) if "*" in part or "?" in part or "[" in part), None)
    if star is not None:
        return "/".join(parts[:star])
    return whole if path.endswith("/") or "." not in parts[-1] else "/".join(parts[:-1])


def _stays(context: Context, job: JobRun) -> bool:
    """Whether nothing in the job can move, unpack or make a file."""
    for step in job.steps:
        if (
            step.uses
            and step.action != "actions/download-artifact"
            and not _SETS_UP.search(step.action)
            and not _publishes(job, step)
        ):
            return False
        for each in ran(context.graph, job.workflow, job.job, step):
            if (
                each.command.tool not in _STAYS
                or _writes_a_file(each)
                or (each.command.tool in ("npm", "twine") and each.command.arguments[:1] not in _PUBLISHES)
                or each.command.runs("gh", "release", "download")
                or each.command.runs("gh", "run", "download")
                or each.command.runs("git", "checkout")
                or each.command.runs("git", "clone")
                or each.folder
                or any(
                    not target.startswith(("/dev/", "$GITHUB", "${GITHUB"))
                    and not re.search(r"\.(md|txt|sha256)$|SUMS|[Ss]ums", target)
                    for target in each.writes
                )
            ):
                return False
    return True


def _writes_a_file(each: Ran) -> bool:
    short = r"-[a-zA-Z]*[oO]" if each.command.tool == "curl" else "-o"
    return each.command.flag("--output", "--remote-name") or any(re.match(short, word.text) for word in each.command.words)


def _publishes(job: JobRun, step: WorkflowStep) -> bool:
    return any(each.step is step for each in job.irreversible)


def _wanted(effect: Effect) -> Iterator[str]:
    """Yield the files that an effect takes, as it names them."""
    if effect.step.action == "pypa/gh-action-pypi-publish":
        texts = [f"{effect.step.input('packages-dir') or effect.step.input('packages_dir') or 'dist'}/*.whl"]
    elif effect.command is None:
        texts = [part for name in FILE_INPUTS for part in re.split(r"[\n,]", effect.step.input(name))]
    elif effect.command.runs("gh", "release"):
        texts = [word for word in effect.paths if "/" in word or "*" in word]
    else:
        texts = []
    yield from (
        posixpath.normpath(text.strip())
        for text in texts
        if text.strip() and "$" not in text and not text.strip().startswith(("/", "!"))
    )


def _elsewhere(wanted: str, placed: tuple[str, ...]) -> str:
    """Return where a file lies that is taken from another place; nothing where it may lie there, or nowhere."""
    if any(_may_be(wanted.split("/"), each.split("/")) for each in placed):
        return ""
    base = wanted.rsplit("/", 1)[-1]
    if not re.search(r"\.\w+$", base) or base in ("*.*",):
        return ""
    return next((each for each in placed if _may_be([base], [each.rsplit("/", 1)[-1]])), "")


def _may_be(one: list[str], other: list[str]) -> bool:
    """Whether two patterns of paths can mean one file."""
    if not one or not other:
        return not one and not other
    if one[0] == "**" or other[0] == "**":
        many, rest = (one, other) if one[0] == "**" else (other, one)
        return any(_may_be(many[1:], rest[at:]) for at in range(len(rest) + 1))
    return (fnmatchcase(one[0], other[0]) or fnmatchcase(other[0], one[0])) and _may_be(one[1:], other[1:])
