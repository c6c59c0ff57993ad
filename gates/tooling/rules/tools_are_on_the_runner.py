"""Every tool that a release script calls is on the runner, is installed there, or has a fallback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Function
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import Stop, release_path
from facts.workflows.sources import step_key
from facts.workflows.workflow import Job, WorkflowStep
from gates.tooling.rule_context import Context, found_at

# Tools that developers have and GitHub's images do not: github.com/actions/runner-images, read 2026-11.
_ABSENT = {
    "actionlint": (),
    "bat": (),
    "bun": (),
    "cargo-audit": (),
    "cargo-deny": (),
    "cargo-nextest": ("nextest",),
    "cross": (),
    "deno": (),
    "ergo": (),
    "fd": ("fd-find",),
    "goreleaser": (),
    "hatch": (),
    "hyperfine": (),
    "just": (),
    "maturin": (),
    "mise": (),
    "nix": (),
    "poetry": (),
    "rg": ("ripgrep",),
    "shfmt": (),
    "tokei": (),
    "twine": (),
    "uv": (),
    "uvx": ("uv",),
    "wasm-pack": (),
    "zig": (),
    "zizmor": (),
}
_HERE = {".", "./", ".[dev]", ".[all]", "--editable", "-e", "--path"}  # what is installed is the checkout
_DRESS = re.compile(r"^(rust|python)-|-(py|bin|cli)$|(?<=zig)lang$")  # rust-just, shfmt-py, ziglang
_SETS_UP = re.compile(r"(actions/(setup-|cache)|step-security/harden-runner|astral-sh/setup-uv|dtolnay/rust-toolchain|Swatinem/)")
_HOSTED = ("ubuntu-", "macos-", "windows-")
_TASKS = ("make:", "npm:", "tox:", "nox:", "invoke:", "poe:", "pdm:", "hatch:", "rye:", "taskipy:", "cargo:", "xtask:", "inline:")
_BRING = frozenset(
    {"corepack", "cp", "curl", "install", "ln", "mise", "mv", "wget"}
)  # `mv x /usr/local/bin/tool` installs it as well
_LOOKS = frozenset({"command", "which", "type", "hash"})
RULE = Rule(
    id="tools-are-on-the-runner",
    title="Every tool that a release script calls is on the runner, is installed there, or has a fallback.",
    why="Otherwise the job fails with `command not found`.",
    fix="install the tool, or add a fallback",
    bad={
        "smoke.sh": """\
set -e
tar -tzf x.tgz > list
rg package.json list
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh && cargo publish
""",
    },
    good={
        "smoke.sh": """\
