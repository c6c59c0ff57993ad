"""A step that publishes is given a credential that is not empty by construction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.workflows.located import Mapping, Scalar
from facts.workflows.machinery import Machinery
from facts.workflows.publication import publications
from facts.workflows.release_path import release_steps

_CREDENTIAL = re.compile(r"(?i)(token|password|passwd|api_?key)$")
_HOLLOW = re.compile(r"\$\{\{\s*(secrets\.?|''|\"\")?\s*\}\}")
BAD = {
    ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - env: {CARGO_REGISTRY_TOKEN: ""}
        run: cargo publish
"""
}
REFUSAL = "is always empty"


def findings(machinery: Machinery) -> list[str]:
    """Return one sentence for each credential that can never be there."""
    published = {item.step.at for workflow in machinery.workflows for item in publications(machinery, workflow)}
    steps = [step for _, step in release_steps(machinery)]
    return [
        line
        for step in steps
        for body in (step.body.mapping("env"), step.with_)
        for line in _empty(step.file, body, publishes=step.at in published)
    ]


def _empty(file: str, body: Mapping, *, publishes: bool) -> Iterator[str]:
    for name, value in body.entries.items():
        if isinstance(value, Scalar) and _CREDENTIAL.search(name) and _is_hollow(value, publishes=publishes):
            yield f"{file}:{value.line}: the credential {name} is always empty; give it its secret"


def _is_hollow(value: Scalar, *, publishes: bool) -> bool:
    return bool(_HOLLOW.fullmatch(value.text.strip())) or (publishes and value.text.strip() == "")
