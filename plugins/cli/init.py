"""`--init`: write a short profile from what the repository says; what nobody could tell is a marked line."""

import sys
import tomllib
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import msgspec

from core.errors import Refused
from core.terminal import say
from discovery.draft import MARK, Draft, toml
from discovery.line import of_line, spelling_of
from discovery.model import Model
from discovery.profile import draft
from discovery.tags import pattern_of
from facts.vcs import snapshot
from plugins.cli.inputs import OWN
from plugins.plan import discovered
from plugins.plan.applicability import derived
from plugins.plan.expansion import expand
from plugins.plan.plan import Book, Check, read
from profiles.release import Tag
from profiles.schema.profile import Profile

_HEAD = "# What is not written here is read from the repository in each run: `python -m discovery` prints it.\n"


def write(options: Namespace, project: Path | None, root: Path, here: Path) -> int:
    """Write the profile; an existing file is never replaced."""
    if project is None:
        raise Refused(got="--init without --project", expected="--project=DIR", advice="pass the project's checkout")
    is_named = options.init not in ("", "-")
    path = (here / options.init).resolve() if is_named else project / OWN
    if path.exists():
        raise Refused(
            got=f"--init={path}, which exists", expected="a new file", advice="choose a different name, or move the file away"
        )
    text = profile_text(project, options, root)
    if not is_named and sys.stdin.isatty() and sys.stdout.isatty():
        text = decided(text, _typed)
    path.write_text(text, "utf-8")
    lines, marked = len(text.splitlines()), text.count(f'"{MARK}')
    say(f"wrote {path}: {lines} lines, {marked} to decide (marked {MARK})")
    return 0


def profile_text(project: Path, options: Namespace, root: Path) -> str:
    """Return the profile's text."""
    found = discovered.read(project, snapshot.head(project))
    model, tags = found.model, found.tags
    typed = [Tag(text) for text in (options.release_target, options.base_tag) if text]
    named = next((tag.name for tag in typed if not tag.is_none), "")
    pattern = pattern_of(named, tags) if named else model.tags[0].pattern if model.tags else "v{version}"
    package = getattr(options, "package", "") or ""
    pattern = (spelling_of(model, package) if package else "") or pattern
    model = of_line(model, package, pattern)
    versions = tuple(tag.version for tag in typed if not tag.is_none) or _newest(model)
    whole = draft(model, pattern, versions, project.name, decided=True)
    asked = draft(model, pattern, versions, project.name, decided=False)
    made = _short(whole, asked)
    profile = msgspec.convert(tomllib.loads(whole.text(comments=False)), Profile)
    spoken = msgspec.convert(tomllib.loads(made.text(comments=False)), Profile)
    _ask(made, read(root), profile, spoken, model)
    return _HEAD + made.text().replace("\n\n[", "\n[")


# What a person has to see to know that it is their project; the rest is read again in each run.
_SHOWN = {"project": ("name", "tag"), "licensing": ("license",)}


def _short(whole: Draft, asked: Draft) -> Draft:
    """Keep what names the project, its license and its channels, and what nobody could decide."""
    made = Draft()
    for table, keys in whole.tables.items():
        for key, said in keys.items():
            if key in _SHOWN.get(table, ()) or (table.startswith("channels.") and key == "package"):
                made.tables.setdefault(table, {})[key] = said
        if table == "project":
            made.add(table, "discover", True)
    own = asked.tables.get("preflight", {}).get("own_versions")
    questions = {name: text for name, text in own.value.items() if text.startswith(MARK)} if own is not None else {}
    if questions:
        made.add("preflight", "own_versions", questions)
    return made


def _newest(model: Model) -> tuple[str, ...]:
    return (Tag(model.tags[0].newest).version,) if model.tags else ()


def _ask(made: Draft, book: Book, profile: Profile, spoken: Profile, model: Model) -> None:
    """Ask once for all that has a subject here and nothing in the profile that a check could look at."""
    plan = expand(book, profile, derived(book, profile, model, discovered=False, has_base=True, spoken=spoken))
    own = [check for check in plan.checks if check.stage == "pre_release"]
    lacking = {check: _empty(check, profile) for check in own}
    gates = sorted({gate for check in own if (gate := check.line.gate)})
    whole = [gate for gate in gates if all(lacking[check] for check in own if check.line.gate == gate)]
    tables = dict.fromkeys(table for check, table in lacking.items() if table and check.line.gate not in whole)
    words = {word for word in (channel.word for channel in book.channels) if word in profile.channels}
    named = [name for name in (*whole, *tables) if name not in words]
    if named:
        made.add("does_not_apply", ", ".join(named), f"{MARK} why not; or fill in the table and remove its name from this line")


def _empty(check: Check, profile: Profile) -> str:
    """Return the table that a check needs and the profile leaves empty."""
    return next((table for table in check.line.tables if not profile.at(table)), "")


def decided(text: str, answer: Callable[[str], str]) -> str:
    """Ask for each marked line; an empty answer leaves it marked, and it is refused until somebody decides."""
    lines = []
    for line in text.splitlines():
        at = line.find(f'"{MARK}')
        reply = answer(line[:at] + line[at + 1 :].replace('"', "")).strip() if at >= 0 else ""
        lines.append(line[:at] + toml(reply) if reply else line)
    return "\n".join(lines) + "\n"


def _typed(question: str) -> str:
    say(question)
    try:
        return input("reason (empty: decide later): ")
    except EOFError:
        return ""
