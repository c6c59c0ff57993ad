"""One call makes one publication: no life-cycle script of a package publishes it again."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import publishing
from facts.runs.state import State
from facts.runs.walk import Walk
from facts.tasks.node_scripts import LIFE_CYCLE
from facts.workflows.publishers import by_command
from gates.tooling.rule_context import Context

_WORKFLOW = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish: {runs-on: ubuntu-24.04, steps: [{run: npm run %s}]}\n'
_PACKAGE = '{"name": "x", "scripts": {"%s": "npm publish --access public"}}\n'

RULE = Rule(
    id="lifecycle-scripts-do-not-publish",
    title="No lifecycle script of a package publishes it a second time.",
    why=(
        "npm runs the scripts publish, prepublishOnly and postpublish as part of npm publish; the second attempt "
        "fails after the version is published."
    ),
    fix="give the script a name that is not a lifecycle hook",
    reference="npm: scripts, life cycle operation order",
    bad={".github/workflows/release.yml": _WORKFLOW % "publish", "package.json": _PACKAGE % "publish"},
    good={".github/workflows/release.yml": _WORKFLOW % "release:npm", "package.json": _PACKAGE % "release:npm"},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each life-cycle script that publishes and is run by a publication."""
    scripts = context.graph.scripts
    seen: set[str] = set()
    for _, _, effect in publishing(context.graph):
        if (
            effect.what != "npm"
            or effect.publisher is None
            or effect.command is None
            or effect.command.tool not in ("npm", "pnpm", "yarn")
        ):
            continue
        for name in LIFE_CYCLE["publish"]:
            key = f"npm:{effect.folder}:{name}"
            if key in scripts and key not in seen:
                walk = Walk(scripts, lambda *given: ())
                walk.script(scripts[key], State(arguments=None))
                if any((found := by_command(each.command)) and not found.dry and found.channel == "npm" for each in walk.found):
                    seen.add(key)
                    got = f"the script {name}, which npm runs when it publishes, publishes again"
                    yield Finding(
                        "lifecycle-scripts-do-not-publish",
                        scripts[key].file,
                        scripts[key].first_line,
                        got,
                        "one publication per call",
                        f"rename the script {name}",
                    )
