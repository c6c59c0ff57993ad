"""`--doctor`: one list of everything that the selected checks need and this machine lacks; it runs nothing."""

import os
from argparse import Namespace
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.errors import Refused
from core.tools import Need, lack
from plugins.plan.expansion import expand
from plugins.plan.plan import Check, Plan, read
from plugins.plan.selection import Selection
from profiles.schema.machines import OFFICIAL, covers, here
from profiles.schema.profile import Profile, Project, load

_ALWAYS = ("git",)
SAMPLE_PROFILE = Path("sample") / "files" / "common" / "release-profile.toml"


def examine(options: Namespace, root: Path, here: Path, configured: str) -> int:
    """Print what is missing or too old for the selected checks; return 0 or 101."""
    plan = _plan(options, root, here, configured)
    selection = Selection.of(options.markexpr, options.keyword, options.file_or_dir, root, here)
    selected = selection.of_plan(plan)
    needs = _needs(selected)
    with ThreadPoolExecutor() as pool:
        lacks = [sentence for sentence in pool.map(lack, needs) if sentence]
    elsewhere = _elsewhere(selected)
    print("\n".join([_report(needs, lacks), *elsewhere]))
    return 101 if lacks or elsewhere else 0


def _needs(checks: tuple[Check, ...]) -> list[Need]:
    named = dict.fromkeys([*_ALWAYS, *(need for check in checks for need in check.line.needs)])
    return [Need.parse(text) for text in sorted(named)]


def _elsewhere(checks: tuple[Check, ...]) -> list[str]:
    """Return the machines that official checks ask for and this one is not, a line each."""
    counted = Counter(check.machine for check in checks if check.tier == OFFICIAL and not covers(check.machine, here()))
    return [
        f"doctor: {count} check{'s need' if count > 1 else ' needs'} a {name} machine (this one is {here()});"
        " run the same command there and import its evidence here with --import=FILE"
        for name, count in counted.items()
    ]


def _report(needs: list[Need], lacks: list[str]) -> str:
    names = ", ".join(need.tool for need in needs)
    if not lacks:
        return f"doctor: nothing is missing ({names})"
    return "\n".join([f"doctor: {len(lacks)} of {len(needs)} tools are missing or too old", *(f"  {one}" for one in lacks)])


def _plan(options: Namespace, root: Path, here: Path, configured: str) -> Plan:
    """Read the plan; without a project the sample's profile says what applies."""
    path = _profile(options, root, here, configured)
    profile = load(path) if path else Profile(project=Project(name="discovered"))
    return expand(read(root), profile)


def _profile(options: Namespace, root: Path, here: Path, configured: str) -> Path | None:
    from plugins.cli.inputs import profile_path  # inputs reads projects, which the doctor does without

    project = options.project or configured or os.environ.get("RELEASE_PROJECT", "")
    if not project and not options.profile:
        return root / SAMPLE_PROFILE
    if project and not (here / project).is_dir():
        raise Refused(
            got=f"--project={project}, which is not a directory", expected="an existing directory", advice="correct the path"
        )
    return profile_path(options, (here / project).resolve(), root, here)
