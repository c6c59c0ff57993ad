"""What is published was built from the commit that is released."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import makers, may_run, starts_for_tags, tag_inputs
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.runs.worlds import World
from facts.workflows.values import Value
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.cloned_source import cloned_at_the_branch, cloned_by_an_image
from gates.tooling.rule_context import Context

_BRANCH = re.compile(r"default_branch|^(?:refs/heads/)?(?:main|master|trunk|develop)$|base_ref")
_NAMED = re.compile(r"(?:origin/|upstream/)?(?:main|master|trunk|develop)$")
_WHOLE = re.compile(r"\$\{\{(?:(?!\$\{\{).)*\}\}", re.S)
_LOOKS = frozenset({"git", "echo", "printf", "set", "cd", "test", "[", "ls", "cat", "true", "rm"})
_OF_BRANCH = "0123456789abcdef"
_OWN = re.compile(r"^\$\{\{\s*github\.(?:ref|ref_name|sha)\s*\}\}$")
_REFERENCE = re.compile(r"github\.ref(_name)?\b(?!_)|\$\{?GITHUB_REF(_NAME)?\b")
_VARIABLE = re.compile(r"\$\{?([A-Z_][A-Z0-9_]*)")
_LIST = re.compile(r"\$\{([A-Za-z_]\w*)\[[@*]\]\}")
_MAKES = frozenset({"publish", "release", "assets", "finalize", "draft", "build", "upload"})
_TAKE_TEXT = frozenset(
    {"--title", "-t", "--notes", "-n", "--target", "--notes-start-tag", "--repo", "-R", "--discussion-category"}
)
_RUN = re.compile(r"workflow_run\.head_(?:sha|branch)|workflow_run\.head_commit")

_RELEASE = """\
on: {{push: {{tags: ["v*"]}}, workflow_dispatch: {{inputs: {{tag: {{required: true}}}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "{0}"}}
      - run: cargo publish
"""

RULE = Rule(
    id="builds-use-the-release-commit",
    title="Every checkout that a published file is built from is at the release commit.",
    why=(
        "A run that is started manually, or by a different run, checks out the default branch, which may have "
        "moved on since the tag."
    ),
    fix="check out the tag, or the commit that the previous run worked on",
    reference="actions/checkout: `ref`; events that trigger workflows: GITHUB_SHA",
    bad={".github/workflows/release.yml": _RELEASE.format("${{ github.event.repository.default_branch }}")},
    good={".github/workflows/release.yml": _RELEASE.format("${{ inputs.tag || github.ref_name }}")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each checkout of a job that builds or publishes and takes another commit."""
    seen: set[tuple[str, int]] = set()
    for run, job in makers(context.graph):
        for effect, got in _named_after_the_branch(run, job):
            if (effect.file, effect.line) not in seen:
                seen.add((effect.file, effect.line))
                got = f"{effect.kind} {effect.what} is named after {got}"
                yield Finding(
                    RULE.id,
                    effect.file,
                    effect.line,
                    got,
                    "the version that is released",
                    "name it by the tag, not by the run's own reference",
                )
        for cloned in cloned_at_the_branch(context.graph, run, job):
            got = f"job {job.id} clones the default branch ({cloned.text})"
            yield Finding(
                RULE.id, cloned.file, cloned.line, got, "the release commit", "clone with `--branch` and the release tag"
            )
        for where, text in cloned_by_an_image(context.graph, job):
            if (where.path, where.line) not in seen:
                seen.add((where.path, where.line))
                got = f"the image of job {job.id} is built from the default branch ({text})"
                yield Finding(
                    RULE.id, where.path, where.line, got, "the release commit", "copy the checked-out tree into the image"
                )
        for step in job.steps:
            if (step.file, step.line) not in seen and _built_by_its_own_context(run, step):
                seen.add((step.file, step.line))
                got = f"job {job.id} builds an image from the reference of the run, not from the tag of the input {tag_inputs(run.workflow)[0]}"
                yield Finding(RULE.id, step.file, step.line, got, "the release commit", "check out the tag and give `context: .`")
            if moved := _moved_to_a_branch(context, run, job, step):
                fix = "stay at the release commit"
                yield Finding(
                    "builds-use-the-release-commit",
                    moved.file,
                    moved.line,
                    f"job {job.id} moves to a branch ({moved.text})",
                    "the release commit",
                    fix,
                )
            if step.action != "actions/checkout" or (step.file, step.line) in seen or step.input("repository"):
                continue
            if (got := _wrong(run, job, step.input("ref"))) and not _moves_itself(job) and not _makes_notes_alone(job):
                seen.add((step.file, step.line))
                fix = "check out the release tag" + (
                    ", or workflow_run.head_sha" if run.workflow.started_by("workflow_run") else ""
                )
                yield Finding(
                    "builds-use-the-release-commit",
                    step.file,
                    step.line,
                    f"job {job.id} checks out {got}",
                    "the release commit",
                    fix,
                )


def _built_by_its_own_context(run: Run, step: WorkflowStep) -> bool:
    """Whether an image is built without a checkout: the action fetches the reference of the run itself, in a run for a given tag."""
    by_hand = bool(tag_inputs(run.workflow)) and run.workflow.started_by("workflow_dispatch")
    builds = step.action == "docker/build-push-action" and step.input("push") not in ("", "false")
    return builds and by_hand and not step.input("context") and not _makes_its_tag(run)


def _named_after_the_branch(run: Run, job: JobRun) -> Iterator[tuple[Effect, str]]:
    """Yield each publication that is called by the reference of the run, where that is a branch and not what is released."""
    tags = tag_inputs(run.workflow)
    wanted = {"workflow_run"} | ({"workflow_dispatch"} if tags else set())
    for event in sorted(run.events & wanted):
        given: dict[str, Value] = {f"inputs.{name}": "v1.2.3" for name in tags if event == "workflow_dispatch"}
        refs: dict[str, Value] = {"github.ref": "refs/heads/main", "github.ref_name": "main", "github.ref_type": "branch"}
        world = World({"github.event_name": event, **refs, **given})
        if may_run(job, world) is False:
            continue
        for effect in job.irreversible:
            step = effect.step
            if effect.guards or (step.condition is not None and world.holds(step.condition.text) is False):
                continue
            if made := _without_a_version(job, step):
                yield effect, f"{made}, which a run of {event} does not have"
            said = [effect.text, *(step.input(name) for name in ("tags", "tag_name", "tag", "name"))]
            env = {**job.workflow.env, **job.job.env, **step.env}
            names = [name for text in said for name in _VARIABLE.findall(text)]
            texts = [*said, *(env[name] for name in names if name in env), *(f"${name}" for name in names)]
            if (found := next((one for one in map(_branch_in, texts) if one), "")) and effect.kind != "tag":
                yield effect, f"{found}, which is a branch in a run of {event}"


def _without_a_version(job: JobRun, step: WorkflowStep) -> str:
    """Return how another step makes the names of an image from the tag of the run alone; nothing where it is told the version."""
    for each in job.steps:
        if each.id and f"steps.{each.id}.outputs" in step.input("tags") and each.input("context") != "git":
            lines = [
                line for line in each.input("tags").splitlines() if re.search(r"type=(semver|pep440|match)\b|event=tag\b", line)
            ]
            if lines and not any("value=" in line for line in lines) and "value=${{" not in each.input("tags"):
                return f"the tag of the run ({lines[0].strip()})"
    return ""


def _branch_in(text: str) -> str:
    found = _REFERENCE.search(text)
    return found[0] if found and "||" not in text and "inputs." not in text else ""


def _wrong(run: Run, job: JobRun, ref: str) -> str:
    workflow = run.workflow
    by_hand = bool(tag_inputs(workflow)) and workflow.started_by("workflow_dispatch")
    own = not ref or bool(_OWN.match(ref.strip()))
    if workflow.started_by("workflow_run") and own and _runs_after(run, job):
        return "the default branch (a run that a finished run started has no other)"
    if workflow.started_by("repository_dispatch") and own and _reads_payload(run):
        return "the default branch (a run of repository_dispatch has no other), not what the payload names"
    if (
        _BRANCH.search(ref.strip())
        and "||" not in ref
        and (starts_for_tags(workflow) or by_hand or workflow.started_by("workflow_run"))
    ):
        return f"the branch {ref.strip()}"
    if not own and starts_for_tags(workflow) and (name := _for_a_tag(ref)) and _NAMED.match(name):
        return f"the branch {name} for a tag ({ref.strip()})"
    if (own or _is_the_branch(run, ref)) and by_hand and not _makes_its_tag(run):
        return f"the branch that the run is dispatched on, not the tag of the input {tag_inputs(workflow)[0]}"
    given = _fills_another(run) if own and set(run.workflow.triggers.entries) <= {"workflow_dispatch", "schedule"} else ""
    if given and not by_hand:
        return f"the branch that the run is dispatched on, but its files go to the release given by the input {given}"
    return ""


def _makes_its_tag(run: Run) -> bool:
    """Whether the run makes the tag itself, at the commit that it stands on."""
    for job in run.jobs:
        for effect in job.effects:
            env = {**job.workflow.env, **job.job.env, **effect.step.env}
            said = f"{effect.text} {effect.step.input('target_commitish')} {effect.step.input('commit')}"
            said += f" {_listed(effect)}"
            said += " ".join(env.get(name, "") for name in _VARIABLE.findall(said))
            pinned = "--target" in said or effect.step.input("target_commitish") or effect.step.input("commit")
            made = effect.kind in ("release", "draft") and pinned and re.search(r"github\.sha|GITHUB_SHA", said)
            if made or (effect.kind == "tag" and "--delete" not in effect.text):
                return True
    return any(_makes_one_behind_a_word(step) for job in run.jobs for step in job.steps)


def _makes_one_behind_a_word(step: WorkflowStep) -> bool:
    """Whether a step makes its release by a command that is behind a word of the run's own: `$guard gh release create`."""
    script = step.run.text if step.run is not None else ""
    for line in re.findall(r"^(?![ \t]*#).*\$\w+[ \t]+gh[ \t]+release[ \t]+create[ \t].*", script, re.M):
        said = f"{line} {_words_of_lists(line, script)}"
        if re.search(r"--target[ =]\S*(?:github\.sha|GITHUB_SHA)\b", said):
            return True
    return False


def _listed(effect: Effect) -> str:
    """Return the words of the lists that a command is given: `args=(--target "$GITHUB_SHA")`, `"${args[@]}"`."""
    return _words_of_lists(effect.text, effect.step.run.text if effect.step.run is not None else "")


def _words_of_lists(text: str, script: str) -> str:
    names = _LIST.findall(text)
    return " ".join(found for name in names for found in re.findall(rf"(?<!\w){name}\+?=\((.*?)\)", script, re.S))


def _fills_another(run: Run) -> str:
    """Return the input that names the release which gets files, in a run by hand that makes no release and no tag itself."""
    effects = [each for job in run.jobs for each in job.effects]
    if not run.workflow.started_by("workflow_dispatch") or any(each.kind in ("release", "draft", "tag") for each in effects):
        return ""
    for job in run.jobs:
        for effect in job.irreversible:
            if effect.kind in ("assets", "finalize"):
                env = {**job.workflow.env, **job.job.env, **effect.step.env}
                named = (
                    " ".join(effect.command.arguments[2:3])
                    if effect.command
                    else effect.step.input("tag_name") + effect.step.input("tag")
                )
                said = named + " ".join(env.get(name, "") for name in _VARIABLE.findall(named))
                found = re.search(r"(?:github\.event\.)?inputs\.([\w-]+)", said)
                if found and not run.workflow.started_by("workflow_call"):
                    return found[1]
    return ""


def _reads_payload(run: Run) -> bool:
    """Whether the run is told by its sender what to release."""
    return any("client_payload" in each.text for each in scalars(run.workflow.body))


def _for_a_tag(ref: str) -> str:
    """Return what a reference is in the run of a pushed tag; nothing where that is not known."""
    known: dict[str, Value] = {
        "github.event_name": "push",
        "github.ref": "refs/tags/v1.2.3",
        "github.ref_name": "v1.2.3",
        "github.ref_type": "tag",
    }
    known |= {
        "github.head_ref": "",
        "github.base_ref": "",
        "github.event.pull_request.head.sha": "",
        "github.event.pull_request.head.ref": "",
    }
    return World(known).text(ref.strip()[3:-2]) or "" if _WHOLE.fullmatch(ref.strip()) else ""


def _is_the_branch(run: Run, ref: str) -> bool:
    """Whether a reference is the branch of a dispatched run, although that run was given a tag."""
    branch: dict[str, Value] = {"github.ref": "refs/heads/main", "github.ref_name": "main", "github.sha": _OF_BRANCH}
    given: dict[str, Value] = {f"inputs.{name}": "v1.2.3" for name in tag_inputs(run.workflow)}
    world = World({"github.event_name": "workflow_dispatch", "github.ref_type": "branch", **branch, **given})
    said = world.text(ref.strip()[3:-2]) if _WHOLE.fullmatch(ref.strip()) else None
    return said is not None and said in ("", *branch.values())


def _moved_to_a_branch(context: Context, run: Run, job: JobRun, step: WorkflowStep) -> Ran | None:
    if (not starts_for_tags(run.workflow) and not tag_inputs(run.workflow)) or any(each.kind == "push" for each in job.effects):
        return None
    fetched = ""
    for each in ran(context.graph, job.workflow, job.job, step):
        words = each.command.arguments
        moves = each.command.tool == "git" and words[:1] in (("checkout",), ("switch",), ("reset",))
        named = any(_NAMED.match(word) for word in words[1:2]) and "--" not in each.text.split()
        if each.command.tool == "git" and words[:1] in (("fetch",), ("pull",), ("merge",)):
            fetched = words[-1] if _NAMED.match(words[-1]) else ""
            moves, named = words[0] != "fetch", bool(fetched)
        named = named or (bool(fetched) and words[1:2] == ("FETCH_HEAD",))
        moved = moves and named and not each.command.flag("-b", "-c", "-B", "-C") and not _publishes_elsewhere(each)
        if moved and _is_used_after(context, job, step, each):
            return each
    return None


def _is_used_after(context: Context, job: JobRun, step: WorkflowStep, moved: Ran) -> bool:
    """Whether anything behind the move builds or publishes; where it only goes back from the tag, in the same step."""
    commands = ran(context.graph, job.workflow, job.job, step)
    at = commands.index(moved)
    later = {each.at for each in commands[at + 1 :] if each.chain == moved.chain}
    makes = [each for each in job.effects if each.kind in ("build", "publish", "release", "assets", "upload")]
    if any(each.at in later for each in makes):
        return True
    goes_back = any(
        each.command.tool == "git" and each.command.arguments[:1] in (("checkout",), ("switch",)) and each.chain == moved.chain
        for each in commands[:at]
    )
    after = job.steps[job.steps.index(step) + 1 :]
    rest = any(each.step is other for each in makes for other in after)
    return not goes_back and (rest or any(each.command.tool not in _LOOKS for each in commands[at + 1 :]))


def _publishes_elsewhere(each: Ran) -> bool:
    # A checkout of another repository, or of a branch for pages, is not what is built.
    return bool(each.folder) or "gh-pages" in each.text


def _runs_after(run: Run, job: JobRun) -> bool:
    texts = " ".join(each.text for each in job.conditions)
    return "event_name == 'push'" not in texts


def _makes_notes_alone(job: JobRun) -> bool:
    """Whether the job only asks the forge for a release, with notes that the forge or the command itself writes: no file of the checkout."""
    made = [each for each in job.effects if each.kind in _MAKES]
    return bool(made) and all(_is_bare(each) for each in made)


def _is_bare(effect: Effect) -> bool:
    command = effect.command
    if command is None or not command.runs("gh", "release", "create") or effect.kind not in ("release", "draft"):
        return False
    texts = [word.text for word in command.words]
    plain = [text for before, text in zip(["", *texts], texts, strict=False) if before not in _TAKE_TEXT and text[:1] != "-"]
    written = command.flag("--generate-notes", "--notes", "-n") and not command.flag("--notes-file", "-F")
    return written and len(plain) == 3  # the two words of the command and the tag, no file


def _moves_itself(job: JobRun) -> bool:
    return any(
        step.run is not None
        and re.search(r"\bgit\s+(?:-C\s+\S+\s+)?(checkout|switch|reset --hard|worktree add)\b", step.run.text)
        for step in job.steps
    )
