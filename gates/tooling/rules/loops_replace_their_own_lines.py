"""What a loop replaces in one file, each round replaces somewhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.path import in_releases
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Loop
from facts.shell.walking import walk, words
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: actions/checkout@v4
      - run: |
          for target in macos linux; do
            sum="$(sha256sum "dist/finch-$target.tar.gz" | cut -d ' ' -f 1)"
            sed -i "{0}s/sha256 \\".*\\"/sha256 \\"$sum\\"/" Formula/finch.rb
          done
      - run: gh release create "$GITHUB_REF_NAME" dist/*.tar.gz Formula/finch.rb --generate-notes
"""

RULE = Rule(
    id="loops-replace-their-own-lines",
    title="A loop in a release script that replaces text in one file finds a different place in every iteration.",
    why="Every iteration replaces what the one before wrote: all checksums, versions or addresses end as the last one, and nothing fails.",
    fix="search for something that names the iteration, such as the line below the address of its file",
    reference="sed: addresses, the s command",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("/$target/,/sha256/")},
)
_NAME = re.compile(r"\$(\w+)")
_SUBSTITUTES = re.compile(r"(?:^|[\s;}/0-9$,!])s([/|#,!:@%~])")
_SECOND = re.compile(r"\\.|.", re.DOTALL)


@dataclass(frozen=True)
class _Replaced:
    """Where a command looks (its address and pattern), and what it puts there."""

    where: str
    what: str
    only_first: bool  # of the file, not of each line


def findings(context: Context) -> Iterator[Finding]:
    """Yield each replacement in a loop that looks at the same place in all iterations."""
    seen: set[Location] = set()
    for _, job in in_releases(context.graph):
        for step in job.steps:
            for script in context.graph.scripts_of(step):
                for line, name, target in _replaced_again(script):
                    where = script.at(line)
                    if where not in seen:
                        seen.add(where)
                        got = f"every iteration of the loop over {name} replaces the same text in {target} (job {job.id})"
                        yield Finding(RULE.id, where.path, where.line, got, "a pattern that names the iteration", RULE.fix)


def _replaced_again(script: Script) -> Iterator[tuple[int, str, str]]:
    for statement, _ in script.spots:
        node = statement.node
        if not isinstance(node, Loop) or node.kind != "for" or (len(node.words) == 1 and node.words[0].plain):
            continue
        inside = [each for each, _ in walk(node.body)]
        calls = [each for each in inside if isinstance(each.node, Call)]
        varying = {node.name} | {assign.name for each in calls if isinstance(each.node, Call) for assign in each.node.assigns}
        if any(isinstance(each.node, Call) and each.node.name in ("cd", "pushd", "break") for each in calls):
            continue
        for each in calls:
            found = _in_place(invocation(each.node)) if isinstance(each.node, Call) else None
            if found is not None and not _varies(f"{found[1].where} {found[0]}", varying):
                target, replaced = found
                inner = [one for word in words(each) for one, _ in walk(word.inner)]
                depends = varying & {name for one in (each, *inner) for word in words(one) for name in word.names}
                if depends and not _adds(replaced) and not (replaced.only_first and _uses_up(replaced)):
                    yield each.line, node.name, target


def _varies(text: str, names: set[str]) -> bool:
    """Whether a text is another one in each round, as far as it shows."""
    return "$(" in text or "${" in text or bool(names & set(_NAME.findall(text)))


def _in_place(command: Invocation) -> tuple[str, _Replaced] | None:
    """Return the file that a command changes where it lies, and its one substitution."""
    flags = " ".join(command.flags)
    if command.tool not in ("sed", "gsed", "perl") or not re.search(r"(?:^|\s)-(?:-in-place|\w*i)", flags):
        return None
    texts = [word.text for word in command.words if not word.text.startswith("-") and word.text not in ("''", '""', "")]
    if len(texts) != 2:
        return None
    replaced = _parsed(texts[0])
    return (texts[1], replaced) if replaced is not None else None


def _parsed(text: str) -> _Replaced | None:
    found = _SUBSTITUTES.search(text)
    if found is None:
        return None
    sign, parts, rest = found[1], [""], text[found.end() :]
    depth = 0
    for piece in _SECOND.findall(rest):
        depth += (piece == "(") - (piece == ")")
        if piece == sign and len(parts) < 3 and depth <= 0:
            parts.append("")
        else:
            parts[-1] += piece
    if len(parts) != 3 or ";" in parts[2]:
        return None
    address = text[: found.start() + (1 if not text[found.start()].startswith("s") else 0)]
    return _Replaced(f"{address}{parts[0]}", parts[1], address.startswith(("0,", "1,")))


def _adds(replaced: _Replaced) -> bool:
    """Whether what was found stays, so that each round adds to it."""
    return re.search(r"(?<!\\)&|\\\d|\\n|\$\d", replaced.what) is not None


def _uses_up(replaced: _Replaced) -> bool:
    """Whether the pattern has a word that what is put there lacks, so that the next round finds the next place."""
    found = re.findall(r"[A-Za-z]\w{2,}", re.sub(r"\[[^\]]{0,500}\]", "", replaced.where))
    return any(word not in replaced.what for word in found)
