"""What one step does: effects, each with where it is written and through whose hands it was reached."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.location import Location
from facts.runs.passed_flags import is_rehearsed
from facts.runs.ran import Guard, Ran
from facts.runs.steps import environment, ran
from facts.runs.worlds import ANY, World
from facts.shell.invocations import Invocation
from facts.workflows.publishers import Published, Publisher, by_action, by_command
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from facts.workflows.yaml_positions import Scalar

IRREVERSIBLE = frozenset({"publish", "release", "assets", "finalize", "tag"})
_SECRET = re.compile(r"\bsecrets(?:\.|\[\s*')([A-Za-z_][\w-]*)")
_BUILDS = {
    "cargo": {"build", "package", "dist", "zigbuild", "xwin", "rustc"}, "cross": {"build"}, "go": {"build"}, "uv": {"build"}, "maturin": {"build", "sdist"},
    "npm": {"pack"}, "pnpm": {"pack"}, "yarn": {"pack"}, "docker": {"build", "buildx"}, "podman": {"build"}, "poetry": {"build"}, "flit": {"build"},
    "hatch": {"build"}, "pdm": {"build"}, "wasm-pack": {"build"}, "build": set(), "cibuildwheel": set(), "cmake": set(), "tar": set(), "zip": set(),
    "goreleaser": {"build"}, "tsc": set(), "vite": {"build"}, "gem": {"build"}, "dotnet": {"build", "pack"}, "mvn": {"package"}, "setup.py": set(),
    "tsup": set(), "esbuild": set(), "rollup": set(), "webpack": set(), "unbuild": set(), "ncc": {"build"},
}  # fmt: skip
_TESTS = {
    "cargo": {"test", "nextest"}, "go": {"test", "vet"}, "npm": {"test", "t"}, "pnpm": {"test"}, "yarn": {"test"}, "pytest": set(), "unittest": set(),
    "tox": set(), "nox": set(), "vitest": set(), "jest": set(), "mocha": set(), "ctest": set(), "dotnet": {"test"}, "mvn": {"test", "verify"}, "cross": {"test"},
    "nose2": set(), "trial": set(), "behave": set(), "ava": set(), "tap": set(), "jasmine": set(), "rspec": set(), "phpunit": set(), "bats": set(),
    "gotestsum": set(), "ginkgo": set(), "busted": set(), "prove": set(), "meson": {"test"}, "bun": {"test"}, "deno": {"test"}, "mix": {"test"},
    "swift": {"test"}, "hatch": {"test"}, "dart": {"test"}, "flutter": {"test"}, "sbt": {"test"}, "gradle": {"test", "check"},
}  # fmt: skip
_OF_TESTS = re.compile(r"test|check|verify|trial|coverage", re.IGNORECASE)
_SIGNS = ("cosign", "gpg", "codesign", "minisign", "signtool", "notarytool", "rcodesign")
ATTESTS = ("actions/attest-build-provenance", "actions/attest-sbom", "actions/attest", "slsa-framework/slsa-github-generator")
_CHECKOUT = "actions/checkout"
FILE_INPUTS = ("files", "artifacts", "file", "asset_path", "asset_paths", "assets")  # by which actions are given what they attach


@dataclass(frozen=True, slots=True)
class Effect:
    """`what` is a channel, an artifact's name, a reference; `lost` says why its failure ends nothing."""

    kind: str
    what: str
    file: str
    line: int
    step: WorkflowStep
    chain: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    lost: str = ""
    asked: bool = False
    dry: bool = False
    paths: tuple[str, ...] = ()
    folder: str = ""
    publisher: Publisher | None = None
    command: Invocation | None = None
    text: str = ""

    @property
    def at(self) -> Location:
        """`file:line` where it is written."""
        return Location(self.file, self.line)

    @property
    def irreversible(self) -> bool:
        """Whether it cannot be taken back."""
        return self.kind in IRREVERSIBLE and not self.dry


