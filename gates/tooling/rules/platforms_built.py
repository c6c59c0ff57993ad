"""What a script or a formula demands of a release is built: every file name that it asks for, some row of the matrix makes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.shell.script import Script
from facts.shell.syntax import Call
from facts.shell.walking import words
from facts.workflows.artifacts import expand, same
from facts.workflows.formulae import assets
from facts.workflows.matrix_rows import TargetsFile, rows
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path

_ARCHIVE = re.compile(r"[\w.*$\{\}-]+\.(?:tar\.gz|tgz|zip|tar\.xz)")
_PARAMETER = re.compile(r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\w+|\$\(\.\.\.\)", re.DOTALL)
BAD = {
    "tap.sh": 'set -e\nfor f in "app_${V}_linux_arm64.tar.gz" "app_${V}_linux_amd64.tar.gz"; do\n  grep "$f" sums\ndone\n',
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
}
REFUSAL = "which no row of a build builds"


def findings(machinery: Machinery, targets: TargetsFile | None = None) -> list[str]:
    """Return one sentence for each file that a script asks for and nothing makes."""
    built = made(machinery, targets)
    found = [line for script in machinery.scripts.values() if script.first_line == 1 for line in _in_script(script, built)]
    return list(dict.fromkeys([*found, *_in_formulae(machinery, built)]))


def _in_formulae(machinery: Machinery, built: set[str]) -> Iterator[str]:
    for asset in assets(machinery.root) if built else ():
        if not any(same(asset.name, name) for name in built):
            yield (
                f"{asset.at}: asks for {asset.name}, which no row of a build builds (built: {', '.join(sorted(built))}); "
                f"name what is built"
            )


def made(machinery: Machinery, targets: TargetsFile | None) -> set[str]:
    """Return the names of archives that rows of builds make, `*` for what is computed."""
    found: set[str] = set()
    for stop in release_path(machinery):
        known = rows(stop.job, machinery.root, targets) if stop.job.matrix.present else ()
        texts = [step.run.text for step in stop.job.steps if step.run is not None]
        texts += [step.input("path") for step in stop.job.steps]
        for row in known:
            # Only a name that the row really decides says which platforms there are.
            decided = [t for t in texts if "matrix." in t]
            found |= {template(name) for text in decided for name in _ARCHIVE.findall(_PARAMETER.sub("*", expand(text, row)))}
    return found


def template(name: str) -> str:
    """Return a name without its folder, each computed part as one `*`."""
    return re.sub(r"\*+", "*", name.rsplit("/", 1)[-1])


def _in_script(script: Script, made: set[str]) -> Iterator[str]:
    families = {family(name) for name in made if family(name)}
    for statement, _ in script.spots:
        if isinstance(statement.node, Call) and statement.node.name in ("sed", "perl", "echo", "printf"):
            continue  # rewriting or telling a name asks nothing of anybody
        for word in words(statement):
            for name in _ARCHIVE.findall(_PARAMETER.sub("*", word.text)):
                wanted = template(name)
                if family(wanted) in families and not any(same(wanted, item) for item in made):
                    yield (
                        f"{script.at(statement.line)}: asks for {wanted}, which no row of a build builds (built: "
                        f"{', '.join(sorted(n for n in made if family(n) == family(wanted)))}); build it or stop asking"
                    )


def family(name: str) -> str:
    """Return what names of one kind share: all before the computed part, and the ending."""
    head, star, tail = name.partition("*")
    plain = tail.split(".", 1)[0].strip("_-")
    return f"{head}*.{tail.split('.', 1)[-1]}" if star and head and plain and "*" not in tail else ""
