"""A job that signs has a key: a secret, or an identity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.path import on_the_way
from facts.workflows.runners import machines
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_SECRET = re.compile(r"\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)|\[)|toJSON\(\s*secrets|\bvars\.")
_SIGNS = {
    "gpg": ("--detach-sign", "--sign", "-b", "--clearsign", "--clear-sign", "-s", "-sb", "-ab", "-bas", "--armor-sign"),
    "gpg2": ("--detach-sign", "--sign", "-b"),
    "minisign": ("-S",),
}
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: go build -o finch .
{0}      - run: gpg --batch --detach-sign finch
      - run: gh release create "$GITHUB_REF_NAME" finch finch.sig --generate-notes
"""

RULE = Rule(
    id="signatures-have-a-key",
    title="A job that signs release files has a key: a secret, or an identity.",
    why="A runner has no key: signing fails, often after other files are published.",
    fix="import the key from a secret, or grant id-token for keyless signing",
    reference="GnuPG: --import; Sigstore: signing with OpenID Connect",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={
        ".github/workflows/release.yml": _JOBS.format(
            '      - run: gpg --batch --import <<< "$KEY"\n        env: {KEY: "${{ secrets.KEY }}"}\n'
        )
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first signature of each job that nothing gives a key."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        if not any(True for _ in machines(job.job)) or (job.secrets is not None and job.secrets != {}):
            continue
        texts = [*job.workflow.env.values(), *job.job.env.values(), *(each.text for each in scalars(job.job.body))]
        secret = any(_SECRET.search(text) for text in texts) or any(
            "secrets" in each.text for step in job.steps for each in scalars(step.body)
        )
        identity = job.grants_level("id-token")
        others = any(
            step.action and not step.action.startswith(("actions/", "docker/", "sigstore/", "softprops/")) for step in job.steps
        )
        for each in commands(job):
            wants = _wants(each)
            lacks = (wants == "a key" and not secret and not others) or (
                wants == "an identity" and identity is not None and identity < 2 and not secret
            )
            if lacks and each.ran.at not in seen and not each.ran.lost:
                seen.add(each.ran.at)
                got = f"job {job.id} signs with {each.ran.command.tool} but has no {wants.split(' ')[1]}"
                yield Finding(RULE.id, each.ran.file, each.ran.line, got, wants, RULE.fix)
                break


def _wants(each: Placed) -> str:
    command = each.ran.command
    if command.tool in _SIGNS:
        made = re.search(r"gen-key|generate-key|minisign -G", each.ran.text)
        return "a key" if command.flag(*_SIGNS[command.tool]) and not made else ""
    if command.tool == "cosign" and command.arguments[:1] and command.arguments[0] in ("sign", "sign-blob", "attest"):
        return "" if command.flag("--key", "--identity-token", "--sk") else "an identity"
    return ""
