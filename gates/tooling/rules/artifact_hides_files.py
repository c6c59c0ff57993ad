"""A file whose name begins with a dot is in no artifact unless that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from gates.tooling.context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/upload-artifact@v4
        with: {{name: out, path: {0}}}
  publish:
    needs: build
    runs-on: ubuntu-24.04
    steps:
      - {{uses: actions/download-artifact@v4, with: {{name: out}}}}
      - run: gh release create v1 --notes-file notes.md
"""

RULE = Rule(
    id="artifact-hides-files",
    title="No file that a later job needs is left out of an artifact because its name begins with a dot.",
    why="upload-artifact leaves hidden files out; what lies beside them satisfies `if-no-files-found`.",
    fix="rename the file, or set `include-hidden-files: true`",
    reference="actions/upload-artifact v4.4: `include-hidden-files`",
    bad={".github/workflows/release.yml": _JOBS.format(".notes.md")},
    good={".github/workflows/release.yml": _JOBS.format("notes.md")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each path of an upload that names a hidden file or folder."""
    for _, job in on_the_way(context.graph):
        for effect in job.effects:
            if effect.kind == "upload" and effect.step.input("include-hidden-files") != "true":
                for path in effect.paths:
                    if not path.startswith("!") and _is_hidden(path):
                        got = f"job {job.id} uploads {path}, which is hidden and therefore left out"
                        yield Finding(
                            "artifact-hides-files",
                            effect.file,
                            effect.line,
                            got,
                            "a name without a dot",
                            "rename it, or set include-hidden-files",
                        )


def _is_hidden(path: str) -> bool:
    # The search begins at what is written out before the first pattern; the folders above that place do not count.
    parts = path.rstrip("/").split("/")
    start = next((at for at, part in enumerate(parts) if any(sign in part for sign in "*?[")), len(parts))
    return any(part.startswith(".") and bool(part.strip(".")) for part in parts[max(start - 1, 0) :])
