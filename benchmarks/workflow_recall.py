"""How many broken workflows gate 0 refuses, and how many sound ones it lets be.

    python -m benchmarks.workflow_recall tests/cases/workflows
    python -m benchmarks.workflow_recall FOLDER-OF-PATCHES --sample=DIR --reasons=FILE.toml

A case is a folder with `case.toml` (`rules`: what may refuse it), `bad/`, `good/` and perhaps `base/`; or a folder of
patches on a sample project, of which `after`, `ok*`, `make`, `composite` and `*-sound` are sound. The rules are called
in this process: no pytest, no linter, a second for ten trees.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.findings import Finding
from core.rules import load
from facts.workflows.assembly import read
from gates.tooling.rule_context import Context
from profiles.schema.tooling import ToolingTable

_PLANNED = frozenset(
    {"every-channel-has-a-publish-job", "planned-files-are-built"}
)  # these judge a profile, which a case does not have
_SOUND = ("after", "ok", "make", "composite")
OUTCOMES = ("refused for its reason", "refused for another", "missed", "sound and silent", "sound and blocked")


@dataclass(frozen=True)
class Tree:
    """One tree of a case: sound or not, and the rules that may refuse it."""

    case: str
    side: str
    folder: Path
    sound: bool
    rules: tuple[str, ...]
    tag: str = ""
    base_tag: str = ""


@dataclass(frozen=True)
class Judged:
    """What the rules said of a tree."""

    tree: Tree
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """One of the five outcomes of the table."""
        if self.tree.sound:
            return "sound and blocked" if self.findings else "sound and silent"
        if not self.findings:
            return "missed"
        return "refused for its reason" if {each.rule for each in self.findings} & set(self.tree.rules) else "refused for another"


def case_trees(folder: Path) -> Iterator[Tree]:
    """Yield the trees of every case folder that has a `case.toml`."""
    for path in sorted(folder.glob("*/case.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        tags = (str(case.get("tag", "")), str(case.get("base_tag", "")))
        for side in ("bad", "good"):
            yield Tree(path.parent.name, side, path.parent / side, side == "good", tuple(case.get("rules", ())), *tags)


def patched_trees(folder: Path, sample: Path, reasons: Mapping[str, list[str]], work: Path) -> Iterator[Tree]:
    """Yield the sample with each patch applied; `reasons` has the rules by the name of the patch or of its folder."""
    for path in sorted(folder.glob("*/*.patch")):
        name = f"{path.parent.name}/{path.stem}"
        tree = work / name.replace("/", "_")
        shutil.copytree(sample, tree, ignore=shutil.ignore_patterns(".git"))
        if path.stat().st_size:
            subprocess.run(["git", "apply", "--unsafe-paths", f"--directory={tree}", str(path)], cwd="/", check=True, timeout=60)
        sound = (path.stem.startswith(_SOUND) and not path.stem.endswith("-hole")) or path.stem.endswith("-sound")
        yield Tree(name, path.stem, tree, sound, tuple(reasons.get(name, reasons.get(path.parent.name, []))))


def judged(tree: Tree, table: ToolingTable) -> Judged:
    """Ask every rule that needs no outside tool and no profile."""
    context = Context(read(tree.folder), table, {}, tree.tag, tree.base_tag)
    rules = [each for each in load("gates.tooling.rules").values() if not each.rule.needs and each.rule.id not in _PLANNED]
    asked = [each for each in rules if each.rule.looks_at is None or len(each.rule.looks_at(context))]
    return Judged(tree, tuple(found for each in asked for found in each.findings(context)))


def table(results: list[Judged]) -> str:
    """Return the counts as a Markdown table, and below it what is not as it should be."""
    counts = Counter(each.outcome for each in results)
    lines = ["| outcome | trees |", "|---|---|", *(f"| {name} | {counts[name]} |" for name in OUTCOMES), ""]
    wrong = [each for each in results if each.outcome not in ("refused for its reason", "sound and silent")]
    lines += [
        f"- {each.tree.case} {each.tree.side}: {each.outcome}" + "".join(f"\n  {found}" for found in each.findings)
        for each in wrong
    ]
    return "\n".join(lines)


def main() -> None:
    """Judge the cases of a folder and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workflow_recall")
    parser.add_argument("cases", type=Path)
    parser.add_argument("--sample", type=Path, help="the project that patches are applied to")
    parser.add_argument("--reasons", type=Path, help="a TOML file: name of a patch or its folder = [rules]")
    parser.add_argument("--profile", type=Path, help="a TOML file with the table [tooling] that all trees are judged with")
    given = parser.parse_args()
    known = (
        ToolingTable(**tomllib.loads(given.profile.read_text(encoding="utf-8"))["tooling"]) if given.profile else ToolingTable()
    )
    reasons = tomllib.loads(given.reasons.read_text(encoding="utf-8")) if given.reasons else {}
    with TemporaryDirectory() as work:
        trees = patched_trees(given.cases, given.sample, reasons, Path(work)) if given.sample else case_trees(given.cases)
        print(table([judged(each, known) for each in trees]))


if __name__ == "__main__":
    main()
