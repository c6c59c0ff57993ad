"""An image that a release pushes installs this release, not whatever a registry serves at that minute."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import publishing
from facts.text import json_text
from gates.tooling.built_images import images
from gates.tooling.checkout_paths import below
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.dockerfile_stages import in_the_image, stages
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with: {context: ., push: true, tags: "ghcr.io/acme/demo:${{ github.ref_name }}"}
"""
_OWN = {".github/workflows/release.yml": _JOBS, "pyproject.toml": '[project]\nname = "demo"\nversion = "1.1.0"\n'}

RULE = Rule(
    id="images-contain-this-release",
    title="A container image of a release is made from the checkout, or installs the release's own version by name.",
    why="Without a version the image gets what the registry serves while it is built: mostly the previous release.",
    fix="copy the checkout into the image and install that, or install the exact version after it was published",
    reference="pip: requirement specifiers; npm: package@version",
    bad={**_OWN, "Dockerfile": "FROM python:3.13\nRUN pip install --no-cache-dir demo\n"},
    good={**_OWN, "Dockerfile": "FROM python:3.13\nCOPY . /src\nRUN pip install --no-cache-dir /src\n"},
    looks_at=lambda context: context.graph.workflows,
)
_INSTALLS = re.compile(
    r"\b(?:pip3?|uv pip|pipx|uv tool|python3? -m pip)\s+install\b([^&|;\n]*)|\bnpm\s+(?:install|i)\b([^&|;\n]*)|\bcargo\s+install\b([^&|;\n]*)"
)
# A path that is installed; a name beside it asks for an extra of the same package.
_FROM_THE_CHECKOUT = re.compile(r"\binstall\b[^&|;\n]*[ \"'](?:\.{0,2}/[^\s]*|\.)(?=[\s\"'\[]|$)|--from\s+\./|\.whl\b|\.tgz\b")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each instruction that installs a package of the checkout by its bare name into an image that is pushed."""
    tree = committed(context.graph)
    own = _own_names(tree)
    seen: set[tuple[str, int]] = set()
    for _, job, effect in publishing(context.graph):
        for image in images(job) if effect.what == "a container registry" and own else ():
            path = below(context.graph.root, image.file)
            text = path.read_text("utf-8", "replace") if path.is_file() and "$" not in image.file else ""
            known = in_the_image(stages(text), image.target)
            for stage in () if any(_FROM_THE_CHECKOUT.search(stage.text) for stage in known) else known:
                for each in stage.instructions:
                    name = next((name for name in _bare(each.text) if name in own), "") if each.word == "RUN" else ""
                    if name and (image.file, each.line) not in seen:
                        seen.add((image.file, each.line))
                        got = f"the image of job {job.id} installs {name} without a version"
                        label = path.relative_to(context.graph.root).as_posix()
                        yield Finding(RULE.id, label, each.line, got, "the release's own version", RULE.fix)


def _bare(text: str) -> Iterator[str]:
    """Yield the names of packages that are installed without a version; a path, a file or an option is none."""
    for found in _INSTALLS.finditer(text.replace("\\\n", " ")):
        given = next(group for group in found.groups() if group is not None)
        if re.search(r"--version|--path|--git|--find-links|-f\s|--no-index|-r\s|--requirement", given):
            continue
        for word in given.split():
            name = re.fullmatch(r"[\"']?(@?[A-Za-z][\w.-]*(?:/[\w.-]+)?)(?:\[[\w,-]*\])?[\"']?", word)
            if name is not None and ("/" not in name[1] or name[1].startswith("@")):
                yield name[1].lower().replace("_", "-")


def _own_names(tree: CommittedTree) -> frozenset[str]:
    found: set[str] = set()
    for path, text in ((path, tree.text(path)) for path in ("pyproject.toml", "Cargo.toml", "package.json")):
        try:
            said = json_text.parsed(text) if path.endswith(".json") and text else tomllib.loads(text)
        except ValueError:
            continue
        tables = [said, said.get("project", {}), said.get("package", {}), said.get("tool", {}).get("poetry", {})]
        found |= {str(table["name"]).lower().replace("_", "-") for table in tables if isinstance(table, dict) and "name" in table}
    return frozenset(found)
