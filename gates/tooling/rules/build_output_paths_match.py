"""What a job packs lies where its build writes it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import makers
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_TAKEN = re.compile(r"(?<![\w./$}-])(?:\./)?target/((?:(?:\$\{\{[^}]*\}\}|\$\{?\w+\}?|[\w.-]+)/)?)(release|debug)(?=[/\s\"']|$)")
_MOVED = re.compile(r"CARGO_TARGET_DIR|target-dir|CARGO_BUILD_TARGET|\$\{\w+:\+|artifact-dir|out-dir|\[build\]")
_TO_DIST = (("build",), ("uv", "build"), ("poetry", "build"), ("flit", "build"), ("hatch", "build"), ("pdm", "build"))
_OUT = ("--outdir", "-o", "--out-dir", "--output", "--dest", "-d")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: rustup target add wasm32-wasip1 && cargo build --release --target wasm32-wasip1
      - run: tar -czf finch.tar.gz -C target/{0}release finch.wasm
      - run: gh release create "$GITHUB_REF_NAME" finch.tar.gz --generate-notes
"""

RULE = Rule(
    id="build-output-paths-match",
    title="Released files are taken from the directory that the build writes to.",
    why=(
        "With --target, a different profile or a different working directory, a build writes elsewhere: the file "
        "is missing, or an outdated one is released."
    ),
    fix="use the file in target/<target>/<profile>, and give actions paths relative to the root of the checkout",
    reference="Cargo: build cache; GitHub: jobs.<job_id>.defaults.run (it holds for `run` alone)",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("wasm32-wasip1/")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each place that is read where no build of the job has written."""
    seen: set[Location] = set()
    moved = _moved_by_configuration(context)
    for _, job in makers(context.graph):
        listed = list(commands(job))
        for where, got in (*(() if moved else _of_cargo(job, listed)), *_of_dist(job, listed)):
            if where not in seen:
                seen.add(where)
                yield Finding(
                    RULE.id, where.path, where.line, f"{got} (job {job.id})", "the directory that the build writes to", RULE.fix
                )


def _moved_by_configuration(context: Context) -> bool:
    paths = [context.graph.root / ".cargo" / name for name in ("config.toml", "config")]
    return any(
        re.search(r"^[^\S\n]*(?:target-dir|target)\s*=|\[build\]", path.read_text("utf-8", "replace"), re.M)
        for path in paths
        if path.is_file()
    )


def _of_cargo(job: JobRun, listed: list[Placed]) -> Iterator[tuple[Location, str]]:
    builds = [
        each
        for each in listed
        if each.ran.command.tool in ("cargo", "cross")
        and each.ran.command.arguments[:1] in (("build",), ("b",), ("zigbuild",), ("rustc",))
    ]
    texts = [said(job, step) for step in job.steps]
    env = {*job.workflow.env, *job.job.env, *(name for step in job.steps for name in step.env)}
    if not builds or any(_MOVED.search(text) for text in (*texts, *env)) or any(_builds_otherwise(step) for step in job.steps):
        return
    targets = [
        bool(each.ran.command.value("--target")) or "$" in " ".join(word.text for word in each.ran.command.words)
        for each in builds
    ]
    plain = [not each.ran.command.value("--target") for each in builds]
    computed = any(word.text.startswith(("$", "${")) for each in builds for word in each.ran.command.words)
    profiles = {_profile(each) for each in builds}
    for at, step in enumerate(job.steps):
        if at < min(each.at for each in builds):
            continue
        given = (
            [(step.run.text, step.run.first_line)]
            if step.run is not None
            else [(value, step.line) for value in step.body.texts("with").values()]
        )
        for text, line in given:
            for found in _TAKEN.finditer(text):
                where = Location(step.file, line + text.count("\n", 0, found.start()) if step.run is not None else step.line)
                if not found[1] and not any(plain) and not computed:
                    yield where, f"target/{found[2]} is used, but every build is for a target"
                elif found[1] and not any(targets) and not computed:
                    yield where, f"target/{found[1]}{found[2]} is used, but no build is for a target"
                elif found[2] not in profiles and not computed and "" not in profiles:
                    yield where, f"target/{found[1]}{found[2]} is used, but the build profile is {' and '.join(sorted(profiles))}"


def _profile(each: Placed) -> str:
    command = each.ran.command
    named = command.value("--profile")
    if named is not None:
        return {"dev": "debug", "test": "debug"}.get(named, "" if "$" in named else named)
    return "release" if command.flag("--release", "-r") else "debug"


def _builds_otherwise(step: WorkflowStep) -> bool:
    """Whether an action may build into the folder as well."""
    return (
        bool(re.search(r"actions-rs/cargo|cross|maturin|cache|tauri|rust-binary|zigbuild", step.action))
        and "rust-cache" not in step.action
    )


def _of_dist(job: JobRun, listed: list[Placed]) -> Iterator[tuple[Location, str]]:
    """Yield each action that reads dist at the root although the packages were built in a folder below."""
    built = [each.ran for each in listed if any(each.ran.command.runs(*words) for words in _TO_DIST)]
    folders = {each.folder for each in built if not each.command.flag(*_OUT)}
    given = any(
        each.command.flag(*_OUT) or any("/" in word or word == "." for word in each.command.arguments[1:]) for each in built
    )
    uses_workspace = any(each.command.tool == "uv" for each in built)
    if (
        len(folders) != 1
        or given
        or uses_workspace
        or "" in folders
        or any(step.action == "actions/download-artifact" for step in job.steps)
    ):
        return
    folder = folders.pop()
    if any(re.search(r"\b(?:cp|mv|rsync)\b", said(job, step)) for step in job.steps):
        return
    for step in job.steps:
        named = {
            "pypa/gh-action-pypi-publish": step.input("packages-dir", "dist"),
            "actions/upload-artifact": step.input("path"),
            "softprops/action-gh-release": step.input("files"),
        }.get(step.action, "")
        for line in named.splitlines():
            path = posixpath.normpath(line.strip())
            if path == "dist" or path.startswith("dist/"):
                yield step.at, f"{step.action} reads dist, but the packages were built in {folder}"
