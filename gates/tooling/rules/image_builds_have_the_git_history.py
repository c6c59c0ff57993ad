"""An image that asks git while it is built has the repository in its context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from gates.tooling.built_images import Image, images
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.dockerfile_stages import Instruction, Stage, in_the_image, stages
from gates.tooling.rule_context import Context

_ASKS = re.compile(r"\bgit\s+(?:-[cC]\s+\S+\s+|--\S+\s+)*(?:describe|rev-parse|log|rev-list|shortlog)\b")
_BRINGS = re.compile(r"\bgit\s+(?:clone|init|fetch|submodule)\b|\|\|")  # another repository, or an answer without one
_MAKE = re.compile(r"\bmake\b((?:\s+[^\s;&|]+)*)")
_BUILDS_PYTHON = re.compile(r"\bpip3? (?:install|wheel)\b[^&;|]*\s\.(?=[\s\[]|$)|\b(?:uv|hatch|poetry|pdm|python3? -m) build\b")
_FROM_TAGS = re.compile(r"setuptools[-_]scm|hatch[-_]vcs|poetry-dynamic-versioning|uv-dynamic-versioning|versioningit")
_SAYS_IT = re.compile(r"PRETEND_VERSION|DYNAMIC_VERSIONING_BYPASS|fallback[-_]version")
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: docker build --tag example/finch:1 .
      - run: docker push example/finch:1
"""
_DOCKERFILE = """\
FROM golang:1.24
COPY . /src
RUN cd /src && go build -ldflags "-X main.version=$(git describe --tags)" -o /finch .
"""

RULE = Rule(
    id="image-builds-have-the-git-history",
    title="An image that runs git while it is built has the .git directory in its context.",
    why="If .dockerignore excludes .git, git fails inside the image: the build breaks, or the program has no version.",
    fix="do not exclude .git, or compute the version before and pass it as a build argument",
    reference="Dockerfile: .dockerignore; BUILDKIT_CONTEXT_KEEP_GIT_DIR",
    bad={".github/workflows/release.yml": _JOBS, "Dockerfile": _DOCKERFILE, ".dockerignore": ".git\n"},
    good={".github/workflows/release.yml": _JOBS, "Dockerfile": _DOCKERFILE, ".dockerignore": "docs\n"},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each instruction that asks git in an image without a repository."""
    tree = committed(context.graph)
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        for image in images(job):
            absent = _without_git(tree, image)
            known = stages(tree.text(image.file))
            for stage in in_the_image(known, image.target):
                why = absent or ("" if _copies_git(known, stage) else "no instruction copies .git")
                for each, asks in _asking(context, tree, image, stage) if why else ():
                    if (image.file, each.line) not in seen:
                        seen.add((image.file, each.line))
                        got = f"the image of job {job.id} asks git ({asks}), but {why}"
                        yield Finding(RULE.id, image.file, each.line, got, "a context with .git", RULE.fix)


def _without_git(tree: CommittedTree, image: Image) -> str:
    """Return why the context has no repository; nothing where it may have one."""
    if image.context is None:
        return "" if "BUILDKIT_CONTEXT_KEEP_GIT_DIR" in image.arguments else "the builder clones the commit without .git"
    folder = "" if image.context == "." else image.context
    names = (f"{image.file}.dockerignore", f"{folder}/.dockerignore".lstrip("/"))
    listing = next((name for name in names if name in tree.files), "")
    out = False
    for line in tree.text(listing).splitlines():
        pattern = line.strip().lstrip("!").strip("/").removeprefix("./").removeprefix("**/")
        if pattern and not line.startswith("#") and (fnmatchcase(".git", pattern) or pattern in (".git/**", ".git/*")):
            out = not line.strip().startswith("!")
    return f"{listing} excludes .git" if out else ""


def _copies_git(known: tuple[Stage, ...], stage: Stage) -> bool:
    """Whether a stage, or one that it begins from, takes the whole context or its repository."""
    by_name = {each.name.lower(): each for each in known if each.name}
    chain = [stage]
    while (base := by_name.get(chain[-1].base.lower())) is not None and base not in chain:
        chain.append(base)
    taken = [each.text for one in chain for each in one.instructions if each.word in ("COPY", "ADD", "RUN", "ONBUILD")]
    return any("--mount" in text or re.search(r"(?:^|[\s\[\"])(?:\./?|\*|(?:\./)?\.git/?)[\"\s,]", text) for text in taken)


def _asking(context: Context, tree: CommittedTree, image: Image, stage: Stage) -> Iterator[tuple[Instruction, str]]:
    if not any(each.word in ("COPY", "ADD") and "--from=" not in each.text for each in stage.instructions):
        return
    known = {re.split(r"[=\s]", each.text)[0] for each in stage.instructions if each.word in ("ARG", "ENV")}
    for each in stage.instructions:
        if each.word == "RUN" and (found := _ASKS.search(each.text)) and not _BRINGS.search(stage.text):
            yield each, " ".join(found[0].split())
        elif each.word == "RUN" and (goal := _made(context, tree, image, each.text, known)):
            yield each, goal
        elif each.word == "RUN" and _BUILDS_PYTHON.search(each.text) and (tool := _versions_by_tags(tree, image, stage)):
            yield each, tool


def _made(context: Context, tree: CommittedTree, image: Image, text: str, known: set[str]) -> str:
    """Return the variable of make that asks git where a target needs it and nobody gives it."""
    folder = "" if image.context in (None, ".") else image.context or ""
    makefile = tree.text(f"{folder}/Makefile".lstrip("/"))
    asks = {
        name: line
        for name, sign, line in re.findall(
            r"^[^\S\n]*(?:export\s+)?(\w+)\s*([:?]?:?=)\s*(\$\(shell[^\n]*)", makefile, re.MULTILINE
        )
        if _ASKS.search(line) and not _BRINGS.search(line) and not (sign == "?=" and name in known)
    }
    for words in _MAKE.findall(text):
        parts = words.split()
        given = {part.partition("=")[0] for part in parts if "=" in part}
        goals = [part for part in parts if "=" not in part and not part.startswith("-")]
        if "-C" in parts or "-f" in parts:
            continue
        for goal in goals or [""]:
            said = "\n".join(each.text for each in context.graph.closure(f"make:{folder}:{goal}"))
            for name in asks.keys() - given:
                if f"${{{name}}}" in said or asks[name].removeprefix("$(shell").strip().rstrip(")") in said:
                    return f"{name} of the Makefile"
    return ""


def _versions_by_tags(tree: CommittedTree, image: Image, stage: Stage) -> str:
    folder = "" if image.context in (None, ".") else image.context or ""
    text = tree.text(f"{folder}/pyproject.toml".lstrip("/"))
    found = _FROM_TAGS.search(text)
    spared = _SAYS_IT.search(f"{text}\n{stage.text}") or any(_SAYS_IT.search(name) for name in image.arguments)
    return f"by {found[0]}, for the version" if found and not spared else ""
