"""What a build is told to build for is there: the library of the target, and the emulation of a foreign processor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import on_the_way, reached, worlds
from facts.workflows.artifacts import expand
from facts.workflows.matrix_rows import spelled
from facts.workflows.runners import Machine, machines
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context

_HOSTS = {
    ("linux", "x64"): "x86_64-unknown-linux-gnu",
    ("linux", "arm64"): "aarch64-unknown-linux-gnu",
    ("macos", "x64"): "x86_64-apple-darwin",
    ("macos", "arm64"): "aarch64-apple-darwin",
    ("windows", "x64"): "x86_64-pc-windows-msvc",
    ("windows", "arm64"): "aarch64-pc-windows-msvc",
}
_BRINGS = re.compile(
    r"rustup|targets?:|toolchain|cross|zigbuild|maturin|cibuildwheel|napi|nix|build-std|install\.sh|xwin", re.IGNORECASE
)
_TRIPLE = re.compile(r"[a-z0-9_]+-[a-z0-9_]+-[a-z0-9_]+(?:-[a-z0-9_]+)?$")
_EMULATED = ("aarch64", "ppc64le", "s390x", "armv7l", "riscv64", "x86_64")
_FILES = ("rust-toolchain.toml", "rust-toolchain")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{target: [aarch64-apple-darwin, x86_64-apple-darwin]}}}}
    runs-on: macos-15
    steps:
      - uses: actions/checkout@v4
{0}      - run: cargo build --release --target ${{{{ matrix.target }}}}
  publish: {{needs: build, runs-on: ubuntu-24.04, steps: [{{run: cargo publish}}]}}
"""

