"""`--doctor`: one list of everything that the selected checks need and this machine lacks; it runs nothing."""

import os
from argparse import Namespace
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.errors import Refused
from core.tools import Need, lack
from plugins.cli.services import Service, services
from plugins.plan.expansion import expand
from plugins.plan.plan import Check, read
from plugins.plan.selection import Selection
from profiles.schema.machines import OFFICIAL, covers, here
from profiles.schema.profile import Profile, Project, load

_ALWAYS = ("git",)
SAMPLE_PROFILE = Path("sample") / "files" / "common" / "release-profile.toml"


def examine(options: Namespace, root: Path, here: Path, configured: str) -> int:
    """Print what is missing or too old for the selected checks; return 0 or 101."""
    profile = _read(options, root, here, configured)
    plan = expand(read(root), profile)
    selection = Selection.of(options.markexpr, options.keyword, options.file_or_dir, root, here)
    selected = selection.of_plan(plan)
    needs = _needs(selected)
    project = _project(options, here, configured)
    asked = services(profile, project, selected)
    unasked = (
        ["doctor: GitHub, remote, tracker and channels were not checked; pass --project=DIR"]
        if options.profile and not project
        else []
    )
    with ThreadPoolExecutor() as pool:
        answers = pool.map(Service.answer, asked)
        lacks = [f"{sentence}; needed for {_stages(need, selected)}" for need in needs if (sentence := lack(need))]
    answered = list(answers)
    elsewhere = _elsewhere(selected)
    print("\n".join([_report(needs, lacks), *_services(answered), *unasked, *elsewhere]))
    return 101 if lacks or elsewhere or not all(well for well, _ in answered) else 0


def _stages(need: Need, checks: tuple[Check, ...]) -> str:
    """Return the stages of the checks that need a tool; every check needs those that are always asked for."""
    named = [check.stage for check in checks if any(Need.parse(text).tool == need.tool for text in check.line.needs)]
    return ", ".join(dict.fromkeys(named or [check.stage for check in checks]))


def _services(answered: list[tuple[bool, str]]) -> list[str]:
    lacking = [line for well, line in answered if not well]
    head = [f"doctor: {len(lacking)} of {len(answered)} services did not answer as they must"] if lacking else []
    return [*head, *(f"  {'' if well else 'MISSING '}{line}" for well, line in answered)]


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


def _read(options: Namespace, root: Path, here: Path, configured: str) -> Profile:
    """Read the profile; without a project the sample's says what applies."""
    path = _profile(options, root, here, configured)
    return load(path) if path else Profile(project=Project(name="discovered"))


def _project(options: Namespace, here: Path, configured: str) -> Path | None:
    named = options.project or configured or os.environ.get("RELEASE_PROJECT", "")
    return (here / named).resolve() if named else None


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
