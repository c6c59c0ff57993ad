"""What the whole stage costs beside a runbook whose commands are run one after another, both cold and on one host.

    python -m benchmarks.runbook_cost --project=CLONE --runbook=FILE --target=vX.Y.Z --base=vX.Y.Z --profile=NAME [--scratch=DIR]

Each side gets a clone of its own without anything built, and its own empty folder for what Go compiles; what was downloaded
before (crates, packages, modules) is there for both. Wall and processor seconds are those of a command and of all that it
waited for. A command that fails is counted, one that could not be started costs nothing and is named. The exit status is 0
when the suite judged every check of the stage and costs at most the asked share of the runbook, in both.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.runbook_timing import Spent, measured, total

ROOT = Path(__file__).resolve().parent.parent
SUITE = 7200.0  # seconds
ASKED = 0.8
HEAD = "| command | page of the runbook | wall s | processor s | how it ended |\n|---|---|---|---|---|"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command of a runbook; `{target}`, `{base}` and `{advisories}` stand for what a maintainer puts there."""

    label: str
    page: str
    argv: tuple[str, ...]
    folder: str = "."
    timeout: float = 1800
    former: bool = False  # only pages of a former runbook ask for it; the shares are also said without


class Runbook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of commands, in the order in which they are run."""

    line: tuple[Line, ...]


def main(arguments: list[str]) -> int:
    """Measure both sides and print; return 0 when the suite is cheap enough."""
    given = _options(arguments)
    shutil.rmtree(given.scratch, ignore_errors=True)
    print(HEAD, flush=True)
    lines = read(given.runbook).line
    runbook = by_hand(lines, given)
    suite = whole(given)
    print(suite.row("the whole stage", " ".join(given.select)))
    counts = outcomes(given.scratch / "evidence" / f"evidence-{given.target}.json")
    print("\n".join([*said(runbook, suite, counts), *without_former(lines, runbook, suite)]))
    return 0 if counts.total() and not counts["not_run"] and max(shares(total(runbook), suite)) <= ASKED else 1


def by_hand(lines: Sequence[Line], given: argparse.Namespace) -> list[Spent]:
    """Run every command of the runbook in one clone."""
    project, env = _clone(given, "by-hand"), _environment(given, "by-hand")
    return [_one(line, project, env, given) for line in lines]


def whole(given: argparse.Namespace) -> Spent:
    """Run the suite once, on a clone and an evidence folder of its own."""
    project, env = _clone(given, "suite"), _environment(given, "suite")
    words = ["--release-target", given.target, "--base-tag", given.base, f"--project={project}", "--blockers=off"]
    words += [f"--profile={given.profile}"] if given.profile else []
    argv = [sys.executable, "-m", "pytest", *words, f"--evidence-dir={given.scratch / 'evidence'}", *given.select]
    return measured(argv, ROOT, env, SUITE)


def outcomes(evidence: Path) -> Counter[str]:
    """Return how many checks of the suite's run ended how; nothing where it left no evidence."""
    if not evidence.is_file():
        return Counter()
    return Counter(check["outcome"] for check in msgspec.json.decode(evidence.read_bytes())["checks"])


def shares(runbook: Spent, suite: Spent) -> tuple[float, float]:
    """Return the suite's part of the runbook's wall and processor seconds."""
    return suite.wall / runbook.wall, suite.processor / runbook.processor


def said(runbook: Sequence[Spent], suite: Spent, counts: Counter[str]) -> list[str]:
    """Return the sums, what they rest on, and the two shares."""
    whole, ended = total(runbook), Counter(one.ended for one in runbook)
    wall, processor = shares(whole, suite)
    return [
        f"runbook: {len(runbook)} commands, wall {whole.wall:.1f} s, processor {whole.processor:.1f} s; "
        + ", ".join(f"{number} {how}" for how, number in ended.most_common()),
        f"suite: wall {suite.wall:.1f} s, processor {suite.processor:.1f} s; "
        + (", ".join(f"{number} {how}" for how, number in sorted(counts.items())) or "no evidence"),
        f"suite / runbook: wall {wall:.2f}, processor {processor:.2f} (asked for: at most {ASKED})",
    ]


def without_former(lines: Sequence[Line], runbook: Sequence[Spent], suite: Spent) -> list[str]:
    """Return the shares of what today's pages alone ask for, where former ones ask for more."""
    today = [spent for line, spent in zip(lines, runbook, strict=True) if not line.former]
    if len(today) == len(runbook):
        return []
    wall, processor = shares(total(today), suite)
    return [f"without the {len(runbook) - len(today)} that only former pages ask for: wall {wall:.2f}, processor {processor:.2f}"]


def read(file: Path) -> Runbook:
    """Read a runbook; an unknown key or a missing one is refused with its place."""
    return msgspec.toml.decode(file.read_bytes(), type=Runbook)


def _one(line: Line, project: Path, env: Mapping[str, str], given: argparse.Namespace) -> Spent:
    stands = {
        "{target}": given.target,
        "{base}": given.base,
        "{advisories}": env.get("RELEASE_ADVISORY_DB", ".scratch/advisory-db"),
    }
    argv = list(line.argv)
    for mark, word in stands.items():
        argv = [each.replace(mark, word) for each in argv]
    spent = measured(argv, project / line.folder, env, line.timeout)
    print(spent.row(f"{line.label}: `{' '.join(argv)}`", line.page), flush=True)
    return spent


def _clone(given: argparse.Namespace, side: str) -> Path:
    project: Path = given.scratch / side / "project"
    cloned = measured(["git", "clone", "-q", str(given.project), str(project)], ROOT, os.environ, SUITE)
    if not cloned.good:
        raise SystemExit(f"runbook_cost: no clone of {given.project}: {cloned.ended}")
    return project


def _environment(given: argparse.Namespace, side: str) -> dict[str, str]:
    """Return our own environment without what would let one side find what was built before."""
    kept = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR" and not name.startswith("PYTEST_")}
    return {**kept, "GOCACHE": str(given.scratch / side / "go-build")}


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runbook_cost", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--project",
        type=Path,
        required=True,
        help="a clone of the project at the commit under release, with its tags; it is only read",
    )
    parser.add_argument("--runbook", type=Path, required=True, help="the file of the runbook's commands")
    parser.add_argument("--target", required=True, help="the release")
    parser.add_argument("--base", required=True, help="the release before")
    parser.add_argument("--profile", default="", help="what the suite is told about the project")
    parser.add_argument(
        "--scratch", type=Path, default=ROOT / ".scratch" / "runbook", help="where clones and evidence lie; emptied first"
    )
    parser.add_argument("select", nargs="*", default=["-m", "pre_release", "-n", "2"], help="after --: what the suite runs")
    given = parser.parse_args(arguments)
    given.project, given.scratch = given.project.resolve(), given.scratch.resolve()
    return given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
