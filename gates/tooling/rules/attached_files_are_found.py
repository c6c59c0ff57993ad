"""A file that an action attaches to a release lies where the commands before it put it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, runs
from facts.runs.changed_texts import QUIET
from facts.runs.steps import ran
from facts.runs.written_files import written
from gates.tooling.committed_tree import committed
from gates.tooling.rule_context import Context

_FILE_INPUTS = ("files", "artifacts", "file", "asset_path", "asset_paths")
# Actions that put no file into the checkout, but the checkout itself.
_SETS_UP = re.compile(r"^actions/(checkout|setup-[\w-]+|upload-artifact)$|setup|toolchain|install|login|harden", re.IGNORECASE)
_MOVES = re.compile(r"\.\.(?![.\w])|GITHUB_WORKSPACE|github\.workspace|\b(cd|pushd|mv)\b|\s-C\s|show-toplevel")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    defaults: {{run: {{working-directory: app}}}}
    steps:
      - uses: actions/checkout@v4
      - run: tar -czf demo.tar.gz src
      - uses: softprops/action-gh-release@v2
        with: {{files: {0}}}
"""

RULE = Rule(
    id="attached-files-are-found",
    title="An action attaches files from the directory in which the commands created them.",
    why=(
        "`working-directory` applies only to commands: an action looks for the file at the top of the checkout and "
        "does not find it."
    ),
    fix="put the directory before the file name",
    reference="GitHub: defaults.run.working-directory",
    bad={".github/workflows/release.yml": _JOBS.format("demo.tar.gz")},
    good={".github/workflows/release.yml": _JOBS.format("app/demo.tar.gz")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each file of an action that is only named by commands which run in another folder."""
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in job.irreversible:
                for file in _files(effect):
                    folder = _made_in(context, job, effect, file)
                    if folder and not (context.graph.root / file).exists():
                        got = f"{file} is read from the top of the checkout, but the commands that create it run in {folder}"
                        yield Finding(RULE.id, effect.file, effect.line, got, f"{folder}/{file}", RULE.fix)
            for effect in job.effects if run.publishes else ():
                if effect.kind == "upload" and effect.step.action == "actions/upload-artifact":
                    for path in effect.paths:
                        made = _written_below(context, job, effect, path)
                        if made:
                            got = f"{path} is uploaded from the top of the checkout, but the commands create {made}"
                            yield Finding(RULE.id, effect.file, effect.line, got, made, RULE.fix)


def _files(effect: Effect) -> Iterator[str]:
    """Yield the files that an action is given, those that are written out."""
    if effect.command is None:
        for name in _FILE_INPUTS:
            for part in re.split(r"[\n,]", effect.step.input(name)):
                file = posixpath.normpath(part.strip()) if part.strip() else ""
                if re.fullmatch(r"[\w./+-]+", file) and not file.startswith(("/", "..")):
                    yield file


def _written_below(context: Context, job: JobRun, effect: Effect, path: str) -> str:
    """Return the file that commands surely make in the folder where they run, and that is wanted from the top of the checkout."""
    steps = list(job.steps)
    before = steps[: steps.index(effect.step)] if effect.step in steps else []
    wanted = posixpath.normpath(path)
    if not re.fullmatch(r"[\w.*/+-]+", wanted) or wanted.startswith(("/", "..")) or wanted in (".", "*", "**"):
        return ""
    tree = committed(context.graph)
    if tree.has(wanted) or any(_covers(wanted, file) for file in tree.files):
        return ""
    if any(step.uses and not _SETS_UP.search(step.action) for step in before) or any(step.input("path") for step in before):
        return ""
    runs_of = [each for step in before for each in ran(context.graph, job.workflow, job.job, step)]
    made = [(each.folder, file) for each in runs_of for file in written(each) if not re.search(r"[$*?]", file)]
    if any(_covers(wanted, file) for _, file in made):
        return ""
    first = wanted.split("/")[0]
    for folder, file in made:
        inner = file[len(folder) + 1 :] if folder and file.startswith(f"{folder}/") else ""
        others = [each for each in runs_of if each.folder != folder]
        named = any(re.search(rf"(?m:^)(?>.*?(?:\.\./|WORKSPACE|toplevel)).*{re.escape(first)}", each.text) for each in runs_of)
        if (
            inner
            and "$" not in folder
            and _covers(wanted, inner)
            and not named
            and {each.command.tool for each in others} <= QUIET
        ):
            return file
    return ""


def _covers(wanted: str, file: str) -> bool:
    """Whether a pattern, in which `*` stands for a part of one name, means a file or a folder that holds it."""
    pieces = wanted.split("**")
    plain = ".*".join(re.escape(piece).replace(r"\*", "[^/]*") for piece in pieces).replace("/.*/", "/(?:.*/)?")
    return re.fullmatch(rf"{plain}(?:/.*)?", file) is not None


def _made_in(context: Context, job: JobRun, effect: Effect, file: str) -> str:
    """Return the folder of all commands before the effect that name the file; nothing where one may put it elsewhere."""
    steps = list(job.steps)
    before = steps[: steps.index(effect.step)] if effect.step in steps else []
    if any(step.uses and not _SETS_UP.search(step.action) for step in before):
        return ""
    if any(re.search(r"work(ing)?[-_]?dir", name, re.IGNORECASE) for name in effect.step.with_.entries):
        return ""
    name = file.rsplit("/", 1)[-1]
    naming = [step for step in before if step.run is not None and name in step.run.text]
    folders = {step.working_directory.removeprefix("./").rstrip("/") for step in naming}
    (folder,) = folders if len(folders) == 1 else ("",)
    moves = any(
        _MOVES.search(step.run.text) or re.search(rf"[/}}]{re.escape(name)}", step.run.text) for step in naming if step.run
    )
    others = [step for step in before if step.run is not None and step.working_directory.removeprefix("./").rstrip("/") != folder]
    tools = {each.command.tool for step in others for each in ran(context.graph, job.workflow, job.job, step)}
    known = folder and not moves and tools <= QUIET
    return folder if known and "$" not in folder and not file.startswith(f"{folder}/") else ""
