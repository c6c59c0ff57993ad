"""A job may do what it does: its token is granted what its effects need."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import reached, uses_default_token
from facts.runs.worlds import World
from facts.workflows.yaml_positions import Mapping as Tree
from facts.workflows.yaml_positions import scalars
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

_LEVEL = {"none": 0, "read": 1, "write": 2}
# Actions that ask GitHub for more than reading, and the inputs with which they need no identity.
_ACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "actions/deploy-pages": (("pages", "id-token"), ()),
    "rust-lang/crates-io-auth-action": (("id-token",), ()),
    "rubygems/configure-rubygems-credentials": (("id-token",), ("api-token",)),
    "nuget/login": (("id-token",), ()),
    "sigstore/gh-action-sigstore-python": (("id-token",), ("identity-token",)),
    "google-github-actions/auth": (("id-token",), ("credentials_json",)),
    "aws-actions/configure-aws-credentials": (("id-token",), ("aws-access-key-id", "web-identity-token-file")),
    "azure/login": (("id-token",), ("creds", "enable-AzPSSession")),
    "github/codeql-action/upload-sarif": (("security-events",), ("token",)),
    "peter-evans/create-pull-request": (("contents", "pull-requests"), ("token",)),
}
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: {0}}}
    steps:
      - run: gh release create v1 dist/*
        env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
"""