def effects(machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, world: World = ANY) -> tuple[Effect, ...]:
    """Return what a step does in one kind of run, in order."""
    found = list(_of_action(step))
    carried = ran(machinery, workflow, job, step, world)
    for at, each in enumerate(carried):
        made = _of_command(each, step, is_rehearsed=is_rehearsed(carried, at))
        found.extend(one for one in made if one.kind != "test" or not _runs_other_tasks(each, carried[at + 1 :]))
    found.extend(_of_secrets(workflow, job, step))
    return tuple(found)


def _runs_other_tasks(each: Ran, later: Sequence[Ran]) -> bool:
    """Whether a runner of environments runs commands that are all known, and none has to do with tests: pages, a linter."""
    if each.command.tool != "tox":
        return False
    depth = len(each.chain)
    inside = [one for one in later if one.chain[:depth] == each.chain and one.chain[depth : depth + 1]]
    inside = [one for one in inside if one.chain[depth].startswith("tox:")]
    return bool(inside) and not any(tests(one.command) or _OF_TESTS.search(one.text) for one in inside)


def tests(command: Invocation) -> str:
    """Return the runner of tests that a command starts, with its subcommand where it has one; nothing for any other command."""
    known = _TESTS.get(command.tool)
    if known is None or (known and not known & set(command.arguments[:1])):
        return ""
    return " ".join((command.tool, *(command.arguments[:1] if known else ())))


def _of_action(step: WorkflowStep) -> Iterator[Effect]:
    published = by_action(step)
    if published is not None:
        files = tuple(line for name in FILE_INPUTS for part in step.input(name).split(",") for line in _lines(part))
        given = files if published.publisher.effect in ("release", "assets", "draft") else ()
        yield _effect(
            published.publisher.effect, published.channel, step, dry=published.dry, publisher=published.publisher, paths=given
        )
    if step.action == "actions/upload-artifact":
        yield _effect("upload", step.input("name", "artifact"), step, paths=_lines(step.input("path")))
    elif step.action == "actions/download-artifact":
        yield _effect("download", step.input("name") or step.input("pattern") or "*", step, paths=_lines(step.input("path")))
    elif step.action == _CHECKOUT:
        yield _effect("checkout", step.input("ref"), step, paths=_lines(step.input("path")))
    elif step.action in ATTESTS:
        yield _effect("attest", step.input("subject-path"), step)


def _effect(
    kind: str,
    what: str,
    step: WorkflowStep,
    *,
    dry: bool = False,
    paths: tuple[str, ...] = (),
    publisher: Publisher | None = None,
) -> Effect:
    lost = (
        "continue-on-error"
        if step.continue_on_error is not None and step.continue_on_error.text.strip() not in ("", "false")
        else ""
    )
    chain = tuple(step.via.split("+")) if step.via else ()
    return Effect(kind, what, step.file, step.line, step, chain, (), lost, False, dry, paths, publisher=publisher)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _of_command(each: Ran, step: WorkflowStep, *, is_rehearsed: bool = False) -> Iterator[Effect]:
    command = each.command
    via = tuple(step.via.split("+")) if step.via else ()

    def made(
        kind: str, what: str, *, dry: bool = False, publisher: Publisher | None = None, paths: tuple[str, ...] = ()
    ) -> Effect:
        lost = each.lost or _continues(step)
        return Effect(
            kind, what, each.file, each.line, step, (*via, *each.chain), each.guards, lost, each.asked, dry, paths, each.folder, publisher, command, each.text
        )  # fmt: skip

    known = by_command(command)
    published = known or by_address(command)
    if published is not None:
        kind = (
            "draft"
            if known is not None and known.publisher.effect == "release" and command.flag("--draft", "-d")
            else published.publisher.effect
        )
        yield made(
            kind,
            published.channel,
            dry=published.dry or is_rehearsed,
            publisher=published.publisher,
            paths=_given_files(command, published.publisher),
        )
    if command.tool == "git" and "commit" in command.arguments[:3]:
        yield made("commit", "a commit")
    if command.runs("gh", "workflow", "run"):
        yield made("start", command.arguments[2] if len(command.arguments) > 2 else "a workflow")
    if command.tool == "git" and "push" in command.arguments[:3]:
        yield from _pushed(command, made)
    if command.tool in _BUILDS and (not _BUILDS[command.tool] or _BUILDS[command.tool] & set(command.arguments[:2])):
        yield made("build", " ".join((command.tool, *command.arguments[:1])), paths=each.writes)
    if tests(command):
        yield made("test", " ".join((command.tool, *command.arguments[:1])))
    if command.tool in _SIGNS:
        yield made("sign", command.tool)
    for target in each.writes:
        if target.strip('"').endswith("GITHUB_OUTPUT") or "GITHUB_OUTPUT" in target:
            yield made("output", (re.match(r"(?:echo|printf)\s+(?:-\w+\s+)?[\"']?([\w-]+)=", each.text) or ["", ""])[1])


