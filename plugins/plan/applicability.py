"""Which checks have no subject in a project: they do not apply by themselves, with the fact that says so."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from discovery.model import Model
from discovery.subjects import Subject, subjects
from plugins.plan.expansion import row_id, rows
from plugins.plan.plan import CONFIGURED, Book, PlanLine
from profiles.schema.machines import Machine, covers
from profiles.schema.profile import Profile

# What another check covers where a profile names none of it.
_COVERED = {
    "compatibility.parts": ("builds.suites", "compatibility.parts is empty; full-test-suite-passes runs whole suites"),
    "documentation.runnable": ("documentation.not_run", "no block is configured to run; every block is listed with a reason"),
}
# What a file proves: where there is none, nothing else that a profile says of the same gate gives the check a subject.
_CERTAIN = frozenset({"go-module", "crate", "workflow"})
_CHANNELS = {"crates": "crates", "npm": "npm", "pypi": "pypi", "golang": "golang"}
_PLACES = {"github": "a GitHub release", "homebrew": "a Homebrew tap"}
_FACTS = ("base", "started-program", "planned-channel")  # what is not there although a profile speaks of the gate
_UNSET = "the discovered profile, which is not reviewed, does not configure it (`pytest --explain=CHECK` names the key)"
_WINDOWS = "the suite does not run on Windows; Windows packages are inspected but not run"


def derived(
    book: Book,
    profile: Profile,
    model: Model,
    discovered: bool,
    has_base: bool,
    spoken: Profile | None = None,
    given: Collection[str] = (),
) -> dict[str, str]:
    """Return the checks, gates and channels without a subject, by the id that a profile would name.

    `spoken` is what somebody wrote of a profile that discovery completed: only that keeps a check without a subject. `given`
    are the options that name something to look at.
    """
    known = {
        **subjects(model),
        **_said(profile, model),
        "base": Subject(has_base, "no base release: --base-tag=none marks the first release"),
        "built": Subject(
            not discovered or bool({"artifacts", "build_run_id"} & set(given)), "no --artifacts and no --build-run-id were given"
        ),
        "publish-run": Subject(not discovered or "publish_run_id" in given, "no --publish-run-id was given"),
        "tap": Subject(
            bool(profile.mechanics.tap.formula)
            or "homebrew" in profile.channels
            or any(deed.place == _PLACES["homebrew"] for deed in model.publications),
            "no Homebrew tap: neither [mechanics.tap], nor [channels.homebrew], nor a step that pushes one",
        ),
        "reviews": Subject(not discovered, "the profile is not reviewed, so there are no sign-offs for new code"),
        "started-program": Subject(
            bool(profile.compatibility.programs), "no program is configured under compatibility.programs, so none is run"
        ),
        "planned-channel": Subject(
            any(channel.files and channel.tier == "official" for channel in profile.channels.values()),
            "no official channel in the profile plans a release file",
        ),
        "planned-files": Subject(
            not (discovered or profile.project.discover) or any(channel.files for channel in profile.channels.values()),
            "no channel in the profile plans a release file",
        ),
    }
    if (spoken or profile).forge.repository and not discovered:  # a clone may have another remote than the repository
        known["forge"] = Subject(True, "")
    found: dict[str, str] = dict(_on_windows(book, profile))
    for line in book.lines:
        if reason := _reason(line, book, profile, known, discovered, spoken):
            found |= {_id(stage, line): reason for stage in line.stages}
    return {**found, **dict(_gates(book, found)), **dict(_channels(book, profile, model))}


def _said(profile: Profile, model: Model) -> dict[str, Subject]:
    """Return what a profile says of a subject elsewhere, once for all checks of it."""
    found = {}
    if profile.forge.none:
        found["forge"] = Subject(False, f"no GitHub repository: {profile.forge.none}")
    left_out = any("memory_safety" in name for name in profile.does_not_apply)
    named = {word for smoke in profile.memory_safety.smokes for word in smoke.argv if not left_out}
    smokes = [place.path for place in model.traits.get("smoke", ())]
    if smokes and all({path, path.removesuffix(".py").replace("/", ".")} & named for path in smokes):
        found["smoke"] = Subject(False, f"every smoke script is run by memory_safety.smokes: {', '.join(smokes)}")
    return found


def _is_certain(word: str, profile: Profile, rows: bool) -> bool:
    return not rows and (word in _CERTAIN or (word == "forge" and bool(profile.forge.none)))


def _reason(
    line: PlanLine, book: Book, profile: Profile, known: Mapping[str, Subject], discovered: bool, spoken: Profile | None
) -> str:
    rows = bool(line.rows and profile.at(line.rows))
    for word in line.subjects:
        if word.startswith(CONFIGURED):
            key = word.removeprefix(CONFIGURED)
            if discovered and not profile.at(key):
                return _UNSET
        elif not known[word].found and (
            word in _FACTS
            or _is_certain(word, profile, rows)
            or not (rows or _is_named(line, word, book, profile, discovered, spoken))
        ):
            return known[word].fact
    other, why = _COVERED.get(line.rows or "", ("", ""))
    if other and not rows and profile.at(other):
        return why
    is_nobodys = discovered or (spoken is not None and line.channel is not None)
    if is_nobodys and line.rows and not rows:
        return _UNSET
    return ""


def _is_named(line: PlanLine, word: str, book: Book, profile: Profile, discovered: bool, spoken: Profile | None) -> bool:
    """Whether somebody wrote what a check is about; of a profile that discovery completed only what was written counts."""
    if discovered:
        return False
    return _speaks_of(profile, line, word, book) if spoken is None else any(spoken.at(table) for table in line.tables)


def _speaks_of(profile: Profile, line: PlanLine, word: str, book: Book) -> bool:
    """Whether a reviewed profile says anything of a subject: then what discovery does not recognize takes no check away.

    A check without rows may read any key of its gate's table. One that is fed by rows reads its own, so an empty table is
    explained by a project without the subject, unless the rows of another check of the gate name that subject.
    """
    if line.rows:
        return any(profile.at(each.rows) for each in book.lines if each.gate == line.gate and word in each.subjects and each.rows)
    table = profile.at(line.gate) if line.gate else None
    return table is not None and table != type(table)()


def _on_windows(book: Book, profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield the checks that ask for a Windows machine next to others, of which none can be one."""
    for line in book.lines:
        for row in rows(line, profile) if not line.channel or line.channel in profile.channels else ():
            if isinstance(row, Machine) and row.row and covers("windows", row.name):
                for stage in line.stages:
                    yield f"{_id(stage, line)}[{row_id(row, line.key)}]", _WINDOWS