RULE = Rule(
    id="job-permissions-are-sufficient",
    title="Every permission that a job needs is granted to its token, and by the workflows that call it.",
    why="Without the permission the run fails at its start, or halfway, after other channels were published.",
    fix="grant the permission in the job, and in the job that calls its workflow",
    reference="GitHub: permissions for the GITHUB_TOKEN; reusing workflows: a called workflow cannot have more",
    bad={".github/workflows/release.yml": _JOBS.format("read")},
    good={".github/workflows/release.yml": _JOBS.format("write")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each effect whose permission is not granted, and each called job that asks for more than its caller has."""
    seen: set[tuple[str, str]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for found in (*_effects(job), *_actions(job), *_callers(job), *_of_forks(run, job)):
                if (found.place, found.got) not in seen:
                    seen.add((found.place, found.got))
                    yield found


def _effects(job: JobRun) -> Iterator[Finding]:
    for effect in job.effects:
        for permission in _needed(job, effect):
            level = job.grants_level(permission)
            if level is not None and level < _LEVEL["write"]:
                got = f"job {job.id} needs {permission}: write ({effect.kind} {effect.what}) and is granted {('none', 'read')[level]}"
                fix = f"add `{permission}: write` to the permissions of {job.id.split('/')[0]}"
                yield Finding("job-permissions-are-sufficient", effect.file, effect.line, got, f"{permission}: write", fix)


def _actions(job: JobRun) -> Iterator[Finding]:
    for step in job.steps:
        permissions, instead = _ACTIONS.get(step.action, ((), ()))
        if step.continue_on_error is not None or any(step.input(name) for name in instead):
            continue
        for permission in permissions:
            level = job.grants_level(permission)
            if level is not None and level < _LEVEL["write"]:
                got = f"job {job.id} needs {permission}: write ({step.action}) and is granted {('none', 'read')[level]}"
                fix = f"add `{permission}: write` to the permissions of {job.id.split('/')[0]}"
                yield Finding(RULE.id, step.file, step.line, got, f"{permission}: write", fix)


def _of_forks(run: Run, job: JobRun) -> Iterator[Finding]:
    """Yield each effect of a pull request's run that needs to write: the token of a run for a fork may only read."""
    if not run.workflow.started_by("pull_request"):
        return
    asked = " ".join(
        each.text for each in (*job.conditions, *(step.condition for step in job.steps if step.condition is not None))
    )
    world = World({"github.event_name": "pull_request", "github.ref": "refs/pull/1/merge", "github.ref_type": "branch"})
    if reached(run, job, world) is not True or "fork" in asked or "head.repo" in asked or "github.actor" in asked:
        return
    for effect in job.irreversible:
        said = effect.step.condition
        wanted = [each for each in _needed(job, effect) if each != "actions"]
        pushes = effect.step.input("push").strip()
        switched = pushes.startswith("${{") and world.holds(pushes[3:-2]) is not True
        if wanted and not effect.guards and not switched and (said is None or world.holds(said.text) is True):
            got = f"job {job.id} needs {wanted[0]}: write ({effect.kind} {effect.what}) in a pull request's run, whose token may only read for a fork"
            yield Finding(
                RULE.id,
                effect.file,
                effect.line,
                got,
                "an effect that pull requests do not have",
                "use a different event than pull_request",
            )


def _needed(job: JobRun, effect: Effect) -> Iterator[str]:
    publisher = effect.publisher
    rehearsed = publisher is not None and set(publisher.dry) & set(effect.step.input("args").split())
    if (effect.dry and effect.kind != "release") or rehearsed:
        return
    if publisher is not None and publisher.permission == "contents" and uses_default_token(job, effect):
        yield "contents"
    if publisher is not None and effect.kind == "publish" and _to_own_registry(job, effect):
        yield "packages"
    if effect.kind == "start" and uses_default_token(job, effect):
        yield "actions"
    if effect.kind in ("tag", "push") and effect.command is not None and uses_default_token(job, effect):
        yield "contents"
    if effect.kind == "attest":
        yield from ("id-token", "attestations")
    if (
        publisher is not None
        and publisher.uses
        and "id-token" in publisher.needs
        and not any(effect.step.input(name) for name in ("password", "user", "token"))
        and not set(publisher.needs) & {*job.workflow.env, *job.job.env, *effect.step.env}  # a secret proves it instead
    ):
        yield "id-token"
    if effect.command is not None and effect.kind == "publish" and _with_provenance(job, effect):
        yield "id-token"
    if effect.command is not None and effect.kind == "publish" and effect.command.value("--trusted-publishing") == "always":
        yield "id-token"


def _with_provenance(job: JobRun, effect: Effect) -> bool:
    """Whether npm states where the package was built: by a flag, a variable, or the manifest."""
    if effect.command is None or effect.command.flag("--provenance"):
        return effect.command is not None
    if effect.what != "npm" or effect.command.tool not in ("npm", "pnpm"):
        return False
    given = {name.upper(): text for name, text in {**job.workflow.env, **job.job.env, **effect.step.env}.items()}
    stated = [package(job.machinery.root, folder).get("publishConfig", {}) for folder in packed(job.machinery.root, effect)]
    return given.get("NPM_CONFIG_PROVENANCE") == "true" or any(
        isinstance(each, dict) and each.get("provenance") is True for each in stated
    )


def _to_own_registry(job: JobRun, effect: Effect) -> bool:
    """Whether an image goes to GitHub's registry with the run's own token."""
    given = " ".join((effect.text, effect.step.input("tags"), effect.step.input("images")))
    logins = " ".join(
        scalar.text for step in job.steps for scalar in scalars(step.body) if "login" in step.action or step.run is not None
    )
    return "ghcr.io" in given and ("secrets.GITHUB_TOKEN" in logins or "github.token" in logins)


def _callers(job: JobRun) -> Iterator[Finding]:
    asked = job.job.permissions
    if not job.callers or asked is None or "*" in asked.entries:
        return
    outer = [tree for tree in job.grants[:-1] if tree is not None]
    for permission in asked.entries:
        wanted = _LEVEL.get(asked.text(permission), 0)
        given = min((_granted(tree, permission) for tree in outer), default=2)
        if wanted > given:
            got = f"job {job.id} needs {permission}: {asked.text(permission)}, but the job that calls its workflow has {('none', 'read')[given]}"
            caller = job.callers[-1]
            yield Finding(
                "job-permissions-are-sufficient",
                caller.file,
                caller.line,
                got,
                f"{permission}: {asked.text(permission)}",
                f"grant it in job {caller.id}",
            )


def _granted(tree: Tree, permission: str) -> int:
    whole = tree.text("*")
    return {"write-all": 2, "read-all": 1}.get(whole, 0) if whole else _LEVEL.get(tree.text(permission), 0)
