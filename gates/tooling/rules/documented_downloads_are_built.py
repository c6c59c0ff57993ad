"""What a page tells users to download is a file that the release's jobs make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.artifacts import expand, same
from facts.workflows.matrix_rows import TargetsFile, rows, spelled
from facts.workflows.release_graph import Machinery
from gates.tooling.built_files import ARCHIVE, PARAMETER, template
from gates.tooling.committed_tree import committed
from gates.tooling.named_programs import program_texts
from gates.tooling.own_repository import own_repositories
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  build:
    strategy: {matrix: {platform: [linux-amd64, macos-arm64]}}
    runs-on: ubuntu-24.04
    steps:
      - env: {PLATFORM: "${{ matrix.platform }}"}
        run: tar -czf "demo-${GITHUB_REF_NAME#v}-$PLATFORM.tar.gz" demo
      - run: gh release upload "$GITHUB_REF_NAME" *.tar.gz
"""
_PAGE = "curl -LO https://github.com/acme/demo/releases/latest/download/{0}\n"
_MODULE = {"go.mod": "module github.com/acme/demo\n", ".github/workflows/release.yml": _JOBS}

RULE = Rule(
    id="documented-downloads-are-built",
    title="Every release file that a page tells users to download is made by a job of the release.",
    why="A name without the version, or of a platform that no matrix job builds, answers 404 to everybody who follows the page.",
    fix="correct the name on the page, or build the file",
    reference="GitHub: linking to releases, /releases/latest/download/NAME",
    bad={"README.md": _PAGE.format("demo-linux-amd64.tar.gz"), **_MODULE},
    good={"README.md": _PAGE.replace("latest/download", "download/v1.0.0").format("demo-1.0.0-linux-amd64.tar.gz"), **_MODULE},
    looks_at=lambda context: committed(context.graph).files,
)
_ADDRESS = re.compile(r"github\.com/([\w.-]+/[\w.-]+)/releases/(latest/download|download/([^/\s\"'`]+))/([^\s\"'`)<>|;,\\]+)")
_VERSION = re.compile(r"v?(?<!\d)\d+(?:\.\d+)+(?:-[a-z]+\.?\d+)?|<[^<>]*>|[vV]?(?:VERSION|X\.Y\.Z)")
_WORD = re.compile(r"[A-Za-z0-9]+")
_GIVEN = re.compile(r"\b([A-Z_]+)=\"?(\$\{\{[^{}]*\bmatrix\.[^{}]*\}\})")
_NUMBER = re.compile(r"\$\([A-Za-z_]\w*\)")  # a variable of make
_FOLDERS = ("", "docs", "doc")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each address of a file of ours that no job makes, where the jobs' own names of that kind are known."""
    made = _made(context.graph, context.table.targets)
    for path in _pages(context.graph.root) if made else ():
        seen: set[str] = set()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            for owner, _, tag, name in _ADDRESS.findall(line):
                wanted = template(_VERSION.sub("*", PARAMETER.sub("*", name))).lower()
                kin = sorted(each for each in made if _kind(each) == _kind(wanted))
                if not ARCHIVE.fullmatch(wanted) or not kin or wanted in seen or not _is_own(context, owner, wanted):
                    continue
                is_there = any(same(wanted, each) for each in made)
                if not is_there and _is_explained(wanted, kin) and not _is_another_release(context, tag):
                    seen.add(wanted)
                    label = path.relative_to(context.graph.root).as_posix()
                    got = f"{name} is to be downloaded, and the jobs make {', '.join(kin)}"
                    yield Finding(RULE.id, label, number, got, "a file that a job makes", RULE.fix)


def _pages(root: Path) -> list[Path]:
    return [path for folder in _FOLDERS for path in sorted((root / folder).glob("*.md")) if path.is_file()]


def _kind(name: str) -> tuple[str, str]:
    """The first word of a name, and its ending: `demo`, `.tar.gz`."""
    word = _WORD.match(name)
    return (word[0] if word else "", ".tar.gz" if name.endswith((".tar.gz", ".tgz")) else name.rpartition(".")[2])


def _is_explained(wanted: str, made: list[str]) -> bool:
    """Whether a name differs from those of the jobs in what is known: it lacks the version, or it is of another platform."""
    unversioned = {each.replace(sign, "", 1) for each in made for sign in ("-*", "_*", "*-", "*_")}
    head, star, tail = wanted.partition("*")
    same_head = [each.partition("*")[2] for each in made if star and head and each.startswith(f"{head}*")]
    return wanted in unversioned or ("*" not in tail and bool(same_head) and not any("*" in each for each in same_head))


def _is_own(context: Context, owner: str, wanted: str) -> bool:
    own = [each.lower() for each in own_repositories(context.graph.root)]
    return owner.lower() in own if own else _kind(wanted)[0] == owner.rpartition("/")[2].lower()


def _is_another_release(context: Context, tag: str) -> bool:
    """Whether an address names another release than this one: a page may tell of old files."""
    number = re.search(r"(?<!\d)\d+(?:\.\d+)+", tag)
    return number is not None and bool(context.tag) and number[0] not in context.tag


def _made(machinery: Machinery, targets: TargetsFile | None) -> frozenset[str]:
    """Return every archive that texts of jobs name, `*` for what is computed; nothing where no row of a matrix decides a name."""
    by_text: dict[str, set[str]] = {}
    decided: dict[str, set[str]] = {}  # of texts, such as a Makefile, in the jobs whose rows say what is made
    for run in runs(machinery):
        for job in run.jobs:
            known = rows(job.job, machinery.root, targets) if job.job.matrix.present else ()
            for said, text in _texts(job):
                says = bool(known) and any(
                    "matrix." in line and ARCHIVE.search(PARAMETER.sub("*", line)) for line in text.splitlines()
                )
                found = (decided if says else by_text).setdefault(said, set())
                for row in known or ({},):
                    plain = _VERSION.sub("*", PARAMETER.sub("*", expand(text, row)))
                    found |= {template(name).lower() for name in ARCHIVE.findall(plain)}
    every = {**by_text, **decided} if decided else {}
    return frozenset(name for found in every.values() for name in found if not name.startswith("*"))


def _texts(job: JobRun) -> Iterator[tuple[str, str]]:
    """Yield what the steps of a job say, as it is written, and with the variables that a row decides spelled out."""
    for step in job.steps:
        env = {**job.workflow.env, **job.job.env, **step.env}
        said = spelled(step.run.text, env) if step.run is not None else ""
        env |= dict(_GIVEN.findall(said))  # what a command hands on: `make dist PLATFORM=...`
        for text in (*program_texts(job, step), step.input("path"), step.input("files"), step.input("archive")):
            yield text, _NUMBER.sub("*", spelled(text, env))
