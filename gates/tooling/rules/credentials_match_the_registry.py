"""The client that publishes knows how to use the credential that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import publishing
from facts.workflows.artifacts import expand
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_IDENTITY_SINCE = 24  # the first Node.js that brings an npm with trusted publishing
_OTHER_SECRET = re.compile(r"\bsecrets\s*\.\s*(?!GITHUB_TOKEN\b)\w+|\bsecrets\s*\[")
_RENEWS = re.compile(
    r"\b(?:npm|pnpm|yarn|corepack)\b[^\n]*\b(?:install|i|add|global|up(?:date|grade)?|use|enable|prepare)\b[^\n]*\bnpm\b|npm@|npx\s+(?:-y\s+)?npm@"
)
_EXPRESSION = re.compile(r"\$\{\{(?:(?!\$\{\{).)*?\}\}", re.DOTALL)
_WRITES_CONFIG = re.compile(r"_authToken|\.npmrc|npm (?:config|c) set|npm set|npm login|npm adduser")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: read, id-token: write}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: {{node-version: {0}, registry-url: "https://npm.example"}}
      - run: npm publish
"""

RULE = Rule(
    id="credentials-match-the-registry",
    title="The credential of a publishing job is for the registry that it publishes to, and in a form that its client reads.",
    why=(
        "The registry rejects the upload if no configuration reads the token, an old client does not support the "
        "job's identity, or the login is for a different registry."
    ),
    fix="set registry-url, use a client that supports trusted publishing, or log in to the registry that the job pushes to",
    reference="npm: trusted publishing requires npm 11.5.1; actions/setup-node: registry-url; docker/login-action: registry",
    bad={".github/workflows/release.yml": _JOBS.format(20)},
    good={".github/workflows/release.yml": _JOBS.format(24)},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication whose client cannot use what the job has."""
    seen: set[Location] = set()
    for _, job, effect in publishing(context.graph):
        if effect.kind != "publish" or effect.lost or effect.at in seen:
            continue
        got = (
            _of_npm(job, effect)
            if effect.what == "npm"
            else _of_images(job, effect)
            if effect.what == "a container registry"
            else ""
        )
        if got:
            seen.add(effect.at)
            yield Finding(
                RULE.id, effect.file, effect.line, f"job {job.id}: {got}", "a credential that the client uses", RULE.fix
            )


def _of_npm(job: JobRun, effect: Effect) -> str:
    command = effect.command
    if command is None or command.tool not in ("npm", "pnpm") or command.fetched or "publish" not in command.arguments[:2]:
        return ""
    texts = [said(job, step) for step in job.steps]
    configured = any(_WRITES_CONFIG.search(text) for text in texts) or _npmrc(job)
    setups = [step for step in job.steps if step.action == "actions/setup-node"]
    others = any(_sets_up(step) for step in job.steps)
    tokens = {**job.workflow.env, **job.job.env, **effect.step.env}
    unread = bool(setups) and not any(step.input("registry-url") for step in setups)
    if "NODE_AUTH_TOKEN" in tokens and unread and not configured and not others:
        return "NODE_AUTH_TOKEN is set, but npm reads it only with the configuration that setup-node writes for a registry-url"
    if command.tool != "npm" or (job.grants_level("id-token") or 0) < 2 or configured or others or "NPM_TOKEN" in tokens:
        return ""
    given = [*job.workflow.env.values(), *job.job.env.values(), *(each.text for each in scalars(job.job.body))]
    secrets = any(_OTHER_SECRET.search(text) for text in given) or job.secrets not in (None, {})
    old = [version for step in setups for version in _versions(job, step) if version < _IDENTITY_SINCE]
    if old and not secrets and not any(_RENEWS.search(text) for text in texts):
        return f"npm of Node.js {old[0]} does not support trusted publishing, and the job has no token"
    return ""


def _versions(job: JobRun, step: WorkflowStep) -> Iterator[int]:
    for row in job.job.matrix.rows or ({},):
        named = step.input("node-version") or _of_file(job, step.input("node-version-file"))
        found = re.fullmatch(r"v?(\d+)(?:\.[\dx.]+)?", expand(named, row))
        if found:
            yield int(found[1])


def _of_file(job: JobRun, name: str) -> str:
    """Return the version that a file of one line states, such as .nvmrc; other files give a range, or ask for npm too."""
    path = job.machinery.root / name
    plain = name.startswith(".") and "/" not in name and path.is_file()
    return path.read_text("utf-8", "replace").strip() if plain else ""


def _npmrc(job: JobRun) -> bool:
    file = job.machinery.root / ".npmrc"
    return file.is_file() and "_authToken" in file.read_text("utf-8", "replace")


def _sets_up(step: WorkflowStep) -> bool:
    """Whether another's action may configure npm."""
    return bool(step.action) and not step.action.startswith(
        ("actions/", "pnpm/action-setup", "softprops/", "docker/", "sigstore/")
    )


def _of_images(job: JobRun, effect: Effect) -> str:
    """Compare the registries that are logged in to with the one that is pushed to, where all of them are spelled out."""
    before = list(job.steps)[: list(job.steps).index(effect.step)] if effect.step in job.steps else list(job.steps)
    logins = [step.input("registry") for step in before if step.action == "docker/login-action"]
    if not logins or any("$" in each for each in logins) or any(_logs_in_otherwise(step) for step in before):
        return ""
    if any(
        each.ran.command.tool in ("docker", "podman", "crane", "oras", "aws", "gcloud", "az") and "login" in each.ran.text
        for each in commands(job)
    ):
        return ""
    known = {_host(each) for each in logins}
    for image in _pushed(job, effect):
        host = _host_of(image)
        if host and host not in known:
            return f"the image {image} is pushed to {host}, but the job logs in to {', '.join(sorted(known))}"
    return ""


def _logs_in_otherwise(step: WorkflowStep) -> bool:
    return bool(step.action) and not step.action.startswith(("actions/", "docker/", "sigstore/", "anchore/", "aquasecurity/"))


def _host(text: str) -> str:
    bare = text.strip().removeprefix("https://").split("/")[0]
    return (
        "docker.io" if bare in ("", "docker.io", "index.docker.io", "registry.hub.docker.com", "registry-1.docker.io") else bare
    )


def _host_of(image: str) -> str:
    first, _, rest = image.partition("/")
    if not rest or "$" in first or "{" in first:
        return ""
    return _host(first) if "." in first or ":" in first else "docker.io"


def _pushed(job: JobRun, effect: Effect) -> Iterator[str]:
    step = effect.step
    if effect.command is not None:
        if effect.command.runs("docker", "push") and len(effect.command.arguments) > 1:
            yield effect.command.arguments[1]
        return
    if step.action == "docker/build-push-action":
        lines = re.split(r"[\n,]", _EXPRESSION.sub("$", step.input("tags")))
        yield from (line.strip() for line in lines if line.strip() and not line.strip().startswith("$"))
        for other in job.steps:
            if other.id and f"steps.{other.id}.outputs" in step.input("tags") and other.action == "docker/metadata-action":
                yield from (
                    line.strip()
                    for line in other.input("images").splitlines()
                    if line.strip() and not line.strip().startswith(("$", "name="))
                )
