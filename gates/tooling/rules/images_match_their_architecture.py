"""An image for several processors holds programs for the one that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from gates.tooling.built_images import images
from gates.tooling.committed_tree import committed
from gates.tooling.dockerfile_stages import Stage, in_the_image, stages
from gates.tooling.rule_context import Context

_SPELLED = {"amd64": "amd64", "x86_64": "amd64", "x64": "amd64", "arm64": "arm64", "aarch64": "arm64"}
_FIXED = (
    re.compile(r"\bGOARCH[= ]\"?(amd64|arm64)\b"),
    re.compile(r"--target[= ]\"?(x86_64|aarch64)-\w"),
    re.compile(r"(?<![^\s\"'])(?>[^\s\"']*?://)[^\s\"']*[-_./](amd64|x86_64|x64|arm64|aarch64)(?:[-_./][^\s\"']*)?(?=[\s\"']|$)"),
)
_ASKS = re.compile(
    r"TARGETARCH|TARGETPLATFORM|TARGETVARIANT|uname\s+-\w*[ma]|--print-architecture|\bapk --print-arch|\barch\b\s*[)&|]"
)
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with: {context: ., platforms: "linux/amd64,linux/arm64", push: true, tags: "example/finch:1"}
"""
_DOCKERFILE = """\
FROM --platform=$BUILDPLATFORM golang:1.24 AS build
ARG TARGETARCH
RUN GOARCH={0} go build -o /finch .

FROM scratch
COPY --from=build /finch /finch
"""

RULE = Rule(
    id="images-match-their-architecture",
    title="An image that is built for several processors is built for each of them.",
    why="A fixed architecture puts the same program into every image: it cannot be started on the other processors.",
    fix="use TARGETARCH, which the builder sets for each platform",
    reference="Docker: multi-platform builds; Dockerfile: automatic platform arguments",
    bad={".github/workflows/release.yml": _JOBS, "Dockerfile": _DOCKERFILE.format("amd64")},
    good={".github/workflows/release.yml": _JOBS, "Dockerfile": _DOCKERFILE.format("$TARGETARCH")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each stage of an image for several processors that is made for one of them only."""
    tree = committed(context.graph)
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        for image in images(job):
            for stage in in_the_image(stages(tree.text(image.file)), image.target) if image.processors else ():
                processor, line = _fixed(stage)
                if processor and (image.file, line) not in seen:
                    seen.add((image.file, line))
                    got = f"the image of job {job.id} is for several processors, but this is for {processor} in all of them"
                    yield Finding(RULE.id, image.file, line, got, "the processor of the platform", RULE.fix)


def _fixed(stage: Stage) -> tuple[str, int]:
    """Return the one processor that a stage names, and where; nothing where it names none, several, or asks for it."""
    if any(_ASKS.search(each.text) for each in stage.instructions if each.word != "ARG" or "$" in each.text):
        return "", 0  # a processor that is only declared is not asked for
    named = [
        (_SPELLED[found[1]], each.line)
        for each in stage.instructions
        if each.word in ("RUN", "ENV", "ADD", "ARG")
        for pattern in _FIXED
        for found in pattern.finditer(each.text)
        if "cross" not in found[0]  # a compiler is named after what it builds for
    ]
    return named[0] if len({processor for processor, _ in named}) == 1 else ("", 0)