set -e
tar -tzf x.tgz > list
grep package.json list
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ./smoke.sh && cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each tool that is missing where it is called."""
    path = release_path(context.graph)
    found = [line for stop in path for line in (*_in_job(context.graph, stop), *_without_checkout(context.graph, stop.job))]
    return list(dict.fromkeys(found))


def _without_checkout(machinery: Machinery, job: Job) -> Iterator[Finding]:
    """Complain about the first program of the repository that a job starts although nothing brought the repository there."""
    for step in job.steps:
        if _brings_files(machinery, step):
            return
        own = next((script for script in machinery.scripts_of(step) if _is_file(script) and script.key != step_key(step)), None)
        if own is not None or step.uses.startswith("./"):
            name = own.file if own else step.uses
            yield (
                found_at(
                    RULE,
                    step.at,
                    f"{name} is in the repository, but no step of job {job.id} before this one checks it out",
                    "run actions/checkout first",
                )
            )
            return


def _brings_files(machinery: Machinery, step: WorkflowStep) -> bool:
    # An action of other people may do anything, an artifact may hold anything.
    if step.action == "actions/download-artifact" and step.input("path") not in ("", ".", "./"):
        return False
    if step.action and not step.uses.startswith("./"):
        return not _SETS_UP.match(step.action)
    own = (script for script in machinery.scripts_of(step) if script.key == step_key(step))
    return any(_fetches(invocation(call)) for script in own for call, _, _ in script.calls())


def _fetches(command: Invocation) -> bool:
    if command.tool == "git":
        return bool({"clone", "init", "checkout", "worktree"} & set(command.arguments[:1]))
    return command.tool in ("gh", "tar", "unzip", "curl", "wget", "cp", "mv", "rsync")


def _in_job(machinery: Machinery, stop: Stop) -> Iterator[Finding]:
    if not _hosted(stop.job) or "container" in stop.job.body.entries:
        return
    scripts = [script for step in stop.job.steps for script in machinery.scripts_of(step)]
    provided = _provided(machinery.root, stop.job, scripts)
    for script in filter(_is_file, scripts):
        known = _asked_for(script) | {node.name for s, _ in script.spots if isinstance(node := s.node, Function)}
        for call, statement, _ in script.calls():
            tool = _tool(call.name)
            if tool == "just" and script.key.startswith("just:"):
                continue  # one recipe needs another: just runs already
            is_built = "/" in call.words[0].text if call.words else False  # a file that is named, not one of PATH
            if tool in _ABSENT and not is_built and tool not in known and not provided & {tool, *_ABSENT[tool]}:
                yield (
                    found_at(
                        RULE,
                        script.at(statement.line),
                        f"{tool} is not on the runner of job {stop.job.id}, and no step installs it",
                        f"install it there, or add a fallback for when `command -v {tool}` finds none",
                    )
                )


def _is_file(script: Script) -> bool:
    # What a task runs has an environment that its runner may make.
    return not script.key.startswith(_TASKS) and not script.key.endswith((".py", ".js", ".mjs", ".cjs", ".ts"))


def _tool(name: str) -> str:
    return name.removesuffix(".exe")


def _hosted(job: Job) -> bool:
    labels = [label for name in job.runs_on for label in _labels(job, name)]
    return bool(labels) and all(label.startswith(_HOSTED) for label in labels)


def _labels(job: Job, name: str) -> tuple[str, ...]:
    key = name.strip().removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix.")
    return job.matrix.values(key) if "${{" in name else (name,)


def _provided(root: Path, job: Job, scripts: list[Script]) -> frozenset[str]:
    words: set[str] = set()
    for step in job.steps:
        words |= {tool for tool in _ABSENT if re.search(rf"(?<![a-z]){tool}(?![a-z])", step.action)}
        words |= {word.split("@")[0] for word in step.input("tool").replace(",", " ").split()}
    for script in scripts:
        for call, _, _ in script.calls():
            words |= _installed(root, invocation(call).tool, call.texts)
    return frozenset(words)


def _installed(root: Path, tool: str, texts: tuple[str, ...]) -> set[str]:
    installs = {"install", "i", "add", "binstall", "in", "dlx", "sync"} & set(texts) or tool in _BRING
    if not installs:
        return set()
    words = [part for word in texts if word != tool for part in (word.split("/") if "://" in word else [word])]
    named = {re.split(r"[=@\[<>~]", word)[0].split("/")[-1] for word in words}
    if {"-r", "--requirement"} & set(texts):
        named |= _required(root, texts)
    return named | {_DRESS.sub("", name) for name in named} | (_own(root) if _HERE & set(texts) or "sync" in texts else set())


def _required(root: Path, texts: tuple[str, ...]) -> set[str]:
    """Return the names in the requirement files that a call names; all of the checkout's where the name is computed."""
    given = [root / text for text in texts if text.endswith((".txt", ".in"))]
    computed = any("$" in text for text in texts)
    files = [*root.glob("*requirements*.txt"), *root.glob("*/*requirements*.txt")] if computed else given
    lines = [line for file in files if file.is_file() for line in file.read_text("utf-8", "replace").splitlines()]
    return {found[0].lower() for line in lines if (found := re.match(r"[A-Za-z][\w.-]*", line.strip()))}


def _own(root: Path) -> set[str]:
    """Return the programs that the checkout itself brings when it is installed."""
    file = root / "pyproject.toml"
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    scripts = re.search(r"^\[(?:project|tool\.poetry)\.scripts\]\n(.*?)(?=^\[|\Z)", text, re.M | re.S)
    return set(re.findall(r"^\"?([\w.-]+)\"?\s*=", scripts[1], re.M)) if scripts else set()


def _asked_for(script: Script) -> set[str]:
    return {text for call, _, _ in script.calls() if call.name in _LOOKS for text in call.texts[1:]}