def _continues(step: WorkflowStep) -> str:
    found = step.continue_on_error
    return "continue-on-error" if found is not None and found.text.strip() not in ("", "false") else ""


def _given_files(command: Invocation, publisher: Publisher) -> tuple[str, ...]:
    rest = command.arguments[len(publisher.words) - 1 :]
    return tuple(rest[1:] if publisher.words[:2] == ("gh", "release") else rest)


def _pushed(command: Invocation, made: Callable[..., Effect]) -> Iterator[Effect]:
    dry = command.flag("--dry-run", "-n")
    words = command.arguments[command.arguments.index("push") + 1 :]
    tags = command.flag("--tags", "--follow-tags") or any(
        re.search(r"refs/tags/|\bv?\d+\.\d+|\bv\$|[Tt][Aa][Gg]|GITHUB_REF_NAME", word) for word in words[1:]
    )
    removes = command.flag("--delete", "-d") or any(word.startswith(":") for word in words[1:])
    if not removes:
        yield made("tag" if tags else "push", " ".join(words[1:]) or "HEAD", dry=dry)


def by_address(command: Invocation) -> Published | None:
    """Return what a request publishes that is spelled as an address, by curl or `gh api`."""
    texts = [word.text for word in command.words]
    line = " ".join(texts)
    sends = re.search(
        r"(-X|--method|--request)[= ]?(POST|PUT|PATCH)|(^|\s)(-F|-f|--form|--upload-file|-T|--data(-binary)?|-d|--field|--input)\b",
        line,
    )
    if command.tool in ("curl", "wget", "http", "gh") and sends and (command.tool != "gh" or command.arguments[:1] == ("api",)):
        for pattern, channel, effect in _ADDRESSES:
            if re.search(pattern, line):
                if effect == "release" and re.search(r"draft[=:\" ]+true", line):
                    effect = "draft"
                return Published(
                    Publisher(
                        channel, words=(command.tool,), effect=effect, permission="contents" if "GitHub" in channel else ""
                    ),
                    channel,
                    False,
                )
    return None


_ADDRESSES = (
    (r"uploads\.github\.com/|/releases/[^ ]*/assets", "a GitHub release", "assets"),
    (r"repos/[^ ]*/releases/[^ ]+.*draft[=:\" ]+false", "a GitHub release", "finalize"),
    (r"repos/[^ ]*/releases(\s|\"|$)", "a GitHub release", "release"),
    (r"//upload\.pypi", "PyPI", "publish"),
    (r"/api/v1/crates/new", "crates.io", "publish"),
    (r"repos/[^ ]*/git/refs", "source", "tag"),
)


def _of_secrets(workflow: Workflow, job: Job, step: WorkflowStep) -> Iterator[Effect]:
    texts = [
        *step.env.values(),
        *(each.text for each in step.with_.entries.values() if isinstance(each, Scalar)),
        step.run.text if step.run else "",
    ]
    names = dict.fromkeys(name for text in (*workflow.env.values(), *job.env.values(), *texts) for name in _SECRET.findall(text))
    yield from (_effect("secret", name, step) for name in names)


def given_environment(workflow: Workflow, job: Job, step: WorkflowStep) -> dict[str, str | None]:
    """Return the environment of a step as far as it is known."""
    return environment(workflow, job, step)
