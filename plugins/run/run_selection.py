"""What one run selects of the plan, and where it keeps its files."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from core.errors import Refused
from core.terminal import say
from plugins.cli.command_line import without_selection
from plugins.plan.discovered import without_subject
from plugins.plan.expansion import expand
from plugins.plan.plan import Check, Plan, read
from plugins.plan.selection import Selection
from plugins.run.run_config import FILE
from plugins.verdict.waivers import Waiver
from profiles.release import Release


@dataclass(frozen=True)
class Scope:
    """One run before it begins."""

    root: Path  # the checkout of the suite
    here: Path  # where the command was typed
    plan: Plan
    selection: Selection
    selected: tuple[Check, ...]
    nonce: str
    folder: Path  # runs/<nonce> in the evidence folder
    waivers: tuple[Waiver, ...] = ()  # of the commit, once it was read
    derived: dict[str, str] = field(default_factory=dict)  # what has no subject, with the fact

    @classmethod
    def of(cls, release: Release, options: Namespace, root: Path, here: Path) -> "Scope":
        """Compute what the command line selects; nothing is written yet."""
        selection = Selection.of(options.markexpr, options.keyword, options.file_or_dir, root, here)
        book = read(root)
        derived = without_subject(book, release)
        plan = expand(book, release.profile, derived)
        named = selection.of_plan(plan)
        selected = tuple(check for check in named if not (release.no_execute and check.executes))
        if len(selected) < len(named):
            say(f"--no-execute: {len(named) - len(selected)} checks that execute code of the project are left out")
        _refuse_mechanics(selected, release, options)
        nonce = token_hex(8)
        folder = release.evidence_dir / "runs" / nonce
        return cls(root, here, plan, selection, selected, nonce, folder, derived=derived)

    @property
    def workspace(self) -> Path:
        """Scratch that the suite may write to."""
        return self.folder.parent.parent / "work" / self.nonce

    @property
    def report(self) -> Path:
        """Where pytest-json-report writes."""
        return self.folder.with_suffix(".json")

    @property
    def records(self) -> Path:
        """Where the child lists what it saw."""
        return self.folder / "records.jsonl"

    def arguments(self, words: Sequence[str], options: Namespace) -> list[str]:
        """Return the child's command line: the same words, the modules of the selected checks, the suite's own plugins.

        What is selected is decided here and handed over by name: the child collects no module that it does not need.
        """
        modules = dict.fromkeys(check.nodeid.split("::")[0] for check in self.selected)
        paths = [str(self.root / module) for module in modules if (self.root / module).is_file()]
        if options.ignore or options.ignore_glob:  # pytest collects a file that is named, even one to be ignored
            paths = [
                str(folder) for folder in sorted({self.root / module.split("/")[0] for module in modules}) if folder.is_dir()
            ]
        return [*_QUIET, *(_SPREAD if options.numprocesses else ()), *without_selection(words, options), *paths, *self._plugins()]

    def _plugins(self) -> list[str]:
        named = [word for name in ("xdist", "pytest_metadata", "pytest_jsonreport") for word in ("-p", name)]
        return [
            f"--suite-run={self.folder / FILE}",
            f"--rootdir={self.root}",
            f"--config-file={self.root / 'pyproject.toml'}",
            "--disable-plugin-autoload",
            *named,
            "--json-report",
            f"--json-report-file={self.report}",
        ]


# The last screen says it all; what the user adds comes later and wins.
_QUIET = ("-qq", "--tb=no", "--no-summary", "-oconsole_output_style=classic")
# A worker that is given many checks ahead keeps them while it builds for minutes and the others have nothing left.
_SPREAD = ("--maxschedchunk=1",)


def _refuse_mechanics(selected: tuple[Check, ...], release: Release, options: Namespace) -> None:
    if not any(check.stage == "mechanics" for check in selected):
        return
    if options.numprocesses:
        raise Refused(got="-n with mechanics", expected="one step after the other", advice="drop -n for -m mechanics")
    if release.perform and options.blockers == "off":
        raise Refused(
            got="--blockers=off with --perform",
            expected="blockers that are filed",
            advice="drop --blockers=off: release mechanics never starts with it",
        )
