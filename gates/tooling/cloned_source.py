"""Source that a job clones itself, without the checkout action: which commit it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.location import Location
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import starts_for_tags, tag_inputs
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.release_graph import Machinery
from gates.tooling.built_images import images
from gates.tooling.committed_tree import committed
from gates.tooling.dockerfile_stages import in_the_image, stages
from gates.tooling.own_repository import own_repositories

_CLONES = re.compile(
    r"\bgit\s+clone\b(?P<flags>[^&;|\n]*?)(?:https?://|git@|ssh://git@)github\.com[/:](?P<name>[\w-]+/[\w.-]+)(?P<after>[^&;|\n]*)"
)
_TAKES = re.compile(
    r"(?:https?://)?(?:github\.com|codeload\.github\.com)/(?P<name>[\w-]+/[\w.-]+)/(?:archive/(?:refs/heads/)?|(?:tar\.gz|zip)/(?:refs/heads/)?)"
    r"(?:main|master|trunk|develop|HEAD)\b"
)
_REFERENCE = re.compile(r"(?:^|\s)(?:--branch|-b|--revision)\b")
_MOVES = re.compile(r"\bgit\b(?:\s+-C\s+\S+)?\s+(?:checkout|switch|reset|worktree)\b")


def cloned_at_the_branch(graph: Machinery, run: Run, job: JobRun) -> Iterator[Ran]:
    """Yield each clone of the own repository that takes the default branch and is built or published from."""
    if not starts_for_tags(run.workflow) and not tag_inputs(run.workflow):
        return
    commands = [each for step in job.steps for each in ran(graph, job.workflow, job.job, step)]
    for at, each in enumerate(commands):
        folder = _default_branch_in(each)
        if folder is None or (not folder and any(step.action == "actions/checkout" for step in job.steps)):
            continue
        moves = any(
            later.command.tool in ("git", "gh")
            and {"checkout", "switch", "reset", "worktree", "pull"} & set(later.command.arguments[:3])
            and _lies_in(later.command.value("-C") or later.folder, folder)
            for later in commands[at + 1 :]
        )
        made = [one for one in job.effects if one.kind in ("build", "publish", "pack") and _lies_in(one.folder, folder)]
        if made and not moves and not any(one.kind in ("push", "commit") and _lies_in(one.folder, folder) for one in job.effects):
            yield each


def cloned_by_an_image(graph: Machinery, job: JobRun) -> Iterator[tuple[Location, str]]:
    """Yield where the Dockerfile of an image that a job builds fetches the default branch of the own repository."""
    tree = committed(graph)
    stated = {name.lower().removesuffix(".git") for name in own_repositories(graph.root)}
    # An image is called as the repository is, where the registry is the host's own.
    said = " ".join(f"{step.input('tags')} {step.input('images')} {step.run.text if step.run else ''}" for step in job.steps)
    stated |= {name.lower() for name in re.findall(r"ghcr\.io/([\w.-]+/[\w.-]+)", said)}
    for image in images(job):
        for stage in in_the_image(stages(tree.text(image.file)), image.target):
            for each in stage.instructions:
                found = (_CLONES.search(each.text) if each.word == "RUN" else None) or _TAKES.search(each.text)
                if found is None or found["name"].lower().removesuffix(".git") not in stated:
                    continue
                parts = found.groupdict()
                pinned = _REFERENCE.search(f"{parts.get('flags') or ''} {parts.get('after') or ''}") or _MOVES.search(stage.text)
                if not pinned:
                    yield Location(image.file, each.line), found[0].strip()


def _default_branch_in(each: Ran) -> str | None:
    """Return the folder into which a command brings the default branch of the own repository; None where it does not."""
    command = each.command
    words = command.arguments
    if command.runs("git", "clone") and not command.flag("--branch", "-b", "--revision"):
        places = [word for word in words[1:] if re.search(r"GITHUB_REPOSITORY|github\.repository\b", word)]
    elif command.runs("gh", "repo", "clone") and not re.search(r"\s(--branch|-b)\b", each.text):
        places = [word for word in words[2:] if re.search(r"GITHUB_REPOSITORY|github\.repository\b", word)]
    else:
        return None
    if not places:
        return None
    after = words[words.index(places[0]) + 1 :]
    folder = after[0].removeprefix("./").rstrip("/") if after and "$" not in after[0] else ""
    return "/".join(part for part in (each.folder, folder.removesuffix(".")) if part)


def _lies_in(folder: str, outer: str) -> bool:
    inner = folder.removeprefix("./").rstrip("/")
    return not outer or inner == outer or inner.startswith(f"{outer}/")
