"""The version of the application that a chart installs is spelled as the image's tag is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, runs
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: |
          docker build --tag "ghcr.io/o/finch:${GITHUB_REF_NAME#v}" .
          docker push "ghcr.io/o/finch:${GITHUB_REF_NAME#v}"
"""
_CHART = "apiVersion: v2\nname: finch\nversion: 1.1.0\nappVersion: {0}\n"
_TREE = {
    ".github/workflows/release.yml": _JOBS,
    "chart/templates/deployment.yaml": 'image: "{{ .Values.image }}:{{ .Values.tag | default .Chart.AppVersion }}"\n',
}

RULE = Rule(
    id="chart-names-a-pushed-image-tag",
    title="A Helm chart whose image tag is its `appVersion` spells it as the release pushes the image, with or without `v`.",
    why="An installation with default values looks for an image that was never pushed, and ends in ImagePullBackOff.",
    fix="spell `appVersion` as the tag of the image, or add the `v` in the template",
    reference="Helm: the Chart.yaml file, appVersion",
    bad={**_TREE, "chart/Chart.yaml": _CHART.replace("{0}", "v1.1.0")},
    good={**_TREE, "chart/Chart.yaml": _CHART.replace("{0}", "1.1.0")},
    looks_at=lambda context: committed(context.graph).files,
)
_APP = re.compile(r"^appVersion:\s*[\"']?(v?)\d", re.MULTILINE)
_IMAGE = re.compile(r"^[^\S\n]*+(?:-\s*)?image:.*\.Chart\.AppVersion.*$", re.MULTILINE)
_ADDS = re.compile(r"v\{\{|v%s|trimPrefix|replace ")
# How the tag of an image is written: the version alone, or the tag of git, which begins with `v`.
_WITHOUT = re.compile(r"GITHUB_REF_NAME#v|GITHUB_REF#refs/tags/v|type=semver,pattern=\{\{version\}\}")
_WITH = re.compile(
    r":\$\{?GITHUB_REF_NAME\}?(?![\w#])|:\$\{\{\s*github\.ref_name\s*\}\}|type=semver,pattern=v\{\{version\}\}|type=ref,event=tag"
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each chart that asks for an image by another spelling than any that is pushed."""
    tree = committed(context.graph)
    charts = list(_charts(tree))
    said = [_said(job) for run in runs(context.graph) for job in run.jobs if _pushes(job)] if charts else []
    without, with_v = any(map(_WITHOUT.search, said)), any(map(_WITH.search, said))
    if without == with_v:
        return  # both are pushed, or none that is understood
    for path, line, has_v in charts:
        if has_v is not with_v:
            got = f"appVersion {'begins' if has_v else 'does not begin'} with `v`, and the image is pushed {'with' if with_v else 'without'} it"
            yield Finding(RULE.id, path, line, got, "the tag under which the image is pushed", RULE.fix)


def _charts(tree: CommittedTree) -> Iterator[tuple[str, int, bool]]:
    """Yield path, line and spelling of each chart whose templates take its appVersion for the tag as it is."""
    for path in sorted(tree.files):
        found = _APP.search(tree.text(path)) if posixpath.basename(path) == "Chart.yaml" else None
        if found is not None:
            below = f"{posixpath.dirname(path)}/templates/".lstrip("/")
            lines = [line for each in tree.files if each.startswith(below) for line in _IMAGE.findall(tree.text(each))]
            if lines and not any(_ADDS.search(line) for line in lines):
                yield path, tree.text(path)[: found.start()].count("\n") + 1, bool(found[1])


def _pushes(job: JobRun) -> bool:
    return any(each.what == "a container registry" for each in job.irreversible)


def _said(job: JobRun) -> str:
    env = {**job.workflow.env, **job.job.env}
    texts = [*env.values()]
    for step in job.steps:
        texts += [step.run.text if step.run else "", *step.env.values(), *(step.input(key) for key in step.with_.entries)]
    return "\n".join(texts)
