"""A job in a container may ask git about the checkout, and has bash where it is written for bash."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.runs.ran import Ran
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_ASKS = (
    "describe",
    "log",
    "rev-parse",
    "show",
    "tag",
    "rev-list",
    "commit",
    "push",
    "diff",
    "status",
    "archive",
    "ls-files",
    "merge-base",
    "branch",
    "fetch",
)
_OF_BASH = re.compile(
    r"\[\[\s|\bset -[a-z]*o pipefail\b|\bpipefail\b|<<<|\bsource\s|\$\{\w+(?:,,|\^\^|//|:\d)|(?:^|\s)\w+=\(|\bfunction \w+|\$'\\|\bshopt\b|&>",
    re.M,
)
# Images whose sh is not bash: Debian's and Alpine's, and what is built on them.
_WITHOUT_BASH = re.compile(
    r"^(?:docker\.io/)?(?:library/)?(?:ubuntu|debian|alpine|node|python|golang|rust|ruby|php|perl|maven|gradle|buildpack-deps|haskell|elixir|erlang|gcc)(?::|@|$)|alpine"
)
# A program's words for a question to git: `git ls-files`, ["git", "ls-files"], %w[git ls-files], Command::new("git").args(["describe".
_QUESTION = re.compile(r"\bgit[\"']?[\s,)\]]*(?:\.args?\()?[\s\[(&\"']+(?:ls-files|describe|rev-parse|rev-list|log|show)\b")
# What a build reads without being told: the command, and the names of such files.
_DESCRIBED = (
    (r"(?:gem|rake) (?:build|release)", r".*\.gemspec"),
    (r"cargo (?:build|package|publish|install)", r"build\.rs"),
    (r"build|pip wheel|uv build", r"setup\.py"),
)
_BRINGS = re.compile(r"safe\.directory|chown")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    container: rust:1.83
    steps:
      - uses: actions/checkout@v4
        with: {{fetch-depth: 0}}
{0}      - run: git describe --tags > VERSION
      - run: cargo publish
"""

RULE = Rule(
    id="containers-trust-the-checkout",
    title="A job in a container marks its checkout as safe before it runs git, and sets bash as the shell of steps that need it.",
    why=(
        "The checkout belongs to a different user than the container's, so git refuses to read it; without "
        "`shell`, steps in a container run in sh."
    ),
    fix='run `git config --global --add safe.directory "$GITHUB_WORKSPACE"` first, and set `shell: bash`',
    reference="git: safe.directory; GitHub: jobs.<job_id>.steps[*].shell, default in containers",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={
        ".github/workflows/release.yml": _JOBS.format(
            '      - run: git config --global --add safe.directory "$GITHUB_WORKSPACE"\n'
        )
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first question to git in each container that does not trust the checkout, and bash that sh would read."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        if "container" not in job.job.body.entries or job.job.body.text("container").startswith("$"):
            continue
        for where, got, fix in (*_distrusted(job), *_read_by_sh(job)):
            if where not in seen:
                seen.add(where)
                yield Finding(
                    RULE.id,
                    where.path,
                    where.line,
                    f"job {job.id}: {got}",
                    "a trusted checkout, and the shell that the step needs",
                    fix,
                )


def _distrusted(job: JobRun) -> Iterator[tuple[Location, str, str]]:
    texts = [said(job, step) for step in job.steps]
    if (
        any(_BRINGS.search(text) for text in texts)
        or _of_the_runner(job)
        or not any(step.action == "actions/checkout" for step in job.steps)
    ):
        return
    if any(re.search(r"\bgit clone\b|\bgit init\b", text) for text in texts):
        return
    tree = committed(job.machinery)
    for each in commands(job):
        command = each.ran.command
        if "$" in each.ran.folder or each.ran.guards:
            continue
        if command.tool == "git" and bool(set(command.arguments[:1]) & set(_ASKS)) and not command.flag("-C"):
            yield each.ran.at, f"runs `git {command.arguments[0]}` in a checkout that git does not trust there", RULE.fix
            return
        if asking := _asked_by_a_file(tree, each.ran):
            got = f"`{each.ran.text}` reads {asking[0]}, which runs `{asking[1]}` in a checkout that git does not trust there"
            yield each.ran.at, got, RULE.fix
            return
        if _stamps(job, each.ran):
            got = f"`{each.ran.text}` asks git for the commit that it stamps, in a checkout that git does not trust there"
            yield each.ran.at, got, f"{RULE.fix}; or build with -buildvcs=false"
            return


def _asked_by_a_file(tree: CommittedTree, ran: Ran) -> tuple[str, str] | None:
    """Return the description of a package that a build reads, and the question to git that stands in it."""
    words = " ".join((ran.command.tool, *ran.command.arguments[:1]))
    for build, described in _DESCRIBED:
        if re.fullmatch(build, words):
            for path in sorted(tree.files):
                if posixpath.dirname(path) == ran.folder and re.fullmatch(described, posixpath.basename(path)):
                    lines = [line for line in tree.text(path).splitlines() if not line.lstrip().startswith(("#", "//"))]
                    if found := _QUESTION.search("\n".join(lines)):
                        return path, re.sub(r"[^\w-]+", " ", found[0]).strip()
    return None


def _stamps(job: JobRun, ran: Ran) -> bool:
    """Whether a build writes the commit into a Go program, in an image that has git; without git it leaves it out."""
    env = {**job.workflow.env, **job.job.env}
    off = "-buildvcs=false" in f"{ran.text} {env.get('GOFLAGS', '')}"
    image = job.job.body.text("container") or job.job.body.mapping("container").text("image")
    return (
        ran.command.runs("go", "build")
        and not off
        and re.match(r"(?:docker\.io/)?(?:library/)?golang:(?!.*alpine)", image) is not None
    )


def _of_the_runner(job: JobRun) -> bool:
    """Whether the container runs as the user to whom the checkout belongs."""
    return bool(re.search(r"--user|-u ", job.job.body.mapping("container").text("options")))


def _read_by_sh(job: JobRun) -> Iterator[tuple[Location, str, str]]:
    image = job.job.body.text("container") or job.job.body.mapping("container").text("image")
    for step in job.steps if _WITHOUT_BASH.search(image) else ():
        text = step.run.text if step.run is not None and not step.shell and not step.via else ""
        found = _OF_BASH.search(_without_inner(text))
        if found is not None:
            yield step.at, f"sh runs `{found[0].strip()}`, which is written for bash", "write `shell: bash`"


def _without_inner(text: str) -> str:
    return "" if re.search(r"\bbash\b", text) else text
