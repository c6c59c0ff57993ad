"""A request that the server refuses fails: curl is told to, or its answer is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import by_address
from discovery.workflows.job_runs import runs
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Statement
from facts.shell.walking import Place
from gates.tooling.rule_context import Context

_STARTS = re.compile(r"api\.github\.com/repos/\S+/dispatches\b")
_LETTERS = re.compile(r"-[a-zA-Z#]*f[a-zA-Z#]*$")
_OPTIONS = re.compile(r"\$\{?\w*(opt|arg|flag|curl)\w*", re.IGNORECASE)
_TAKES_AN_ANSWER = ("-w", "--write-out", "-o", "--output", "-i", "--include", "-K", "--config")
_SUMS = frozenset({"sha256sum", "sha512sum", "sha1sum", "md5sum", "shasum", "openssl", "b2sum"})
_CUTS = frozenset({"cut", "awk", "head", "tr", "sed", "tail"})
_OF_A_SUM = re.compile(r"sha(1|256|512)|checksum|sums\b|digest", re.IGNORECASE)

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - run: curl {0} -X POST --data-binary @demo "https://uploads.github.com/repos/o/r/releases/1/assets?name=demo"
      - run: gh release edit "$GITHUB_REF_NAME" --draft=false
"""

RULE = Rule(
    id="http-errors-fail-the-step",
    title="An HTTP request that the server rejects fails its step.",
    why=(
        "curl succeeds whatever the server answers: a rejected upload counts as done, and an error page is used as "
        "a file or a checksum."
    ),
    fix="pass `--fail` to curl, or check the status of the response",
    reference="curl: --fail, --fail-with-body",
    bad={".github/workflows/release.yml": _JOBS.format("-sS")},
    good={".github/workflows/release.yml": _JOBS.format("-fsS")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each request of a publishing job whose refusal nobody sees."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            publishes = any(each.irreversible or each.kind == "push" for each in job.effects)
            for step in job.steps if publishes else ():
                for script in context.graph.scripts_of(step):
                    for statement, got in _refused(script):
                        at = script.at(statement.line)
                        if at not in seen:
                            seen.add(at)
                            yield Finding(
                                RULE.id, at.path, at.line, got, "a request that fails if the server rejects it", RULE.fix
                            )


def _refused(script: Script) -> Iterator[tuple[Statement, str]]:
    calls = tuple(script.calls())
    for at, (call, statement, place) in enumerate(calls):
        command = invocation(call)
        if command.tool != "curl" or _fails(command):
            continue
        if by_address(command) is not None or any(_STARTS.search(word.text) for word in command.words):
            looked = place.tested or place.substituted or place.piped_into is not None or command.flag(*_TAKES_AN_ANSWER)
            if not looked or (command.value("-o") == "/dev/null" and not command.flag("-w", "--write-out") and not place.tested):
                yield statement, "curl publishes here, or starts what does, and succeeds whatever the server answers"
        elif _is_hashed(call, place, [each for each, _, _ in calls[at + 1 :]], command):
            yield statement, "a checksum is computed from what curl gets, and curl succeeds whatever the server answers"
        elif _is_cut(command, place) and not _is_examined(script, place):
            yield statement, "a checksum is cut out of what curl gets, and curl succeeds whatever the server answers"


def _fails(command: Invocation) -> bool:
    """Whether curl fails on an error, or may be told so by options that are not seen."""
    told = command.flag("--fail", "--fail-with-body", "--fail-early") or any(_LETTERS.match(flag) for flag in command.flags)
    return told or any(_OPTIONS.match(word.text) for word in command.words)


def _is_hashed(call: Call, place: Place, later: list[Call], command: Invocation) -> bool:
    after = place.piped_into.node if place.piped_into is not None else None
    if isinstance(after, Call) and after.name in _SUMS:
        return True
    file = command.value("-o", "--output") or ""
    file = file if re.search(r"\w\.\w", file) else ""
    checks = any(other.name in _SUMS and {"-c", "--check"} & set(other.texts) for other in later)
    return bool(file) and not checks and any(other.name in _SUMS and file in other.texts for other in later)


def _is_cut(command: Invocation, place: Place) -> bool:
    after = place.piped_into.node if place.piped_into is not None else None
    of_a_sum = any(_OF_A_SUM.search(word.text) for word in command.words)
    return isinstance(after, Call) and after.name in _CUTS and of_a_sum and place.substituted


def _is_examined(script: Script, place: Place) -> bool:
    """Whether the value that a request becomes is held against a form: a pattern, a length."""
    outer = place.parents[0] if place.parents else None
    names = [assign.name for each in (outer, *place.parents) if each is not None for assign in getattr(each.node, "assigns", ())]
    return any(
        re.search(rf"(?m:^)(?>.*?(?:\[|test|case|grep|expr|\(\()).*\$\{{?#?{re.escape(name)}\b", script.text) for name in names
    )
