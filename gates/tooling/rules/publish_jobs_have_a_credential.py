"""A job that publishes to a registry has some credential for it: a secret, a login, an identity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.runner_tools import facts_of
from facts.workflows.runners import machines
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Scalar, scalars
from gates.tooling.rule_context import Context

_WITHOUT = ("source", "a GitHub release", "a GitLab release", "a bucket", "a Homebrew tap")
_IMAGES = ("a container registry", "a chart registry")
_SECRET = re.compile(r"\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)|\[)|\bsecrets\s*\}\}|toJSON\(\s*secrets|\bvars\.")
_OWN_TOKEN = re.compile(r"github\.token|secrets\.GITHUB_TOKEN", re.IGNORECASE)
_OWN_REGISTRY = re.compile(r"npm\.pkg\.github\.com|ghcr\.io|(?<![a-z])[a-z]+\.pkg\.github\.com|docker\.pkg\.github")
_HOME = re.compile(r"localhost|127\.0\.0\.1|registry:\d|ttl\.sh")
# Actions that bring no credential for a registry.
_BRINGS_NONE = re.compile(
    r"(?:actions/(?!create-github-app-token)|docker/(?!login)|dtolnay/|swatinem/|softprops/|ncipollo/|pnpm/|oven-sh/|actions-rs/|"
    r"denoland/|taiki-e/|astral-sh/|pypa/|anchore/|sigstore/|goreleaser/)"
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
permissions: {{contents: read}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish
{0}"""

RULE = Rule(
    id="publish-jobs-have-a-credential",
    title="A job that publishes has a credential for the registry: a secret, a login or an identity.",
    why="The registry rejects an upload without one, possibly after other channels have the version.",
    fix="pass the registry's token to the step, log in first, or grant id-token if the registry trusts the workflow",
    reference="GitHub: using secrets; security hardening with OpenID Connect",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={
        ".github/workflows/release.yml": _JOBS.format('        env: {CARGO_REGISTRY_TOKEN: "${{ secrets.CRATES_IO }}"}\n'),
    },
)

_TARGETS = {
    "pom.xml": re.compile(r"<distributionManagement>.*?</distributionManagement>", re.DOTALL),
    "build.gradle": re.compile(r"\bpublishing\s*\{.*", re.DOTALL),
    "build.gradle.kts": re.compile(r"\bpublishing\s*\{.*", re.DOTALL),
}
_SETTINGS = (".npmrc", "package.json", "pom.xml", "build.gradle", "build.gradle.kts")


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first publication of each job that nothing gives a credential."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in job.irreversible:
                wanted = effect.kind == "publish" and effect.what not in _WITHOUT and not effect.lost
                if wanted and effect.at not in seen and _hosted(job) and not _has_one(job, effect):
                    seen.add(effect.at)
                    got = f"job {job.id} publishes to {effect.what}, and has no secret, no login and no identity for it"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a credential of the registry", RULE.fix)


def _hosted(job: JobRun) -> bool:
    return any(True for _ in machines(job.job))


def _has_one(job: JobRun, effect: Effect) -> bool:
    texts = [*job.workflow.env.values(), *job.job.env.values(), *(each.text for each in scalars(job.job.body))]
    own = any(_OWN_TOKEN.search(text) for text in texts)
    about = " ".join((*texts, effect.text, *(said(job, step) for step in job.steps)))
    if _HOME.search(f"{effect.text} {effect.step.input('tags')} {effect.step.input('outputs')}"):
        return True
    if effect.what in _IMAGES:
        return _logs_in(job, effect) or any(_brings(step) for step in _before(job, effect))
    if any(_SECRET.search(text) for text in texts) or (job.grants_level("id-token") or 0) > 1:
        return True
    if own and (_OWN_REGISTRY.search(about) or _OWN_REGISTRY.search(_settings(job))):
        return True
    return _logs_in(job, effect) or any(_brings(step) for step in _before(job, effect))


def _settings(job: JobRun) -> str:
    """Return the files in which a project says to which registry it publishes."""
    texts = {name: job.machinery.root / name for name in _SETTINGS}
    found = []
    for name, path in texts.items():
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        target = _TARGETS.get(name)  # a build may read from one registry and publish to another
        found.append("\n".join(target.findall(text)) if target is not None else text)
    return "\n".join(found)


def _before(job: JobRun, effect: Effect) -> list[WorkflowStep]:
    steps = list(job.steps)
    return steps[: steps.index(effect.step)] if effect.step in steps else steps


def _brings(step: WorkflowStep) -> bool:
    """Whether a step may bring a credential: an action that is not known to bring none."""
    return bool(step.action) and not step.uses.startswith("./") and not _BRINGS_NONE.match(step.action)


def _logs_in(job: JobRun, effect: Effect) -> bool:
    if any(isinstance(each, Scalar) and "login" in each.text.lower() for step in job.steps for each in scalars(step.body)):
        return True
    if re.search(r"--(?:dest-)?creds|--(?:registry-)?token|--password|--api-key|--authfile|\s-[kup]\s", effect.text):
        return True
    if any(facts for each in commands(job) if (facts := list(facts_of("login", each.ran.command)))):
        return True
    return any(
        re.search(r"_authToken|\.npmrc|\.pypirc|config\.json|credentials|auth\.json", said(job, step)) for step in job.steps
    )
