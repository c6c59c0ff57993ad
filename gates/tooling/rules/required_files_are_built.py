"""What a script or a formula demands of a release is built: every file name that it asks for, some row of the matrix makes."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.script import Script
from facts.shell.syntax import Call
from facts.shell.walking import words
from facts.workflows.artifacts import same
from facts.workflows.formulae import assets
from facts.workflows.release_graph import Machinery
from gates.tooling.built_files import ARCHIVE, PARAMETER, family, made, template
from gates.tooling.rule_context import Context, found_at

RULE = Rule(
    id="required-files-are-built",
    title="Every release file that a script or a formula needs is built by a matrix job.",
    why="Otherwise the script or the formula downloads a file that does not exist.",
    fix="build the file, or remove the reference to it",
    bad={
        "tap.sh": """\
set -e
for f in "app_${V}_linux_arm64.tar.gz" "app_${V}_linux_amd64.tar.gz"; do
  grep "$f" sums
done
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{platform: linux_amd64}]}}
    runs-on: ubuntu-latest
    steps:
      - run: tar -czf "app_${V}_${{ matrix.platform }}.tar.gz" bin
      - uses: actions/upload-artifact@v4
        with: {name: "dist-${{ matrix.platform }}", path: "*.tar.gz"}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - run: cargo publish
""",
    },
    good={
        "tap.sh": """\
set -e
for f in "app_${V}_linux_arm64.tar.gz" "app_${V}_linux_amd64.tar.gz"; do
  grep "$f" sums
done
""",
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{platform: linux_amd64}, {platform: linux_arm64}]}}
    runs-on: ubuntu-latest
    steps:
      - run: tar -czf "app_${V}_${{ matrix.platform }}.tar.gz" bin
      - uses: actions/upload-artifact@v4
        with: {name: "dist-${{ matrix.platform }}", path: "*.tar.gz"}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - run: cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each file that a script asks for and nothing makes."""
    built = made(context.graph, context.table.targets)
    found = [line for script in context.graph.scripts.values() if script.first_line == 1 for line in _in_script(script, built)]
    return list(dict.fromkeys([*found, *_in_formulae(context.graph, built)]))


def _in_formulae(machinery: Machinery, built: set[str]) -> Iterator[Finding]:
    for asset in assets(machinery.root) if built else ():
        if not any(same(asset.name, name) for name in built):
            yield (
                found_at(
                    RULE,
                    asset.at,
                    (f"requires {asset.name}, which no matrix job builds (built: {', '.join(sorted(built))})"),
                    "use the name of a built file",
                )
            )


def _in_script(script: Script, made: set[str]) -> Iterator[Finding]:
    families = {family(name) for name in made if family(name)}
    for statement, _ in script.spots:
        if isinstance(statement.node, Call) and statement.node.name in ("sed", "perl", "echo", "printf"):
            continue  # rewriting or telling a name asks nothing of anybody
        for word in words(statement):
            for name in ARCHIVE.findall(PARAMETER.sub("*", word.text)):
                wanted = template(name)
                if family(wanted) in families and not any(same(wanted, item) for item in made):
                    yield (
                        found_at(
                            RULE,
                            script.at(statement.line),
                            (
                                f"requires {wanted}, which no matrix job builds (built: "
                                f"{', '.join(sorted(n for n in made if family(n) == family(wanted)))})"
                            ),
                            "build it, or remove the reference",
                        )
                    )
