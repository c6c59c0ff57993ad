"""`--init`: write a short profile from what the repository says; what nobody could tell is a marked line."""

import tomllib
from argparse import Namespace
from pathlib import Path

import msgspec

from core.errors import Refused
from core.terminal import say
from discovery.draft import MARK, Draft
from discovery.model import Model
from discovery.profile import draft
from facts.vcs import snapshot
from plugins.cli.inputs import OWN
from plugins.plan import discovered
from plugins.plan.applicability import derived
from plugins.plan.expansion import expand
from plugins.plan.plan import Book, Check, read
from profiles.release import Tag
from profiles.schema.profile import Profile

_HEAD = f"""\
# What the repository says by itself; defaults are not written. A line with {MARK} is refused until somebody decides:
# give the reason, or put the answer into the table that the line names and delete the line.
"""


def write(options: Namespace, project: Path | None, root: Path, here: Path) -> int:
    """Write the profile; an existing file is never replaced."""
    if project is None:
        raise Refused(got="--init without --project", expected="--project=DIR", advice="name the checkout that it is for")
    path = (here / options.init).resolve() if options.init else project / OWN
    if path.exists():
        raise Refused(got=f"--init={path}, which exists", expected="a new file", advice="give another name, or move it away")
    text = profile_text(project, options, root)
    path.write_text(text, "utf-8")
    lines, marked = len(text.splitlines()), text.count(f'"{MARK}')
    say(f"wrote {path}: {lines} lines, {marked} to decide (marked {MARK})")
    return 0


def profile_text(project: Path, options: Namespace, root: Path) -> str:
    """Return the profile's text."""
    model, _ = discovered.read(project, snapshot.head(project))
    pattern = model.tags[0].pattern if model.tags else "v{version}"
    typed = [Tag(text) for text in (options.release_target, options.base_tag) if text]
    versions = tuple(tag.version for tag in typed if not tag.is_none) or _newest(model)
    made = draft(model, pattern, versions, project.name, decided=False)
    provisional = draft(model, pattern, versions, project.name, decided=True)
    profile = msgspec.convert(tomllib.loads(provisional.text(comments=False)), Profile)
    if "shown" in made.tables.get("documentation", {}):  # asked there, once
        shown = msgspec.structs.replace(profile.documentation, shown={"*": "to be decided"})
        profile = msgspec.structs.replace(profile, documentation=shown)
    _ask(made, read(root), profile, model)
    return _HEAD + made.text()


def _newest(model: Model) -> tuple[str, ...]:
    return (Tag(model.tags[0].newest).version,) if model.tags else ()


def _ask(made: Draft, book: Book, profile: Profile, model: Model) -> None:
    """Mark every check that has a subject here and nothing in the profile that it could look at."""
    plan = expand(book, profile, derived(book, profile, model, discovered=False, has_base=True))
    asked = [check for check in plan.checks if check.stage == "pre_release" and _empty(check, profile)]
    gates = {check.line.gate for check in plan.checks if check.stage == "pre_release"}
    for gate in sorted(filter(None, gates)):
        own = [check for check in plan.checks if check.line.gate == gate]
        lacking = [check for check in asked if check.line.gate == gate]
        if lacking and len(lacking) == len(own):
            made.add("does_not_apply", gate, f"{MARK} why not, or configure [{gate}]")
        else:
            for table in dict.fromkeys(_empty(check, profile) for check in lacking):
                made.add("does_not_apply", table, f"{MARK} why not, or fill in [{table}]")


def _empty(check: Check, profile: Profile) -> str:
    """Return the table that a check needs and the profile leaves empty."""
    return next((table for table in check.line.tables if not profile.at(table)), "")
