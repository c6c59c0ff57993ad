"""One run from end to end: write down that it begins, let the child work, judge, write evidence, show the verdict."""

import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from facts.errors import Refused
from facts.git import Checkout
from facts.tree import tree_digest
from plugins import handover, screen
from plugins.child import Ending, wait_for
from plugins.evidence import Evidence
from plugins.evidence_file import lock
from plugins.inputs import profile_path
from plugins.judge import judge
from plugins.plan import Check, Plan, expand, read
from plugins.records import Records
from plugins.release import Release
from plugins.selection import Selection
from plugins.version import suite_version

_DEADLINE = 6 * 3600.0
_ORDERLY = (0, 1, 5)  # exit statuses of a pytest session that went through


@dataclass(frozen=True)
class Scope:
    """What one run selects of the plan, and where it keeps its files."""

    plan: Plan
    selection: Selection
    selected: tuple[Check, ...]
    nonce: str
    folder: Path


def environment() -> Mapping[str, str]:
    """Return the launcher's environment."""
    return os.environ


def run(release: Release, options: Namespace, words: Sequence[str], root: Path, here: Path) -> int:
    """Verify the release; return the exit status of `surface.md`."""
    selection = Selection.of(options.markexpr, options.keyword, options.file_or_dir, root, here)
    plan = expand(read(root), release.profile)
    selected = selection.of_plan(plan)
    if not selected:
        print("nothing selected: no check of the plan fits -m, -k and the paths", file=sys.stderr)
        return 5
    _refuse_parallel_mechanics(selected, options)
    with lock(Evidence.path_of(release)):
        return _locked(release, options, words, root, here, _scope(release, plan, selection, selected))


def _refuse_parallel_mechanics(selected: tuple[Check, ...], options: Namespace) -> None:
    if options.numprocesses and any(check.stage == "mechanics" for check in selected):
        raise Refused(got="-n with mechanics", expected="one step after the other", advice="drop -n for -m mechanics")


def _scope(release: Release, plan: Plan, selection: Selection, selected: tuple[Check, ...]) -> Scope:
    nonce = token_hex(8)
    folder = release.evidence_dir / "runs" / nonce
    folder.mkdir(parents=True)
    return Scope(plan, selection, selected, nonce, folder)


def _locked(
    release: Release, options: Namespace, words: Sequence[str], root: Path, here: Path, scope: Scope
) -> int:
    profile_file = profile_path(options, release.project, root, here)
    shutil.copyfile(profile_file, scope.folder / "profile.toml")
    evidence = Evidence.open(release, scope.plan, fresh=options.fresh)
    entry = _entry(release, scope, profile_file, root)
    evidence.begin(entry)
    print(screen.first_line(evidence.document), flush=True)
    _hand_over(release, scope, root, evidence.durations(scope.plan))
    ending = wait_for(_arguments(words, options, scope, root), here, scope.folder, _DEADLINE)
    records = Records.read(scope.folder / "records.jsonl", scope.nonce)
    trouble = _trouble(ending, records, scope)
    excuse = _excuse(release, entry)
    evidence.add([judge(check, scope.plan, records, excuse) for check in scope.selected])
    status = _status(evidence, scope, ending, trouble)
    evidence.end(scope.nonce, _ended(scope, status, ending, trouble))
    evidence.finish(options)
    print(screen.last_screen(evidence.document, evidence.run(scope.nonce), shutil.get_terminal_size().columns), flush=True)
    return status


def _entry(release: Release, scope: Scope, profile_file: Path, root: Path) -> dict[str, Any]:
    return {
        "nonce": scope.nonce,
        "started": _now(),
        "ended": None,
        "exit_status": None,
        "interrupted": False,
        "selection": {
            "expression": scope.selection.expression,
            "keyword": scope.selection.keyword,
            "paths": list(scope.selection.paths),
            "checks": [check.id for check in scope.selected],
        },
        "commit": release.commit,
        "tree": _tree(release),
        "profile_digest": sha256(profile_file.read_bytes()).hexdigest(),
        "plan_digest": scope.plan.document(release.profile)["digest"],
        "suite_version": suite_version(root),
        "host": _host(),
        "tools": {},
        "report_digest": None,
        "trouble": [],
    }


def _tree(release: Release) -> str:
    project = release.profile.project
    return tree_digest(release.project, (project.waivers, project.signoffs))