def _id(stage: str, line: PlanLine) -> str:
    return f"{stage}/{Path(line.test.split('::')[0]).stem}::{line.test.partition('::')[2]}"


def _gates(book: Book, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the gates none of whose checks applies, with the reasons of all."""
    away = {name.partition("/")[2] for name in found}
    for gate in book.gates:
        lines = [
            f"{Path(line.test.split('::')[0]).stem}::{line.test.partition('::')[2]}"
            for line in book.lines
            if line.gate == gate.word
        ]
        if lines and all(line in away for line in lines):
            reasons = dict.fromkeys(reason for name, reason in found.items() if name.partition("/")[2] in lines)
            yield gate.word, "; ".join(reasons)


def _channels(book: Book, profile: Profile, model: Model) -> Iterator[tuple[str, str]]:
    for channel in book.channels:
        if profile.at(f"channels.{channel.word}") is not None:
            continue
        if channel.word in _CHANNELS and not any(one.ecosystem == _CHANNELS[channel.word] for one in model.publishable):
            yield channel.word, f"no publishable package for {channel.title} ({model.count} files searched)"
        if channel.word not in {**_CHANNELS, **_PLACES}:  # nothing in a repository says by itself that it is published there
            yield channel.word, f"no [channels.{channel.word}] in the profile"
        place = _PLACES.get(channel.word)
        if place and not any(deed.place == place for deed in model.publications):
            yield channel.word, f"no step publishes {place} in {len(model.workflows.files)} workflows"
