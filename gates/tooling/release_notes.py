"""Where the notes of a release come from, and what is left of them when the steps that cut them out are run for the tag."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from discovery.workflows.effects import Effect
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import patterns, tag_inputs
from facts.runs.changed_texts import QUIET
from facts.runs.ran import Ran
from facts.runs.rehearsal import Rehearsal, rehearsed
from facts.runs.steps import ran
from facts.runs.worlds import World
from facts.workflows.release_graph import Machinery
from facts.workflows.values import Value
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Scalar

_RELEASES = frozenset({"release", "draft", "finalize"})
_FILE_INPUT = re.compile(r"(?:body|notes|description|changelog)[-_]?(?:path|file)$", re.IGNORECASE)
_TEXT_INPUT = re.compile(r"(?:release[-_]?)?(?:body|notes)$", re.IGNORECASE)
_GENERATES = re.compile(r"generate[-_]?(?:release[-_]?)?notes$", re.IGNORECASE)
_FILE_FLAGS = ("--notes-file", "-F", "--release-notes")
_OUT_FLAGS = ("--output", "-o", "--out", "--outfile", "--out-file")
_BRINGS_FILES = re.compile(r"(download|restore|cache|checkout|changelog|notes|artifact)", re.IGNORECASE)
_NO_NOTES = re.compile(r"""\s(?:--notes|-n)(?:=|\s+)(?:""|'')(?=\s|$)""")
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Notes:
    """The notes that one effect gives a release: a file, or a text; `text` has expressions in it until they are known."""

    effect: Effect
    step: WorkflowStep
    file: str = ""
    text: str | None = None


def _is_left_empty(effect: Effect) -> bool:
    """Whether a draft is given no notes in so many words, since somebody writes them before it is published."""
    script = effect.step.run.text if effect.step.run is not None else ""
    return effect.kind == "draft" and _NO_NOTES.search(script) is not None


@dataclass(frozen=True)
class NotedJob:
    """A job that makes a release, with what can be said of its notes."""

    machinery: Machinery
    run: Run
    job: JobRun
    tag: str
    rehearses: bool

    @cached_property
    def known(self) -> dict[str, Value]:
        """Return what contexts say in the run that the tag starts."""
        tag, workflow = self.tag, self.run.workflow
        found: dict[str, Value] = {"github.ref_name": tag, "github.ref": f"refs/tags/{tag}", "github.ref_type": "tag"}
        if patterns(workflow, "push", "tags") or workflow.started_by("push"):
            found["github.event_name"] = "push"
        elif workflow.started_by("release"):
            found |= {"github.event_name": "release", "github.event.release.tag_name": tag}
        else:
            found = {"github.event_name": "workflow_dispatch"}
        found |= {f"inputs.{name}": tag for name in tag_inputs(workflow)}
        return found | {f"inputs.{name}": text for name, text in self.job.given.items() if "${{" not in text}

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """Run what is only text in the job."""
        if not self.tag or not self.rehearses or not any(each.kind in _RELEASES for each in self.job.effects):
            return Rehearsal()
        return rehearsed(self.machinery, self.job.workflow, self.job.job, self.known)

    @cached_property
    def notes(self) -> tuple[Notes, ...]:
        """Return the notes that the job gives releases."""
        effects = [each for each in self.job.effects if each.kind in _RELEASES and (not each.dry or each.kind == "release")]
        return tuple(found for each in effects for found in _given(each))

    def filled(self, text: str) -> str | None:
        """Return a text with its expressions filled in; None where one is not known."""
        world = World({**self.known, **self.rehearsal.outputs})
        pieces = _EXPRESSION.split(text)
        said = [world.text(piece.strip()) if at % 2 else piece for at, piece in enumerate(pieces)]
        return None if None in said else "".join(piece or "" for piece in said)

    def empty(self) -> Iterator[tuple[Effect, str]]:
        """Yield each release whose notes came out empty when the job's text steps were run."""
        given = [one for one in self.rehearsal.steps if one.notes is not None and one.status == 0]
        for one in given[-1:]:  # what is given last is what users read
            later = any(notes.step in self._behind(one.step) for notes in self.notes)
            if _says_nothing(one.notes or "") and not later:
                effect = next((each for each in self.job.effects if each.step is one.step and each.kind in _RELEASES), None)
                if effect is not None and not _is_left_empty(effect):
                    yield effect, f"for {self.tag} the notes come out empty when the step is run"
        for notes in self.notes:
            if self.rehearsal.ran(notes.step):
                continue
            if notes.file:
                said = self.rehearsal.texts.get(_inside(notes.file))
                if said is not None and _says_nothing(said):
                    yield notes.effect, f"for {self.tag} the file {notes.file} is empty when the earlier steps are run"
            elif notes.text and "steps." in notes.text:
                filled = self.filled(notes.text)
                if filled is not None and not filled.strip():
                    yield notes.effect, f"for {self.tag} {notes.text} is empty when the earlier steps are run"

    def absent(self) -> Iterator[tuple[Effect, str]]:
        """Yield each release whose file of notes nothing can have brought into the job."""
        for notes in self.notes:
            name = _inside(notes.file)
            if not name or "$" in name or "*" in name or name in self.rehearsal.texts:
                continue
            before = self.job.steps[: self.job.steps.index(notes.step)] if notes.step in self.job.steps else self.job.steps
            if (self.machinery.root / name).is_file():
                if not any(self._brings(name, each) for each in before) and not self._clones(before):
                    yield notes.effect, f"the notes are the file {name}, and job {self.job.id} checks nothing out"
            elif not self._may_make(name, before, notes):
                yield notes.effect, f"the notes are the file {name}, which is not in the checkout, and no earlier step creates it"

    def overwritten(self) -> Iterator[tuple[Effect, str]]:
        """Yield each file of notes that a later command writes again from the start, without reading it."""
        for notes in self.notes:
            writers = [each for step in self.job.steps for each in self._ran(step) if _writes(each, notes.file)]
            plain = [each for each in writers if not each.guards and not each.lost]
            for first, second in itertools.pairwise(plain):
                if first.text != second.text and _inside(notes.file) not in _read(second) and not _starts(first):
                    yield (
                        notes.effect,
                        f"{notes.file} is written at {first.at} and again at {second.at}, which leaves nothing of the first",
                    )

    def _behind(self, step: WorkflowStep) -> tuple[WorkflowStep, ...]:
        return self.job.steps[self.job.steps.index(step) + 1 :] if step in self.job.steps else ()

    def _ran(self, step: WorkflowStep) -> tuple[Ran, ...]:
        return ran(self.machinery, self.job.workflow, self.job.job, step)

    def _brings(self, name: str, step: WorkflowStep) -> bool:
        """Whether an action may bring the file: a checkout, a cache, a download of an artifact that may hold it."""
        if not _BRINGS_FILES.search(step.action):
            return False
        taken = [
            each
            for each in feeds(self.run)
            if each.taker is self.job and each.download is not None and each.download.step is step
        ]
        paths = [path for each in taken if each.upload is not None for path in each.upload.paths]
        base = name.rsplit("/", 1)[-1]
        return not paths or any(
            "*" in path or "$" in path or not re.search(r"\.\w+$", path) or path.endswith(base) for path in paths
        )

    def _clones(self, before: tuple[WorkflowStep, ...]) -> bool:
        return any(each.command.tool in ("git", "gh", "curl", "wget") for step in before for each in self._ran(step))

    def _may_make(self, name: str, before: tuple[WorkflowStep, ...], notes: Notes) -> bool:
        base = name.rsplit("/", 1)[-1]
        for step in (*before, notes.step):
            own = step is notes.step
            if step.uses and not own and not re.match(r"actions/(checkout|setup-)", step.action):
                return True
            texts = [step.run.text] if step.run is not None else []
            texts += [script.text for script in self.machinery.scripts_of(step)]
            if sum(text.count(base) for text in texts) > (1 if own else 0):
                return True
            for each in self._ran(step):
                if each.command.tool not in QUIET and not (own and each.command.runs("gh")):
                    return True
        return False