def _host() -> dict[str, str]:
    system = os.uname()
    return {"name": system.nodename, "os": f"{system.sysname} {system.machine}", "python": sys.version.split()[0]}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hand_over(release: Release, scope: Scope, root: Path, durations: dict[str, float]) -> None:
    workspace = release.evidence_dir / "work" / scope.nonce
    workspace.mkdir(parents=True)
    handover.write(
        handover.Run(
            nonce=scope.nonce,
            folder=scope.folder,
            launcher=os.getpid(),
            root=root,
            release=release,
            plan=scope.plan,
            selected=frozenset(check.nodeid for check in scope.selected),
            carried=frozenset(),
            workspace=workspace,
            clearance={},
            durations=durations,
        )
    )


def _arguments(words: Sequence[str], options: Namespace, scope: Scope, root: Path) -> list[str]:
    added = [] if options.markexpr or not scope.selection.expression else ["-m", scope.selection.expression]
    paths = [] if options.file_or_dir else [str(root / name) for name in ("gates", "delivery", "provenance")]
    return [
        *("-qq", "--tb=no", "--no-summary", "-oconsole_output_style=none"),  # the last screen says it all; what the user adds comes later and wins
        *words,
        *added,
        *[path for path in paths if Path(path).is_dir()],
        f"--suite-run={scope.folder / handover.FILE}",
        f"--rootdir={root}",
        f"--config-file={root / 'pyproject.toml'}",
        "--disable-plugin-autoload",
        "-p",
        "xdist",
        "-p",
        "pytest_metadata",
        "-p",
        "pytest_jsonreport",
        "--json-report",
        f"--json-report-file={_report(scope)}",
    ]


def _report(scope: Scope) -> Path:
    return scope.folder.with_suffix(".json")


def _trouble(ending: Ending, records: Records, scope: Scope) -> list[str]:
    """All that is wrong with the run as a whole; any of it and the run is not clean."""
    return [*records.trouble, *_unended(ending, records), *_uncollected(records, scope), *_unreported(records, scope)]


def _unended(ending: Ending, records: Records) -> list[str]:
    if ending.interrupted:
        return ["interrupted by a signal"]
    if ending.overdue:
        return [f"the run did not end within {_DEADLINE / 3600:g} hours and was killed"]
    if not records.ended:
        return [f"the child ended with status {ending.status} before its end mark"]
    if ending.status not in _ORDERLY or ending.status != records.exitstatus:
        return [f"the child ended with status {ending.status}, its session said {records.exitstatus}"]
    return []


def _uncollected(records: Records, scope: Scope) -> list[str]:
    planned = {check.nodeid for check in scope.selected}
    found = {nodeid for ids in records.collected.values() for nodeid in ids} | set(records.reports)
    unplanned = sorted(found - planned)
    lists = {tuple(sorted(ids)) for ids in records.collected.values()}
    trouble = [f"not in the plan, but collected: {nodeid}; run python -m plugins.renew_plan" for nodeid in unplanned]
    trouble += [f"a module could not be collected: {entry['nodeid']}" for entry in records.uncollected]
    return trouble + (["workers collected different checks"] if len(lists) > 1 else [])


def _unreported(records: Records, scope: Scope) -> list[str]:
    try:
        report = json.loads(_report(scope).read_text("utf-8"))
    except (OSError, ValueError):
        return ["pytest-json-report left no readable report"]
    if report.get("nonce") != scope.nonce:
        return ["pytest-json-report's file belongs to another run"]
    if report.get("exitcode") != records.exitstatus:
        return [f"pytest-json-report saw exit status {report.get('exitcode')}, the session said {records.exitstatus}"]
    return []


def _excuse(release: Release, entry: dict[str, Any]) -> str | None:
    if Checkout(release.project).head != entry["commit"]:
        return "the commit under release changed while the checks ran; repeat them"
    if _tree(release) != entry["tree"]:
        return "the working files changed while the checks ran; repeat them"
    return None


def _status(evidence: Evidence, scope: Scope, ending: Ending, trouble: list[str]) -> int:
    """Return the run's exit status: over the selected official checks."""
    if ending.interrupted:
        return 2
    official = [check.id for check in scope.selected if check.tier == "official"]
    records = [evidence.record(check) for check in official]
    if any(record["outcome"] == "failed" and record["waiver"] is None for record in records):
        return 1
    proven = all(record["outcome"] in ("passed", "failed") for record in records)
    return 0 if proven and not trouble else 101


def _ended(scope: Scope, status: int, ending: Ending, trouble: list[str]) -> dict[str, Any]:
    report = _report(scope)
    return {
        "ended": _now(),
        "exit_status": status,
        "interrupted": ending.interrupted,
        "trouble": trouble,
        "report_digest": sha256(report.read_bytes()).hexdigest() if report.is_file() else None,
    }