RULE = Rule(
    id="targets-are-installed",
    title="The toolchain for each build target is installed on its runner, and other architectures are emulated.",
    why="A runner can compile and run only for its own target: the matrix job fails in every release.",
    fix="add the target with `rustup target add`, or set up QEMU for images",
    reference="rustup: cross-compilation; Docker: multi-platform builds",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("      - run: rustup target add ${{ matrix.target }}\n")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each target that nothing installs, and each foreign platform that nothing emulates."""
    seen: set[Location] = set()
    for run, job in on_the_way(context.graph):
        places = list(machines(job.job))
        for each in commands(job) if places and not _brings(context.graph.root, job) else ():
            if each.ran.at not in seen and (missing := _missing(job, each, places)):
                seen.add(each.ran.at)
                got = f"{missing} is not installed in job {job.id}, which builds for it"
                fix = "run `rustup target add`"
                yield Finding(RULE.id, each.ran.file, each.ran.line, got, "the target installed first", fix)
        for where, emulated in _unemulated(job, places):
            if where not in seen:
                seen.add(where)
                got = f"{emulated} runs programs of another processor, and nothing emulates it in job {job.id}"
                yield Finding(RULE.id, where.path, where.line, got, "docker/setup-qemu-action in an earlier step", "set up QEMU")
        for effect in (each for each in job.effects if not _is_built_for_pull_requests(run, job, each)):
            if (foreign := _foreign(context.graph.root, job, effect, places)) and effect.at not in seen:
                seen.add(effect.at)
                got = f"the image for {foreign} runs programs of that processor while it is built, and no step of job {job.id} sets up an emulation"
                yield Finding(
                    RULE.id, effect.file, effect.line, got, "docker/setup-qemu-action in an earlier step", "set up QEMU"
                )


def _is_built_for_pull_requests(run: Run, job: JobRun, effect: Effect) -> bool:
    """Whether every pull request builds the same image too: a build that cannot run there fails long before a release.

    The builder of an image may bring an emulation of its own, which no step shows.
    """
    said = effect.step.condition.text if effect.step.condition else ""
    if effect.guards or "github." in effect.step.input("platforms"):
        return False
    tried = [world for event, world in worlds(run) if event == "pull_request"]
    return any(reached(run, job, world) is True and world.holds(said) is True for world in tried)


def _unemulated(job: JobRun, places: list[Machine]) -> Iterator[tuple[Location, str]]:
    """Yield wheels and containers for another processor, on a Linux machine without emulation."""
    if any("qemu" in step.action or re.search(r"qemu|binfmt", said(job, step)) for step in job.steps):
        return
    own = {"arm64": ("aarch64", "arm64"), "x64": ("x86_64", "i686", "amd64", "386")}
    for place in places:
        if place.system != "linux":
            continue
        for step in job.steps:
            given = {**job.workflow.env, **job.job.env, **step.env}
            archs = expand(given.get("CIBW_ARCHS_LINUX") or given.get("CIBW_ARCHS") or "", place.row)
            foreign = [arch for arch in re.split(r"[\s,]+", archs) if arch in _EMULATED and arch not in own[place.processor]]
            builds = "cibuildwheel" in step.action or "cibuildwheel" in said(job, step)
            if foreign and builds and place.runs(step) and not _only_installs(job, step):
                yield step.at, f"cibuildwheel for {foreign[0]}"
        for each in commands(job):
            asked = expand(each.ran.command.value("--platform") or "", place.row)
            runs = each.ran.command.tool == "docker" and each.ran.command.arguments[:1] == ("run",)
            if (
                runs
                and asked.startswith("linux/")
                and "*" not in asked
                and asked.split("/")[1] not in own[place.processor]
                and place.runs(each.step)
            ):
                yield each.ran.at, f"a container for {asked}"


def _only_installs(job: JobRun, step: WorkflowStep) -> bool:
    return (
        bool(re.fullmatch(r"\s*(?:python3? -m )?(?:pip|pipx|uv) (?:pip )?install[^\n&;]*\s*", said(job, step).split("\n")[0]))
        and said(job, step).count("\n") < 2
    )


def _brings(root: Path, job: JobRun) -> bool:
    """Whether something may install targets for the toolchain that builds."""
    said_there = "".join((root / name).read_text("utf-8", "replace") for name in _FILES if (root / name).is_file())
    pinned = re.search(r"^[^\S\n]*channel\s*=\s*[\"']([\w.-]+)", said_there, re.MULTILINE)
    steps = [step for step in job.steps if not (pinned and _of_another_toolchain(step, pinned[1]))]
    texts = [each.text for step in steps for each in scalars(step.body)]
    texts += [name for step in steps for name in step.with_.entries] + [said(job, step) for step in steps]
    return "targets" in said_there or any(_BRINGS.search(text) for text in texts)


def _of_another_toolchain(step: WorkflowStep, pinned: str) -> bool:
    """Whether an action installs targets for a toolchain which the project's own file then overrides."""
    version = step.input("toolchain") or step.uses.partition("@")[2]
    return step.action == "dtolnay/rust-toolchain" and "$" not in version and version not in (pinned, "master")


def _missing(job: JobRun, each: Placed, places: list[Machine]) -> str:
    command = each.ran.command
    env = {**job.workflow.env, **job.job.env, **each.step.env}
    if command.tool != "cargo" or command.arguments[:1] not in (("build",), ("rustc",), ("b",)):
        return ""
    for place in places:
        asked = expand(spelled(command.value("--target") or "", env), place.row)
        known = bool(_TRIPLE.fullmatch(asked)) and place.runs(each.step)
        if known and asked != _HOSTS[place.system, place.processor] and not asked.endswith("-gnu.2.17"):
            return asked
    return ""


def _foreign(root: Path, job: JobRun, effect: Effect, places: list[Machine]) -> str:
    """Return the platform for which the commands of a Dockerfile have to run on another processor."""
    step = effect.step
    command = effect.command
    if step.action == "docker/build-push-action":
        asked, context, file = step.input("platforms"), step.input("context", "."), step.input("file")
    elif command is not None and command.tool == "docker" and effect.kind == "publish":
        asked, context, file = command.value("--platform") or "", command.arguments[-1], command.value("--file", "-f") or ""
    else:
        return ""
    if (
        any(re.search(r"qemu|binfmt", f"{each.action} {each.run.text if each.run else ''}") for each in job.steps)
        or "builder" in step.with_.entries
    ):
        return ""
    if any(
        each.action.startswith("depot/") or each.input("driver") or each.input("endpoint") or each.input("append")
        for each in job.steps
    ):
        return ""
    for place in places:
        own = "arm64" if place.processor == "arm64" else "amd64"
        for platform in expand(asked, place.row).replace(",", " ").split():
            other = platform.startswith("linux/") and "*" not in platform and platform.split("/")[1] not in (own, "386")
            if other and _runs_programs(root, context, file):
                return platform
    return ""


def _runs_programs(root: Path, context: str, file: str) -> bool:
    path = below(root, file or f"{'.' if '$' in context else context}/Dockerfile")
    if "$" in str(path) or not path.is_file():
        return False
    native = False
    for line in path.read_text("utf-8", "replace").splitlines():
        if re.match(r"(?i)FROM\b", line):
            native = "BUILDPLATFORM" in line
        elif re.match(r"RUN\b", line) and not native:
            return True
    return False
