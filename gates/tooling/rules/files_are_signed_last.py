"""A file is not changed, and not uploaded anew, after it was signed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.job_runs import JobRun, runs
from facts.shell.invocations import Invocation
from gates.tooling.rule_context import Context

_APART = {"cosign": "sign-blob", "minisign": "", "gpg": "", "ssh-keygen": ""}
_TEXTS = re.compile(r"\.(?:txt|sha256|sha512|json|yml|yaml|xml)$|SUMS?$|sums?$", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: sha256sum a.zip > SUMS
{0}      - run: sha256sum b.zip >> SUMS
{1}      - run: gh release create "$GITHUB_REF_NAME" a.zip b.zip SUMS SUMS.asc --generate-notes
"""
_SIGN = "      - run: gpg --armor --detach-sign SUMS\n"

RULE = Rule(
    id="files-are-signed-last",
    title="A file is signed after its last change.",
    why=(
        "A signature is valid only for the bytes that were signed: a line that is added later, even in a different "
        "job, makes it invalid."
    ),
    fix="sign the file when it is complete, or sign it again",
    reference="cosign sign-blob; gpg: --detach-sign",
    bad={".github/workflows/release.yml": _JOBS.format(_SIGN, "")},
    good={".github/workflows/release.yml": _JOBS.format("", _SIGN)},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each change to a file that was signed before, in the same job or in one that runs after it."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs if run.publishes else ():
            listed = list(commands(job))
            after = [each for other in run.jobs if job in run.before(other) for each in _brought(other)]
            for at, each in enumerate(listed):
                name = _signed(each.ran.command)
                if not name:
                    continue
                rest = [*listed[at + 1 :], *after]
                change = next((late for late in rest if _changes(late, name)), None)
                again = change is not None and any(_signed(late.ran.command) == name for late in rest[rest.index(change) :])
                if change is not None and not again and change.ran.at not in seen:
                    seen.add(change.ran.at)
                    got = f"{name} is changed after job {job.id} has signed it"
                    yield Finding(
                        RULE.id, change.ran.file, change.ran.line, got, "a file that is signed after its last change", RULE.fix
                    )


def _brought(job: JobRun) -> list[Placed]:
    """Return the commands of a later job that has the files of the release."""
    listed = list(commands(job))
    downloads = any(step.action == "actions/download-artifact" for step in job.steps)
    return listed if downloads or any(each.ran.command.runs("gh", "release", "download") for each in listed) else []


def _signed(command: Invocation) -> str:
    """Return the name of the one file of text that a command signs apart."""
    verb = _APART.get(command.tool)
    if verb is None or (verb and command.arguments[:1] != (verb,)):
        return ""
    if command.tool == "gpg" and not command.flag("--detach-sign", "-b", "-ab", "--clearsign", "-sb"):
        return ""
    if command.tool in ("minisign", "ssh-keygen") and not any(re.match(r"-\w*S|-Y", flag) for flag in command.flags):
        return ""
    named = [
        word.text for word in command.words if _TEXTS.search(word.text) and not word.text.startswith("-") and "$" not in word.text
    ]
    return posixpath.basename(named[-1]) if named else ""


def _changes(each: Placed, name: str) -> bool:
    return any(posixpath.basename(target.strip("\"'")) == name for target in each.ran.writes)