def _given(effect: Effect) -> Iterator[Notes]:
    if effect.command is not None:
        if effect.command.flag("--generate-notes", "--notes-from-tag"):
            return
        file = effect.command.value(*_FILE_FLAGS)
        if file and file != "-":
            yield Notes(effect, effect.step, file)
        return
    entries = {key: each.text for key, each in effect.step.with_.entries.items() if isinstance(each, Scalar)}
    if any(_GENERATES.match(key) and text.strip() == "true" for key, text in entries.items()):
        return
    file = next((text.strip() for key, text in entries.items() if _FILE_INPUT.match(key) and text.strip()), "")
    text = next((text for key, text in entries.items() if _TEXT_INPUT.match(key) and text.strip()), "")
    if file or text:
        yield Notes(effect, effect.step, file, text or None)


def _inside(file: str) -> str:
    """Return how a path is called in a rehearsal: below `temp/` for the runner's folder, else inside the checkout."""
    text = re.sub(r"^(\$\{?RUNNER_TEMP\}?|\$\{\{\s*runner\.temp\s*\}\}|/tmp)/", "temp/", file.strip())
    text = re.sub(r"^(\$\{?GITHUB_WORKSPACE\}?|\$\{\{\s*github\.workspace\s*\}\})/", "", text)
    return posixpath.normpath(text) if text else ""


def _says_nothing(text: str) -> bool:
    return not any(line.strip() and not re.match(r"#{1,6}\s|\[[^\]]+\]:\s", line) for line in text.splitlines())


def _writes(each: Ran, file: str) -> bool:
    if not file or (each.command.tool == "tee" and each.command.flag("-a", "--append")):
        return False
    said = each.command.value(*_OUT_FLAGS) if each.command.tool not in ("curl", "sort", "cc", "gcc") else None
    return bool(said) and _inside(said or "") == _inside(file)


def _read(each: Ran) -> set[str]:
    out = each.command.value(*_OUT_FLAGS)
    words = [word.text for word in each.command.words if word.text != out]
    return {_inside(word) for word in words} | ({_inside(out or "")} if each.command.flag("--prepend") else set())


def _starts(first: Ran) -> bool:
    return first.command.tool in ("echo", "printf", ":", "true", "cat")
